"""Circuits and a row's own client: permits and keys are given back on every path."""

from __future__ import annotations

from typing import Any, ClassVar

import pytest

from scout.errors import (
    AuthenticationError,
    CircuitOpenError,
    InvalidRequestError,
    ProviderError,
    ServerError,
)
from scout.llm.circuit_breaker import CircuitState
from scout.llm.providers.client import ProviderClient
from scout.llm.steps import Send
from tests.llm.plan.bench import (
    ANSWER,
    A,
    B,
    Bench,
    always,
    answered,
    candidate,
    failed,
    vendor,
)


def test_of_fifty_plans_at_a_half_open_circuit_one_sends() -> None:
    """The others go on at once, or fail where nobody else is left."""
    bench = Bench(jitter=0.0)
    bench.open_circuit(A)
    bench.clock.sleep(5.0)
    plans = [bench.plan(bench.job(A)) for _ in range(50)]
    sends, errors = 0, []
    for plan in plans:
        try:
            sends += isinstance(plan.send(None), Send)
        except CircuitOpenError as error:
            errors.append(error)
    assert (sends, len(errors)) == (1, 49)
    with pytest.raises(StopIteration):
        plans[0].send(ANSWER)
    assert bench.client(A.provider).circuit("m").view(5.0).state is CircuitState.CLOSED
    bench.check_nothing_left()


def test_a_probe_that_finds_no_key_is_given_back() -> None:
    """The next caller may probe."""
    bench = Bench(jitter=0.0, keys={"a": 0})
    client = bench.client(A.provider)
    bench.open_circuit(A)
    bench.clock.sleep(5.0)
    failed(bench.run(bench.job(A), {}))
    assert client.circuit("m").admit(5.0) is not None


class _Clumsy(ProviderClient):
    """A client of a row's own, with a bug in one place."""

    where = ""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self._trip("__init__")

    def _trip(self, where: str) -> None:
        if self.where == where:
            raise RuntimeError(f"bug in {where}")

    def lease_key(self, *args: Any, **options: Any) -> Any:
        self._trip("lease_key")
        return super().lease_key(*args, **options)

    def record_key_success(self, *args: Any, **options: Any) -> None:
        super().record_key_success(*args, **options)
        self._trip("record_key_success")

    def record_key_failure(self, *args: Any, **options: Any) -> None:
        super().record_key_failure(*args, **options)
        self._trip("record_key_failure")


@pytest.mark.parametrize("where", ["lease_key", "record_key_success", "record_key_failure"])
def test_a_bug_in_a_row_s_own_client_is_named_and_falls_back(where: str) -> None:
    """No retry, the lease given back, the provider and the bug in the record."""
    clumsy = type("Clumsy", (_Clumsy,), {"where": where})
    row = candidate(vendor("a", "m", client=clumsy))
    bench = Bench()
    first = ANSWER if where == "record_key_success" else AuthenticationError
    ended = answered(bench.run(bench.job(row, B), {"a": [first], "b": [ANSWER]}))
    assert len(bench.sends) == (1 if where == "lease_key" else 2)
    assert f"RuntimeError: bug in {where}" in ended.attempts[0].reason
    assert "ProviderBugError" in f"{ended.attempts[0].outcome} {ended.attempts[0].reason}"
    bench.check_nothing_left()


def test_a_bug_in_leasing_gives_the_probe_back() -> None:
    """The next caller may probe."""
    row = candidate(vendor("a", "m", client=type("Clumsy", (_Clumsy,), {"where": "lease_key"})))
    bench = Bench(jitter=0.0)
    bench.open_circuit(row)
    bench.clock.sleep(5.0)
    bench.run(bench.job(row, B), {"b": [ANSWER]})
    assert bench.client(row.provider).circuit("m").admit(5.0) is not None


class _Listening(ProviderClient):
    """A client that notes what it is told of its keys."""

    told: ClassVar[list[str]] = []

    def record_key_failure(self, key_id: str, error: ProviderError, **where: Any) -> None:
        """Note it."""
        self.told.append(type(error).__name__)


def test_a_client_is_told_of_errors_that_concern_its_keys_and_of_no_others() -> None:
    """An outage is none of theirs."""
    _Listening.told.clear()
    row = candidate(vendor("a", "m", client=_Listening))
    for error in (ServerError, InvalidRequestError, AuthenticationError):
        bench = Bench()
        bench.run(bench.job(row), {"a": always(error)})
    assert set(_Listening.told) == {"AuthenticationError"}


def test_answers_fill_the_bucket_that_failures_emptied() -> None:
    """So that retries come back after an outage."""
    bench = Bench()
    budget = bench.client(A.provider).retry_budget
    for _ in range(5):
        budget.record_failure()
    bench.run(bench.job(A), {"a": [ServerError]})
    assert len(bench.sends) == 1
    for _ in range(21):  # a tenth of a token each, and the next failure takes one
        bench.run(bench.job(A), {"a": [ANSWER]})
    answered(bench.run(bench.job(A), {"a": [ServerError, ANSWER]}))
