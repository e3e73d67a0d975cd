"""Keeps under a vendor's rate limits instead of running into them: pure, and only where asked for.

Requests are spread by the generic cell rate algorithm: each moves a due time forward by its share
of a minute, and a short burst may run ahead of it. What the vendor's own headers say comes on
top: with nothing left, the account waits until they say it is renewed.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from scout.errors import ConfigurationError
from scout.llm.retry import parse_retry_after

MINUTE_S = 60.0

BURST_S = 6.0
"""How much of a minute's allowance may be used at once: a tenth, since vendors look at seconds."""

_NAMES = (
    ("x-ratelimit-remaining-{}", "x-ratelimit-reset-{}"),
    ("anthropic-ratelimit-{}-remaining", "anthropic-ratelimit-{}-reset"),
)
"""How vendors name what is left, and when it is renewed.

Source: recorded replies of OpenAI, Groq and Anthropic, read 2026-11-22.
"""

_KINDS = ("requests", "tokens", "input-tokens", "output-tokens")


@dataclass(frozen=True, slots=True)
class Pace:
    """How fast an account may be used.

    Attributes:
        requests_per_minute: None for no bound of scout's own.
        tokens_per_minute: Prompt and answer together, None for no bound of scout's own.
        follow_headers: Whether a vendor's word that nothing is left is obeyed.

    Raises:
        ConfigurationError: A rate is not above 0.
    """

    requests_per_minute: float | None = None
    tokens_per_minute: float | None = None
    follow_headers: bool = True

    def __post_init__(self) -> None:
        for name in ("requests_per_minute", "tokens_per_minute"):
            rate = getattr(self, name)
            if rate is not None and not 0 < rate < float("inf"):
                raise ConfigurationError(f"pacing.{name} is {rate!r}; give a number above 0")


class Pacer:
    """The pace of one account and model.

    Args:
        pace: How fast.
    """

    __slots__ = ("_pace", "_renewed_s", "_requests_due_s", "_tokens_due_s")

    def __init__(self, pace: Pace) -> None:
        self._pace = pace
        self._requests_due_s = float("-inf")
        self._tokens_due_s = float("-inf")
        self._renewed_s = float("-inf")

    @property
    def ready_at_s(self) -> float:
        """When the next request may go out."""
        return max(self._requests_due_s - BURST_S, self._tokens_due_s - BURST_S, self._renewed_s)

    def sent(self, now_s: float) -> None:
        """A request goes out."""
        rate = self._pace.requests_per_minute
        if rate is not None:
            self._requests_due_s = max(self._requests_due_s, now_s) + MINUTE_S / rate

    def used(self, tokens: int, now_s: float) -> None:
        """An answer came, and took this many tokens."""
        rate = self._pace.tokens_per_minute
        if rate is not None:
            self._tokens_due_s = max(self._tokens_due_s, now_s) + tokens * MINUTE_S / rate

    def told(self, headers: Mapping[str, str], now_s: float, wall_s: float) -> None:
        """The headers of a reply; where they say that nothing is left, wait for the renewal.

        Args:
            headers: Values by lower-case name.
            now_s: Now, on the clock of this pacer.
            wall_s: Now, in seconds since the epoch, for times of day.
        """
        if self._pace.follow_headers:
            for wait_s in _renewals(headers, wall_s):
                self._renewed_s = max(self._renewed_s, now_s + wait_s)


def _renewals(headers: Mapping[str, str], wall_s: float) -> Iterable[float]:
    """Seconds until each allowance of which nothing is left is renewed."""
    for left_name, reset_name in _NAMES:
        for kind in _KINDS:
            left = headers.get(left_name.format(kind), "").strip()
            if not left.isdecimal() or int(left) > 0:
                continue
            wait_s = parse_retry_after(headers.get(reset_name.format(kind), ""), wall_s)
            if wait_s is not None:
                yield wait_s
