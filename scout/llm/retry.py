"""Whether the same candidate is asked again, and when: pure steps, and a thin driver over them."""

from __future__ import annotations

import asyncio
import random
import re
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import TypeVar

from scout.errors import Again, CallError, ConfigurationError

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class RetryPolicy:
    """How often one candidate is asked, and how long scout waits in between.

    Attributes:
        max_sends: Requests per candidate, rotations not counted; past three an outage is
            more likely than chance.
        max_rotations: Moves to another key per candidate; they cost no retry.
        base_s: First backoff after a transient error; the wait is drawn from 0 to it.
        throttled_base_s: First backoff after a 429 that named no time.
        cap_s: Longest wait; a vendor that asks for more loses its turn to the next candidate.
    """

    max_sends: int = 3
    max_rotations: int = 3
    base_s: float = 0.05
    throttled_base_s: float = 1.0
    cap_s: float = 20.0

    def __post_init__(self) -> None:
        if self.max_sends < 1:
            raise ConfigurationError(f"retry.max_sends is {self.max_sends}; give at least 1")
        if self.max_rotations < 0:
            raise ConfigurationError(f"retry.max_rotations is {self.max_rotations}; give 0 or more")
        for name in ("base_s", "throttled_base_s", "cap_s"):
            if not 0 <= getattr(self, name) < float("inf"):
                raise ConfigurationError(f"retry.{name} is {getattr(self, name)}; give 0 or more")


def backoff(
    failures: int, policy: RetryPolicy, random: Callable[[], float], *, throttled: bool = False
) -> float:
    """Full jitter: a wait in seconds drawn evenly from 0 to a ceiling that doubles.

    Args:
        failures: Failures so far, at least 1.
        policy: Base and cap.
        random: Gives a number from 0 to 1.
        throttled: Whether the vendor said "too many requests".

    Source: "Exponential Backoff And Jitter", AWS Architecture Blog, 2015.
    """
    base = policy.throttled_base_s if throttled else policy.base_s
    return random() * min(policy.cap_s, base * 2.0 ** min(failures - 1, 60))


def next_wait_s(
    error: CallError, failures: int, policy: RetryPolicy, random: Callable[[], float]
) -> float | None:
    """Seconds until the same candidate is asked again, or None: not again.

    Args:
        error: The last error.
        failures: Sends that failed on this candidate, this one included.
        policy: Bounds.
        random: Gives a number from 0 to 1.
    """
    if error.again in (Again.NEVER, Again.ROTATE) or failures >= policy.max_sends:
        return None
    if error.again is Again.ONCE and failures > 1:
        return None
    if error.retry_after_s is not None:
        return error.retry_after_s if error.retry_after_s <= policy.cap_s else None
    return backoff(failures, policy, random, throttled=error.again is Again.AS_TOLD)


class RetryBudget:
    """A provider's token bucket, which stops retries in an outage but never a first try.

    A failure takes a token, a success gives a part of one back; retries are allowed while
    the bucket is more than half full.

    Source: gRPC proposal A6, retry throttling (defaults 10 tokens, ratio 0.1).
    """

    __slots__ = ("_ratio", "_size", "_tokens")

    def __init__(self, size: float = 10.0, ratio: float = 0.1) -> None:
        if size <= 0 or ratio <= 0:
            raise ConfigurationError("retry budget: size and ratio must be above 0")
        self._size = size
        self._ratio = ratio
        self._tokens = size

    @property
    def allows_retry(self) -> bool:
        """Whether a retry may be made now."""
        return self._tokens > self._size / 2

    def record_success(self) -> None:
        """Give a part of a token back."""
        self._tokens = min(self._size, self._tokens + self._ratio)

    def record_failure(self) -> None:
        """Take a token."""
        self._tokens = max(0.0, self._tokens - 1.0)


