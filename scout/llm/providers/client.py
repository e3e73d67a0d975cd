"""Looks after one provider: its keys, its circuits and its retry budget.

A row may bring a subclass (`Provider.client`) where a vendor's keys behave in a way of their
own; the contract suite judges what it does. Nothing here waits, sends or locks: `Router` calls
every method under its one lock.
"""

from __future__ import annotations

import math
from collections import OrderedDict
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from scout.errors import KeyEffect, NoUsableKeyError, ProviderError
from scout.llm.circuit_breaker import CircuitBreaker, CircuitPolicy
from scout.llm.pacing import Pace, Pacer
from scout.llm.providers.keys import ApiKey, KeyState, KeyStatus, KeyView, choose, earliest_return_s
from scout.llm.retry import RetryBudget, RetryPolicy, backoff

if TYPE_CHECKING:
    from scout.llm.providers.base import Provider
    from scout.llm.steps import Heard

EXHAUSTED_S = 6 * 3600.0
"""How long a key without money rests where the vendor names no reset; then it is probed.

Long enough not to hammer an unpaid account, short enough that a top-up in the morning is noticed
the same day.
"""

LEAST_REST_S = 1.0
"""How long a key rests whose vendor refused it and said to come back at once."""


class ProviderClient:
    """The keys, circuits and retry budget of one provider.

    Attributes:
        pace: How fast each account may be used, None for as fast as it goes.

    Args:
        provider: The row.
        keys: Its API keys, in order of preference at the start.
        random: Gives a number from 0 to 1.
        max_in_flight: Requests at once per key, None for no limit.
        retry: Used where the row has no retry policy of its own.
        circuit: Used where the row has no circuit policy of its own.
    """

    pace: Pace | None = None

    def __init__(
        self,
        provider: Provider,
        keys: Sequence[ApiKey],
        random: Callable[[], float],
        *,
        max_in_flight: int | None = None,
        retry: RetryPolicy | None = None,
        circuit: CircuitPolicy | None = None,
    ) -> None:
        self.provider = provider
        self.retry = provider.retry or retry or RetryPolicy()
        self.circuit_policy = provider.circuit or circuit or CircuitPolicy()
        self.retry_budget = RetryBudget()
        self._random = random
        self._secrets = {key.key_id: key for key in keys}
        self._keys = OrderedDict(
            (key.key_id, KeyState(key.key_id, key.group, max_in_flight)) for key in keys
        )
        self._circuits: dict[str, CircuitBreaker] = {}
        self._set_aside_until_s: dict[str, float] = {}
        self._pacers: dict[tuple[str, str], Pacer] = {}

    @property
    def key_states(self) -> tuple[KeyState, ...]:
        """The keys, least recently used first."""
        return tuple(self._keys.values())

    def api_key(self, key_id: str) -> ApiKey:
        """The key itself, for the request that carries it."""
        return self._secrets[key_id]

    def circuit(self, model: str) -> CircuitBreaker:
        """The circuit of one model."""
        breaker = self._circuits.get(model)
        if breaker is None:
            breaker = self._circuits[model] = CircuitBreaker(self.circuit_policy, self._random)
        return breaker

    def lease_key(self, model: str, now_s: float) -> KeyState:
        """Lease the usable key that was used longest ago.

        Raises:
            NoUsableKeyError: None can be used; `retry_after_s` says when the next returns.
        """
        key = choose(self._keys.values(), model, now_s)
        if key is None:
            raise self._no_key(model, now_s)
        self._keys.move_to_end(key.key_id)
        key.in_flight += 1
        pacer = self._pacer(key, model)
        if pacer is not None:
            pacer.sent(now_s)
            self._keep_pace(key, model, pacer)
        return key

    def record_use(self, key_id: str, heard: Heard, *, model: str, now_s: float) -> None:
        """A request with this key ended: what it used, and what the vendor's headers say.

        Without a pace this does nothing.
        """
        key = self._keys[key_id]
        pacer = self._pacer(key, model)
        if pacer is not None:
            pacer.used(heard.tokens, now_s)
            pacer.told(heard.headers, now_s, heard.wall_s)
            self._keep_pace(key, model, pacer)

    def release_key(self, key_id: str) -> None:
        """Give a lease back; every lease is, on every path."""
        self._keys[key_id].in_flight -= 1

    def record_key_success(self, key_id: str, *, model: str) -> None:
        """An answer came with this key."""
        self._keys[key_id].succeed(model)

    def record_key_failure(
        self, key_id: str, error: ProviderError, *, model: str, now_s: float
    ) -> None:
        """An error came with this key: disable, block, exhaust or cool it, as the class says.

        A rate limit also cools the other keys of the same account.
        """
        until_s = now_s + self._rest_s(self._keys[key_id], error, model)
        for key in self._affected(key_id, error):
            key.fail(error, model, until_s)

    def set_aside(self, model: str, until_s: float) -> None:
        """Leave a model alone that the vendor says is gone."""
        self._set_aside_until_s[model] = until_s

    def is_set_aside(self, model: str, now_s: float) -> bool:
        """Whether a model was found gone a short while ago."""
        return now_s < self._set_aside_until_s.get(model, -math.inf)

    def views(self, now_s: float, model: str = "") -> tuple[KeyView, ...]:
        """The keys as seen from outside, in the order in which they were given."""
        return tuple(_view(self._keys[key_id], model, now_s) for key_id in self._secrets)

    def _pacer(self, key: KeyState, model: str) -> Pacer | None:
        """The pacer of a key's account for a model, None where no pace is kept."""
        if self.pace is None:
            return None
        return self._pacers.setdefault((key.group, model), Pacer(self.pace))

    def _keep_pace(self, key: KeyState, model: str, pacer: Pacer) -> None:
        for other in self._keys.values():
            if other.group == key.group:
                other.paced_until_s[model] = pacer.ready_at_s

    def _affected(self, key_id: str, error: ProviderError) -> list[KeyState]:
        state = self._keys[key_id]
        if error.key_effect not in (KeyEffect.COOL, KeyEffect.EXHAUST):
            return [state]
        return [key for key in self._keys.values() if key.group == state.group]

    def _rest_s(self, key: KeyState, error: ProviderError, model: str) -> float:
        told = error.retry_after_s
        if told is not None:
            return told if told > 0 else LEAST_REST_S
        if error.key_effect is KeyEffect.EXHAUST:
            return EXHAUSTED_S
        strikes = key.strikes.get(model, 0) + 1
        return backoff(strikes, self.retry, self._random, throttled=True)

    def _no_key(self, model: str, now_s: float) -> NoUsableKeyError:
        name = self.provider.name
        wait_s = earliest_return_s(self._keys.values(), model, now_s)
        if not self._keys:
            names = " or ".join(self.provider.api_key_env)
            message = f"no API key; set {names}" if names else "no API key is configured"
        else:
            states = (f"{k.key_id} {k.status(model, now_s)}" for k in self._keys.values())
            message = f"no usable API key: {', '.join(states)}"
        return NoUsableKeyError(message, provider=name, model=model, retry_after_s=wait_s)


def _view(key: KeyState, model: str, now_s: float) -> KeyView:
    status = key.status(model, now_s)
    if not model and status is KeyStatus.READY and key.cooling_until_s:
        model = max(key.cooling_until_s, key=key.cooling_until_s.__getitem__)
        status = key.status(model, now_s)
    at_s = key.returns_at_s(model)
    returns_in_s = None if at_s == math.inf else max(0.0, at_s - now_s)
    return KeyView(key.key_id, key.group, status, returns_in_s, key.in_flight, key.reason)
