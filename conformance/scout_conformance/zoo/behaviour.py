"""Broken seams: authentication, clients, retry and circuit policies."""

from __future__ import annotations

import json
import logging
from collections.abc import AsyncGenerator, Generator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

import httpx

from scout.errors import (
    NoUsableKeyError,
    PermissionDeniedError,
    ProviderError,
    QuotaExhaustedError,
    RateLimitedError,
)
from scout.llm.circuit_breaker import CircuitBreaker, CircuitPolicy, CircuitState, Permit
from scout.llm.providers.base import AuthFactory, Bearer, Timeouts
from scout.llm.providers.client import ProviderClient
from scout.llm.providers.keys import ApiKey, KeyState
from scout.llm.retry import RetryBudget, RetryPolicy
from scout.llm.transport.async_transport import AsyncTransport
from scout_conformance.zoo.animal import Animal, altered

# -- authentication --


class _KeyInBody(httpx.Auth):
    """Puts the key into the body as well."""

    requires_request_body = True

    def __init__(self, key: str) -> None:
        self._key = key

    def auth_flow(self, request: httpx.Request) -> Generator[httpx.Request, httpx.Response, None]:
        body = {**json.loads(request.content or b"{}"), "api_key": self._key}
        headers = {**request.headers, "authorization": f"Bearer {self._key}"}
        headers.pop("content-length", None)
        yield httpx.Request(request.method, request.url, headers=headers, json=body)


class _KeyInQuery(httpx.Auth):
    """Puts the key into the address as well."""

    def __init__(self, key: str) -> None:
        self._key = key

    def auth_flow(self, request: httpx.Request) -> Generator[httpx.Request, httpx.Response, None]:
        request.headers["authorization"] = f"Bearer {self._key}"
        request.url = request.url.copy_add_param("key", self._key)
        yield request


class _Talkative(httpx.Auth):
    """Logs what it sends."""

    def __init__(self, key: str) -> None:
        self._key = key

    def auth_flow(self, request: httpx.Request) -> Generator[httpx.Request, httpx.Response, None]:
        request.headers["authorization"] = f"Bearer {self._key}"
        logging.getLogger("acme").debug("sending %s", dict(request.headers))
        yield request


class _KeyTwice(httpx.Auth):
    """Names the key in a header that is logged."""

    def __init__(self, key: str) -> None:
        self._key = key

    def auth_flow(self, request: httpx.Request) -> Generator[httpx.Request, httpx.Response, None]:
        request.headers["authorization"] = f"Bearer {self._key}"
        request.headers["referer"] = f"https://acme.example/?from={self._key}"
        yield request


class _Silent(httpx.Auth):
    """Sends nothing at all."""

    def __init__(self, key: str) -> None:
        self._key = key

    def auth_flow(self, request: httpx.Request) -> Generator[httpx.Request, httpx.Response, None]:
        yield request


class _Broken(httpx.Auth):
    """Raises when a request is to be sent."""

    def __init__(self, key: str) -> None:
        self._parts = key.split("/")

    def auth_flow(self, request: httpx.Request) -> Generator[httpx.Request, httpx.Response, None]:
        request.headers["authorization"] = f"Bearer {self._parts[1]}"
        yield request


def _unmade(key: str) -> httpx.Auth:
    raise ValueError(f"a key of {len(key)} characters is no pair")


@dataclass(frozen=True, slots=True)
class _Short(Bearer):
    """Sends the first characters of the key."""

    def headers(self, key: str) -> tuple[tuple[str, str], ...]:
        return (("Authorization", f"Bearer {key[:8]}"),)


class _Told(AsyncTransport):
    """Logs what it sends."""

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        logging.getLogger("acme").debug("sending %s", dict(request.headers))
        return await super().handle_async_request(request)


AUTHENTICATION: tuple[Animal, ...] = (
    altered("a key in the body", "SEC-001", auth=AuthFactory(_KeyInBody)),
    altered("a key in the address", "SEC-001", auth=AuthFactory(_KeyInQuery)),
    altered("a key in two headers", "SEC-007", auth=AuthFactory(_KeyTwice)),
    altered("an authentication that sends nothing", "SEC-008", auth=AuthFactory(_Silent)),
    altered("half a key", "SEC-003", auth=_Short()),
    altered("an authentication that raises", "SEC-003", auth=AuthFactory(_Broken)),
    altered("an authentication that cannot be made", "SEC-003", auth=AuthFactory(_unmade)),
    altered("a key in the log", "SEC-005", auth=AuthFactory(_Talkative)),
    altered("a transport that logs the key", "SEC-005", transport=_Told),
)


