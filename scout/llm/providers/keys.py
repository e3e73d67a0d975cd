"""Which API key is used next, and what an error does to a key: pure state, no secret in it."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import StrEnum

from scout.errors import Again, CircuitEffect, ConfigurationError, KeyEffect, ProviderError


class ApiKey:
    """A secret that shows itself to nobody but `reveal()`.

    Args:
        key_id: Public name, such as `groq#1`.
        secret: The key.
        group: Name of the account that the key belongs to; keys of one account share limits.

    Raises:
        ConfigurationError: The secret is empty or not printable ASCII; the message says where
            and never shows it.
    """

    __slots__ = ("_secret", "group", "key_id")

    def __init__(self, key_id: str, secret: str, group: str = "") -> None:
        self.key_id = key_id
        self.group = group or key_id
        self._secret = _checked(key_id, secret)

    def reveal(self) -> str:
        """The secret itself, for the one header that carries it."""
        return self._secret

    def __repr__(self) -> str:
        return f"<ApiKey {self.key_id}>"

    def __reduce__(self) -> str:
        raise TypeError(f"{self!r} is a secret and is not pickled or copied")


def _checked(key_id: str, secret: str) -> str:
    if not secret:
        raise ConfigurationError(f"API key {key_id} is empty; unset it or give the key")
    for position, character in enumerate(secret):
        if not "!" <= character <= "~":
            raise ConfigurationError(
                f"API key {key_id} holds U+{ord(character):04X} at position {position}; "
                "a key is printable ASCII without spaces: copy it again"
            )
    return secret


class KeyStatus(StrEnum):
    """What may be done with a key, for one model."""

    READY = "ready"
    BUSY = "busy"
    PACED = "paced"
    COOLING = "cooling"
    EXHAUSTED = "exhausted"
    BLOCKED = "blocked"
    DISABLED = "disabled"


@dataclass(slots=True)
class KeyState:
    """The health of one key; times are seconds of the owner's clock.

    Attributes:
        key_id: Public name of the key.
        group: Account that it shares limits with.
        max_in_flight: Requests at once, None for no limit.
        disabled: Whether the vendor refused it; only a reload brings it back.
        blocked_models: Models that it may not use.
        exhausted_until_s: When its quota returns.
        cooling_until_s: Per model, when its rate limit is over.
        paced_until_s: Per model, when its own pace lets the next request out.
        strikes: Per model, rate limits in a row that named no time.
        in_flight: Requests that hold it now.
        told: How often an error has taken it out.
        reason: The last error that took it out, in a sentence.
    """

    key_id: str
    group: str = ""
    max_in_flight: int | None = None
    disabled: bool = False
    blocked_models: set[str] = field(default_factory=set)
    exhausted_until_s: float = -math.inf
    cooling_until_s: dict[str, float] = field(default_factory=dict)
    paced_until_s: dict[str, float] = field(default_factory=dict)
    strikes: dict[str, int] = field(default_factory=dict)
    in_flight: int = 0
    told: int = 0
    reason: str = ""

    def status(self, model: str, now_s: float) -> KeyStatus:
        """What may be done with this key for a model, the most lasting reason first."""
        if self.disabled:
            return KeyStatus.DISABLED
        if model in self.blocked_models:
            return KeyStatus.BLOCKED
        resting = self._resting(model, now_s)
        if resting is not None:
            return resting
        is_busy = self.max_in_flight is not None and self.in_flight >= self.max_in_flight
        return KeyStatus.BUSY if is_busy else KeyStatus.READY

    def _resting(self, model: str, now_s: float) -> KeyStatus | None:
        if now_s < self.exhausted_until_s:
            return KeyStatus.EXHAUSTED
        if self.cooling_until_s and now_s < self.cooling_until_s.get(model, -math.inf):
            return KeyStatus.COOLING
        if self.paced_until_s and now_s < self.paced_until_s.get(model, -math.inf):
            return KeyStatus.PACED
        return None

    def returns_at_s(self, model: str) -> float:
        """When this key may be used for a model again; infinity where only a reload helps."""
        if self.disabled or model in self.blocked_models:
            return math.inf
        cooled_s = self.cooling_until_s.get(model, -math.inf)
        return max(self.exhausted_until_s, cooled_s, self.paced_until_s.get(model, -math.inf))

    def succeed(self, model: str) -> None:
        """An answer came: whatever limited this key is over."""
        self.exhausted_until_s = -math.inf
        self.cooling_until_s.pop(model, None)
        self.strikes.pop(model, None)
        self.reason = ""

    def fail(self, error: ProviderError, model: str, until_s: float) -> None:
        """Take the key out as the error says.

        Args:
            error: What happened; its class says what becomes of the key.
            model: The model that was asked.
            until_s: When a cooling or exhausted key returns; never shortens an earlier word.
        """
        if error.key_effect is KeyEffect.NONE:
            return
        self.told += 1
        self.reason = f"{type(error).__name__}: {error.message}"
        if error.key_effect is KeyEffect.DISABLE:
            self.disabled = True
        elif error.key_effect is KeyEffect.BLOCK_MODEL:
            self.blocked_models.add(model)
        elif error.key_effect is KeyEffect.EXHAUST:
            self.exhausted_until_s = max(self.exhausted_until_s, until_s)
        else:
            self.strikes[model] = self.strikes.get(model, 0) + 1
            told = self.cooling_until_s.get(model, -math.inf)
            self.cooling_until_s[model] = max(told, until_s)


@dataclass(frozen=True, slots=True)
class KeyView:
    """A key as seen from outside, without its secret.

    Attributes:
        key_id: Public name.
        group: Account it shares limits with.
        status: What may be done with it, for the model asked about, or at its best.
        returns_in_s: Seconds until it may be used, 0 where it may, None where only a reload helps.
        in_flight: Requests that hold it now.
        reason: The last error that took it out.
    """

    key_id: str
    group: str
    status: KeyStatus
    returns_in_s: float | None
    in_flight: int
    reason: str


def choose(keys: Iterable[KeyState], model: str, now_s: float) -> KeyState | None:
    """The first usable key of a sequence that stands in order of last use, oldest first."""
    for key in keys:
        if key.status(model, now_s) is KeyStatus.READY:
            return key
    return None


def earliest_return_s(keys: Iterable[KeyState], model: str, now_s: float) -> float | None:
    """Seconds until the first of these keys returns; None where none does by itself."""
    soonest = min((key.returns_at_s(model) for key in keys), default=math.inf)
    return None if math.isinf(soonest) and soonest > 0 else max(0.0, soonest - now_s)


def is_permanent_error(error: BaseException) -> bool:
    """Whether sending the same request with the same key again cannot help.

    True for a refused key, a forbidden model, a spent quota and every fault of the request;
    false for limits, outages, timeouts and cut streams, which pass.
    """
    if not isinstance(error, ProviderError):
        return False
    final = error.again in (Again.NEVER, Again.ROTATE)
    return final and error.circuit_effect is CircuitEffect.ALIVE
