"""Circuit permits and key leases of requests: taken together, given back on every path."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from scout.errors import (
    Again,
    CallError,
    CircuitEffect,
    CircuitOpenError,
    KeyEffect,
    ModelNotFoundError,
    NoUsableKeyError,
    ProviderBugError,
    ProviderError,
    Sent,
)
from scout.llm.circuit_breaker import Permit
from scout.llm.providers.client import ProviderClient

if TYPE_CHECKING:
    from scout.llm.dispatch import Candidate
    from scout.llm.job import Shared


@dataclass(frozen=True, slots=True)
class Lease:
    """A circuit permit and a key, held for one request.

    Attributes:
        client: Who gave them.
        model: For which model.
        permit: The circuit's permit.
        key_id: The key's public name.
    """

    client: ProviderClient
    model: str
    permit: Permit
    key_id: str


class Leases:
    """Takes and gives back leases under the one lock of a router.

    Args:
        shared: The lock, the clock and the clients.
        set_aside_s: How long a model that is gone is left out.
    """

    __slots__ = ("_set_aside_s", "_shared")

    def __init__(self, shared: Shared, set_aside_s: float) -> None:
        self._shared = shared
        self._set_aside_s = set_aside_s

    def admit(self, candidate: Candidate) -> Lease | CallError:
        """Take a circuit permit and a key, both or neither."""
        client = self._shared.client(candidate.provider)
        provider, model = candidate.key
        now_s = self._shared.clock.now()
        with self._shared.lock:
            circuit = client.circuit(model)
            permit = circuit.admit(now_s)
            if permit is None:
                return CircuitOpenError(
                    "it failed too often and is left alone",
                    provider=provider,
                    model=model,
                    retry_after_s=circuit.retry_after_s(now_s),
                )
            try:
                return Lease(client, model, permit, client.lease_key(model, now_s).key_id)
            except NoUsableKeyError as error:
                circuit.give_back(permit)
                return error
            except Exception as error:  # noqa: BLE001 -- a row's own client class may raise anything
                circuit.give_back(permit)
                message = f"client.lease_key raised {type(error).__name__}: {error}"
                return ProviderBugError(message, provider=provider, model=model, sent=Sent.NO)

    def give_back(self, lease: Lease) -> None:
        """Return a lease without an outcome."""
        with self._shared.lock:
            lease.client.circuit(lease.model).give_back(lease.permit)
            lease.client.release_key(lease.key_id)

    def record(self, lease: Lease, error: ProviderError | None) -> None:
        """Tell key, circuit and retry budget how a request ended, and return the lease."""
        client, model, key_id = lease.client, lease.model, lease.key_id
        now_s = self._shared.clock.now()
        with self._shared.lock:
            client.release_key(key_id)
            circuit = client.circuit(model)
            if error is None:
                circuit.record(lease.permit, CircuitEffect.ALIVE, now_s)
                client.retry_budget.record_success()
                client.record_key_success(key_id, model=model)
                return
            circuit.record(lease.permit, error.circuit_effect, now_s)
            if error.again in (Again.BACK_OFF, Again.ONCE):
                client.retry_budget.record_failure()
            if error.key_effect is not KeyEffect.NONE:
                client.record_key_failure(key_id, error, model=model, now_s=now_s)
            if isinstance(error, ModelNotFoundError):
                client.set_aside(model, now_s + self._set_aside_s)