# -- keys --


class _Stuck(ProviderClient):
    """Never moves to the second key."""

    def lease_key(self, model: str, now_s: float) -> KeyState:  # noqa: ARG002 -- it does not look
        key = self.key_states[0]
        key.in_flight += 1
        return key


class _Careless(ProviderClient):
    """Does not let a limited key rest."""

    def record_key_failure(
        self, key_id: str, error: ProviderError, *, model: str, now_s: float
    ) -> None:
        if not isinstance(error, RateLimitedError):
            super().record_key_failure(key_id, error, model=model, now_s=now_s)


class _Unforgiving(ProviderClient):
    """Disables a key that was limited."""

    def record_key_failure(
        self, key_id: str, error: ProviderError, *, model: str, now_s: float
    ) -> None:
        super().record_key_failure(key_id, error, model=model, now_s=now_s)
        if isinstance(error, RateLimitedError):
            _state(self, key_id).disabled = True


class _Hopeful(ProviderClient):
    """Takes a spent key back after a minute."""

    def record_key_failure(
        self, key_id: str, error: ProviderError, *, model: str, now_s: float
    ) -> None:
        if isinstance(error, QuotaExhaustedError):
            error.retry_after_s = 60.0
        super().record_key_failure(key_id, error, model=model, now_s=now_s)


class _Pushing(ProviderClient):
    """Asks refused keys again when none is left."""

    def lease_key(self, model: str, now_s: float) -> KeyState:
        try:
            return super().lease_key(model, now_s)
        except NoUsableKeyError:
            if not all(key.disabled for key in self.key_states):
                raise
            for key in self.key_states:
                key.disabled = False
            return super().lease_key(model, now_s)


class _FirstFirst(ProviderClient):
    """Takes the first key that can be used."""

    def lease_key(self, model: str, now_s: float) -> KeyState:
        ready = sorted(self.key_states, key=lambda key: key.key_id)
        usable = [key for key in ready if key.status(model, now_s) == "ready"]
        if not usable:
            return super().lease_key(model, now_s)
        usable[0].in_flight += 1
        return usable[0]


class _Hoarding(ProviderClient):
    """Gives no lease back."""

    def release_key(self, key_id: str) -> None:
        pass


class _Sweeping(ProviderClient):
    """Disables a key that may not use one model."""

    def record_key_failure(
        self, key_id: str, error: ProviderError, *, model: str, now_s: float
    ) -> None:
        super().record_key_failure(key_id, error, model=model, now_s=now_s)
        if isinstance(error, PermissionDeniedError):
            _state(self, key_id).disabled = True


class _Impatient(ProviderClient):
    """Halves the time that it was told."""

    def record_key_failure(
        self, key_id: str, error: ProviderError, *, model: str, now_s: float
    ) -> None:
        if error.retry_after_s is not None:
            error.retry_after_s /= 2
        super().record_key_failure(key_id, error, model=model, now_s=now_s)


class _Measuring(ProviderClient):
    """Tells a server of its own about every answer, and does not mind if it is not there."""

    def record_key_success(self, *args: Any, **more: Any) -> None:
        with suppress(httpx.HTTPError):
            httpx.post("https://metrics.acme.example/answers", timeout=1.0)
        super().record_key_success(*args, **more)


class _Fetching(httpx.Auth):
    """Buys its token past scout, by an HTTP client of its own."""

    def __init__(self, key: str) -> None:
        self._key = key

    async def async_auth_flow(
        self, request: httpx.Request
    ) -> AsyncGenerator[httpx.Request, httpx.Response]:
        async with httpx.AsyncClient() as client:
            wanted = {"client_secret": self._key}
            bought = await client.post("https://login.acme.example/token", data=wanted)
        request.headers["authorization"] = f"Bearer {bought.json()['access_token']}"
        yield request


class _Copying(ProviderClient):
    """Keeps the secrets in the open."""

    def __init__(self, provider: Any, keys: Sequence[ApiKey], *args: Any, **more: Any) -> None:
        super().__init__(provider, keys, *args, **more)
        self.tokens = [key.reveal() for key in keys]