@dataclass(slots=True)
class RetryContext:
    """What one call may still spend on further sends, over all its candidates.

    Attributes:
        max_sends: Requests of the whole call, token refreshes included.
        token_budget: Prompt tokens that may be sent again after the first send; a long prompt
            is dear to repeat. None for no bound.
        sends: Requests made.
        resent_tokens: Prompt tokens sent again.
    """

    max_sends: int = 12
    token_budget: int | None = 500_000
    sends: int = 0
    resent_tokens: int = 0

    def admits(self, prompt_tokens: int) -> bool:
        """Whether one more send of this many prompt tokens is within both bounds."""
        if self.sends >= self.max_sends:
            return False
        if self.sends == 0 or self.token_budget is None:
            return True
        return self.resent_tokens + prompt_tokens <= self.token_budget

    @property
    def bound(self) -> str:
        """The bound that is reached, in words for a record."""
        if self.sends >= self.max_sends:
            return f"the call has made its {self.max_sends} sends"
        return f"the call may send {self.token_budget} prompt tokens again and has"

    def admits_refresh(self) -> bool:
        """Count a request of authentication, such as a token refresh, if one is left."""
        if self.sends >= self.max_sends:
            return False
        self.sends += 1
        return True

    def record_send(self, prompt_tokens: int) -> None:
        """Count a send."""
        self.resent_tokens += prompt_tokens if self.sends else 0
        self.sends += 1


async def call_with_retries(
    attempt: Callable[[], Awaitable[T]],
    *,
    policy: RetryPolicy | None = None,
    context: RetryContext | None = None,
    prompt_tokens: int = 0,
    sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    rng: Callable[[], float] = random.random,
) -> T:
    """Await a callable of your own under scout's retry rules.

    Args:
        attempt: Makes one request; raises a `CallError` where it fails.
        policy: Bounds and waits, scout's own by default.
        context: Shared bound on sends and re-sent tokens, where several calls belong together.
        prompt_tokens: Size of the prompt, for the token budget of `context`.
        sleep: Waits.
        rng: Gives a number from 0 to 1.

    Returns:
        What `attempt` returned.

    Raises:
        CallError: The last error, when it is final or a bound is reached.
    """
    policy = policy or RetryPolicy()
    context = context or RetryContext()
    failures = 0
    while True:
        context.record_send(prompt_tokens)
        try:
            return await attempt()
        except CallError as error:
            failures += 1
            wait_s = next_wait_s(error, failures, policy, rng)
            if wait_s is None or error.output_started or not context.admits(prompt_tokens):
                raise
        await sleep(wait_s)


_UNITS_S = {"ns": 1e-9, "us": 1e-6, "µs": 1e-6, "ms": 1e-3, "s": 1.0, "m": 60.0, "h": 3600.0}
_UNITS_S["d"] = 86400.0
_DURATION = re.compile(r"(?:\d+(?:\.\d+)?(?:ns|us|µs|ms|s|m|h|d))+")
_DURATION_PART = re.compile(r"(\d+(?:\.\d+)?)(ns|us|µs|ms|s|m|h|d)")
_SECONDS = re.compile(r"\d{1,12}(?:\.\d{1,20})?")


def parse_duration(text: str) -> float | None:
    """Seconds of a duration such as `1m2.5s`, `26ms`, `2h`; None where it is none."""
    text = text.strip()
    if len(text) > 100 or not _DURATION.fullmatch(text):
        return None
    return sum(float(number) * _UNITS_S[unit] for number, unit in _DURATION_PART.findall(text))


def parse_retry_after(value: str, now_s: float) -> float | None:
    """Seconds to wait that one text value names.

    Args:
        value: Seconds as integer or decimal, a duration, an HTTP date or an ISO 8601 time.
        now_s: Seconds since the epoch.

    Returns:
        Seconds, never negative; None where the text is none of these.
    """
    value = value.strip()
    if _SECONDS.fullmatch(value):
        return float(value)
    duration = parse_duration(value)
    if duration is not None:
        return duration
    moment = _moment(value)
    return None if moment is None else max(0.0, moment.timestamp() - now_s)


def _moment(value: str) -> datetime | None:
    for parse in (datetime.fromisoformat, parsedate_to_datetime):
        try:
            moment = parse(value)
            return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
        except (ValueError, TypeError, IndexError, OverflowError):
            continue
    return None


def retry_after_s(headers: Mapping[str, str], now_s: float) -> float | None:
    """Seconds that a reply's headers ask for: `retry-after-ms`, else `retry-after`.

    Args:
        headers: Header values by lower-case name.
        now_s: Seconds since the epoch.
    """
    milliseconds = headers.get("retry-after-ms", "").strip()
    if _SECONDS.fullmatch(milliseconds):
        return float(milliseconds) / 1000
    value = headers.get("retry-after")
    return parse_retry_after(value, now_s) if value else None
