"""Seams that are sound at first and go wrong after a sequence; only the models notice."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import Any

from scout.errors import CircuitEffect, ProviderError, QuotaExhaustedError, RateLimitedError
from scout.llm.circuit_breaker import CircuitBreaker, CircuitPolicy, CircuitState, Permit
from scout.llm.providers.base import WireReply
from scout.llm.providers.client import ProviderClient
from scout.llm.retry import RetryBudget
from scout.llm.types import Call, ProviderResult
from scout_conformance.targets import Target, of_object
from scout_conformance.zoo.acme import ACME
from scout_conformance.zoo.animal import Animal, altered
from scout_conformance.zoo.meddling import Meddled

# -- keys --


class _Forgetful(ProviderClient):
    """Notes the first limit of a key, and none after it."""

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        self._limited: set[str] = set()

    def record_key_failure(
        self, key_id: str, error: ProviderError, *, model: str, now_s: float
    ) -> None:
        if isinstance(error, RateLimitedError) and key_id in self._limited:
            return
        if isinstance(error, RateLimitedError):
            self._limited.add(key_id)
        super().record_key_failure(key_id, error, model=model, now_s=now_s)


class _Pardoning(ProviderClient):
    """Pardons every revoked key when another one has no money left."""

    def record_key_failure(
        self, key_id: str, error: ProviderError, *, model: str, now_s: float
    ) -> None:
        super().record_key_failure(key_id, error, model=model, now_s=now_s)
        if isinstance(error, QuotaExhaustedError):
            for key in self.key_states:
                key.disabled = False


# -- circuits --


class _Worn(CircuitBreaker):
    """Opens once, and after that never again."""

    def __init__(self, *args: Any) -> None:
        super().__init__(*args)
        self._has_closed = False

    def record(self, permit: Permit, effect: CircuitEffect, now_s: float) -> None:
        if self._has_closed and effect is CircuitEffect.FAILURE:
            return
        super().record(permit, effect, now_s)
        closed = self.view(now_s).state is CircuitState.CLOSED
        self._has_closed = self._has_closed or (permit.probe and closed)


class _Strict(CircuitBreaker):
    """Takes one permit back, and keeps the next one."""

    def __init__(self, *args: Any) -> None:
        super().__init__(*args)
        self._given_back = 0

    def give_back(self, permit: Permit) -> None:
        self._given_back += permit.probe
        if self._given_back < 2:
            super().give_back(permit)


class _WornClient(ProviderClient):
    """Its circuits open once."""

    breaker: type[CircuitBreaker] = _Worn

    def circuit(self, model: str) -> CircuitBreaker:
        made = self._circuits.get(model)
        if made is None:
            made = self._circuits[model] = self.breaker(self.circuit_policy, self._random)
        return made


class _StrictClient(_WornClient):
    """Its circuits keep the second permit that is given back."""

    breaker = _Strict


# -- retries --


class _Unbounded(RetryBudget):
    """Always allows one more."""

    @property
    def allows_retry(self) -> bool:
        return True


class _Encouraged(ProviderClient):
    """Allows one more try with every answer."""

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        self.retry_budget = _Unbounded()

    def record_key_success(self, key_id: str, *, model: str) -> None:
        super().record_key_success(key_id, model=model)
        self.retry = replace(self.retry, max_sends=self.retry.max_sends + 1)


_LATE = CircuitPolicy(window_calls=25, minimum_calls=25, consecutive_failures=25)


# -- money --


class _Rattled:
    """Counts the first answer after an error twice: something is kept between two replies."""

    def __init__(self) -> None:
        self._erred = self._asked = False

    def on_error(self, reply: WireReply, error: ProviderError) -> ProviderError:  # noqa: ARG002 -- a hook
        self._erred, self._asked = True, False
        return error

    def on_call(self, call: Call) -> Call:
        self._asked = self._erred
        return call

    def on_result(self, result: ProviderResult) -> ProviderResult:
        rattled, self._erred, self._asked = self._asked, False, False
        usage = result.usage
        if not rattled:
            return result
        return replace(result, usage=replace(usage, output_tokens=2 * usage.output_tokens))


@contextmanager
def _rattled() -> Iterator[Target]:
    mood = _Rattled()
    wire = Meddled(on_call=mood.on_call, on_error=mood.on_error, on_result=mood.on_result)
    yield of_object(replace(ACME, wire=wire))


SEQUENCES: tuple[Animal, ...] = (
    altered("a second limit that is not noted", "KEY-010", "RTY-007", client=_Forgetful),
    altered("revoked keys pardoned for another's debts", "KEY-010", client=_Pardoning),
    altered("a circuit that opens once", "CIR-007", client=_WornClient),
    altered("rests that grow without an end", "CIR-007", circuit=CircuitPolicy(open_cap_s=3_600.0)),
    altered("the second permit is kept", "CIR-007", client=_StrictClient),
    altered("more patience with every answer", "RTY-007", client=_Encouraged, circuit=_LATE),
    Animal(
        "the first answer after an error counted twice",
        frozenset({"SC-BUD-002"}),
        _rattled,
        seam="wire",
    ),
)