def _state(client: ProviderClient, key_id: str) -> KeyState:
    return next(key for key in client.key_states if key.key_id == key_id)


CLIENTS: tuple[Animal, ...] = (
    altered("never the second key", "KEY-001", client=_Stuck),
    altered("no rest for a limited key", "KEY-002", client=_Careless),
    altered("a limited key that never returns", "KEY-003", client=_Unforgiving),
    altered("a spent key that returns too soon", "KEY-004", client=_Hopeful),
    altered("one rotation and no more", "KEY-005", retry=RetryPolicy(max_rotations=1)),
    altered("refused keys asked again", "KEY-006", client=_Pushing),
    altered("always the first key", "KEY-007", client=_FirstFirst),
    altered("leases that are kept", "KEY-008", client=_Hoarding),
    altered("forbidden once, out for all", "KEY-009", client=_Sweeping),
    altered("a client that opens connections", "SEC-009", client=_Measuring),
    altered("a token that is bought past scout", "SEC-009", auth=AuthFactory(_Fetching)),
    altered("half of Retry-After", "RTY-003", client=_Impatient),
    altered("secrets in the open", "SEC-006", client=_Copying),
)


# -- circuit and retries --


class _Flooding(CircuitBreaker):
    """Lets everybody through while half open."""

    def admit(self, now_s: float) -> Permit | None:
        permit = super().admit(now_s)
        half_open = self.view(now_s).state is CircuitState.HALF_OPEN
        return Permit(self._generation, probe=True) if permit is None and half_open else permit


class _Keeping(CircuitBreaker):
    """Does not take permits back."""

    def give_back(self, permit: Permit) -> None:
        pass


class _Guarded(ProviderClient):
    """A client with circuits of its own."""

    breaker: type[CircuitBreaker] = CircuitBreaker

    def circuit(self, model: str) -> CircuitBreaker:
        made = self._circuits.get(model)
        if made is None:
            made = self._circuits[model] = self.breaker(self.circuit_policy, self._random)
        return made


class _FloodingClient(_Guarded):
    """Its circuits let everybody through."""

    breaker = _Flooding


class _KeepingClient(_Guarded):
    """Its circuits do not take permits back."""

    breaker = _Keeping


class _Endless(RetryBudget):
    """Always allows one more."""

    @property
    def allows_retry(self) -> bool:
        return True


class _Insistent(ProviderClient):
    """Has no end of retries."""

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        self.retry_budget = _Endless()


_NEVER = CircuitPolicy(
    failure_rate=1.0, window_calls=1000, minimum_calls=1000, consecutive_failures=1000
)
_BRIEFLY = CircuitPolicy(open_s=0.01, open_cap_s=0.01)
_LATE = CircuitPolicy(window_calls=25, minimum_calls=25, consecutive_failures=25)

POLICIES: tuple[Animal, ...] = (
    altered("a circuit that never opens", "CIR-001", circuit=_NEVER),
    altered(
        "a circuit that rests for ten minutes",
        "CIR-002",
        circuit=CircuitPolicy(open_s=600.0, open_cap_s=600.0),
    ),
    altered("a circuit that lets everybody try", "CIR-005", client=_FloodingClient),
    altered("a permit that is lost", "CIR-006", client=_KeepingClient),
    altered("patience of ten minutes", "TMO-001", timeouts=Timeouts(answer_s=500.0, total_s=500.0)),
    altered("a first token that may take minutes", "TMO-002", timeouts=Timeouts(first_token_s=200)),
    altered("pauses that may take minutes", "TMO-003", timeouts=Timeouts(idle_s=200.0)),
    altered("patience of four seconds", "TMO-005", timeouts=Timeouts(answer_s=4.0)),
    altered("a circuit that opens for a moment", "CIR-008", circuit=_BRIEFLY),
    altered("no second try", "RTY-001", retry=RetryPolicy(max_sends=1)),
    altered(
        "ten tries",
        "RTY-002",
        retry=RetryPolicy(max_sends=10),
        client=_Insistent,
        circuit=_LATE,
    ),
    altered("no pause between tries", "RTY-005", retry=RetryPolicy(base_s=0.0)),
    altered("pauses of a minute", "RTY-006", retry=RetryPolicy(base_s=60.0, cap_s=60.0)),
)

BEHAVIOUR: tuple[Animal, ...] = (*AUTHENTICATION, *CLIENTS, *POLICIES)
