"""What the ledger in memory keeps, and for how long: it must not grow with every call."""

from __future__ import annotations

import pytest

from scout.errors import ConfigurationError
from scout.llm.budget import Limit
from scout.llm.ledgers import memory
from scout.llm.ledgers.memory import MemoryLedger

LIMITS = (Limit("global", 10**12),)


def ended(ledger: MemoryLedger, name: str) -> None:
    """A reservation that came and went."""
    ledger.reserve(name, "r", 1, LIMITS, 60.0)
    ledger.release(name)


def test_it_is_the_ledger_of_one_process() -> None:
    """So that nobody waits for it as for a server."""
    assert MemoryLedger(lambda: 0.0).is_local


def test_ten_thousand_ended_reservations_are_remembered_and_the_oldest_is_forgotten() -> None:
    """A late step finds its own among them."""
    ledger = MemoryLedger(lambda: 0.0)
    for number in range(10_000):
        ended(ledger, f"call-{number}")
    ledger.commit("call-0", "late", 5, {})
    assert ledger.balance("global").spent_nano_usd == 5
    ended(ledger, "one more")
    with pytest.raises(ConfigurationError, match="'call-0'"):
        ledger.commit("call-0", "later", 5, {})
    for name in ("call-1", "one more"):
        ledger.commit(name, "late", 5, {})


def test_the_oldest_charges_leave_the_journal_and_never_the_balance(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """A hundred thousand of them are kept, tried with three."""
    assert memory.JOURNAL_LINES == 100_000
    monkeypatch.setattr(memory, "JOURNAL_LINES", 3)
    ledger = MemoryLedger(lambda: 0.0)
    ledger.reserve("call", "r", 10, LIMITS, 60.0)
    for number in range(5):
        ledger.commit("call", f"step {number}", number, {})
    assert [entry.nano_usd for entry in ledger.journal()] == [2, 3, 4]
    assert ledger.balance("global").spent_nano_usd == 10


def test_the_journal_begins_with_the_very_moment_that_is_asked_for() -> None:
    """And with the first of all where none is."""
    now_s = [0.5]
    ledger = MemoryLedger(lambda: now_s[0])
    ledger.reserve("call", "r", 10, LIMITS, 60.0)
    for at_s in (0.5, 7.0):
        now_s[0] = at_s
        ledger.commit("call", f"at {at_s}", 1, {})
    assert [entry.at_s for entry in ledger.journal()] == [0.5, 7.0]
    assert [entry.at_s for entry in ledger.journal(7.0)] == [7.0]


def test_a_lease_holds_through_its_last_moment() -> None:
    """It is over once that has passed."""
    now_s = [0.0]
    ledger = MemoryLedger(lambda: now_s[0])
    ledger.reserve("call", "r", 10, LIMITS, 60.0)
    now_s[0] = 60.0
    assert ledger.reap() == 0
    now_s[0] = 60.001
    assert ledger.reap() == 1
