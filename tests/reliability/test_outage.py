"""A full outage: how many requests it gets out of scout, by what holds them back."""

from __future__ import annotations

import pytest

from tools.outage import CANDIDATES, Row, rows


@pytest.fixture(scope="module")
def played() -> dict[tuple[int, bool, bool], Row]:
    """Every row by candidates, bucket and circuit."""
    return {(row.candidates, row.bucket, row.circuit): row for row in rows()}


@pytest.mark.parametrize("candidates", CANDIDATES)
def test_no_call_sends_more_than_three_a_candidate_and_twelve_in_all(
    played: dict[tuple[int, bool, bool], Row], candidates: int
) -> None:
    """The hard bound, whatever else is off."""
    most = max(row.most for key, row in played.items() if key[0] == candidates)
    assert most == min(3 * candidates, 12)


@pytest.mark.parametrize("candidates", CANDIDATES)
def test_the_retry_budget_leaves_one_try_a_candidate(
    played: dict[tuple[int, bool, bool], Row], candidates: int
) -> None:
    """Retries stop, first tries go on."""
    unbound = played[candidates, False, False].sends_per_call
    bound = played[candidates, True, False].sends_per_call
    assert unbound == min(3 * candidates, 12)
    assert candidates <= bound <= 1.1 * candidates


@pytest.mark.parametrize("candidates", CANDIDATES)
def test_the_circuit_leaves_next_to_nothing(
    played: dict[tuple[int, bool, bool], Row], candidates: int
) -> None:
    """A probe now and then."""
    assert played[candidates, True, True].sends_per_call < 0.1 * candidates
