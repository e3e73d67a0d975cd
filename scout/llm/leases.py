"""Circuit permits and key leases of requests: taken together, given back on every path.

Every function holds the one lock of a router while it reads and changes their state.
"""

from __future__ import annotations

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
from scout.llm.circuit_breaker import CircuitBreaker, Permit
from scout.llm.fleeting import fleeting
from scout.llm.providers.client import ProviderClient
from scout.llm.providers.keys import KeyState

if TYPE_CHECKING:
    from scout.llm.dispatch import Candidate
    from scout.llm.job import Shared
    from scout.llm.steps import Heard


@fleeting
class Lease:
    """A circuit permit and a key, held for one request.

    Attributes:
        client: Who gave them.
        model: For which model.
        circuit: The circuit of that model.
        permit: Its permit.
        key: The key's state.
        told: How often an error had taken the key out when it was leased.
    """

    client: ProviderClient
    model: str
    circuit: CircuitBreaker
    permit: Permit
    key: KeyState
    told: int


def take_lease(shared: Shared, client: ProviderClient, candidate: Candidate) -> Lease | CallError:
    """Take a circuit permit and a key, both or neither."""
    provider, model = candidate.key
    now_s = shared.clock.now()
    with shared.lock:
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
            key = client.lease_key(model, now_s)
            return Lease(client, model, circuit, permit, key, key.told)
        except NoUsableKeyError as error:
            circuit.give_back(permit)
            return error
        except Exception as error:  # noqa: BLE001 -- a row's own client class may raise anything
            circuit.give_back(permit)
            message = f"client.lease_key raised {type(error).__name__}: {error}"
            return ProviderBugError(message, provider=provider, model=model, sent=Sent.NO)


def give_back(shared: Shared, lease: Lease) -> None:
    """Return a lease without an outcome."""
    with shared.lock:
        lease.circuit.give_back(lease.permit)
        lease.client.release_key(lease.key.key_id)


def record_pace(shared: Shared, lease: Lease, heard: Heard) -> None:
    """Tell the account's pace what a request used, and what the vendor says is left."""
    now_s = shared.clock.now()
    with shared.lock:
        lease.client.record_use(lease.key.key_id, heard, model=lease.model, now_s=now_s)


def record_outcome(
    shared: Shared, lease: Lease, error: ProviderError | None, set_aside_s: float
) -> ProviderBugError | None:
    """Tell circuit, retry budget and key how a request ended, and return the lease.

    Args:
        shared: The lock and the clock.
        lease: What was held for the request.
        error: How it ended, None where it was answered.
        set_aside_s: How long a model that is gone is left out.

    Returns:
        The bug of a row's own client class, where it has one.
    """
    client, now_s = lease.client, shared.clock.now()
    effect = CircuitEffect.ALIVE if error is None else error.circuit_effect
    with shared.lock:
        lease.circuit.record(lease.permit, effect, now_s)
        if error is None:
            client.retry_budget.record_success()
        elif error.again in (Again.BACK_OFF, Again.ONCE):
            client.retry_budget.record_failure()
        if isinstance(error, ModelNotFoundError):
            client.set_aside(lease.model, now_s + set_aside_s)
        try:
            _tell_key(lease, error, now_s)
        except Exception as wrong:  # noqa: BLE001 -- a row's own client class may raise anything
            return _bug(lease, wrong)
    return None


def _tell_key(lease: Lease, error: ProviderError | None, now_s: float) -> None:
    client, model, key_id = lease.client, lease.model, lease.key.key_id
    client.release_key(key_id)
    if error is None:
        if lease.key.told == lease.told:  # an older request's answer lifts no younger limit
            client.record_key_success(key_id, model=model)
    elif error.key_effect is not KeyEffect.NONE:
        client.record_key_failure(key_id, error, model=model, now_s=now_s)


def _bug(lease: Lease, wrong: Exception) -> ProviderBugError:
    row = lease.client.provider
    message = f"{type(lease.client).__name__} of {row.name} raised {type(wrong).__name__}: {wrong}"
    return ProviderBugError(message, provider=row.name, model=lease.model, key_id=lease.key.key_id)
