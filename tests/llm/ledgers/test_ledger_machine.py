"""Any sequence of operations, on every engine, beside a model that is a page of plain sums."""

from __future__ import annotations

import tempfile
import time
from pathlib import Path
from uuid import uuid4

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from scout.llm.budget import Balance, Ledger, Limit
from scout.llm.ledgers.memory import MemoryLedger
from scout.llm.ledgers.redis import RedisLedger
from scout.llm.ledgers.sqlite import SQLiteLedger
from tests.llm.ledgers.servers import RedisServer

LIMITS = {"global": 100, "team:a": 60, "team:b": 0}
CALLS = st.integers(0, 5).map(lambda number: f"call {number}")
STEPS = st.integers(0, 8).map(str)
AMOUNTS = st.integers(0, 70)
LEASE_S = 3600.0


class Books:
    """The model: what was held, spent and presumed by each call, and where it counts."""

    def __init__(self) -> None:
        self.accounts: dict[str, tuple[str, ...]] = {}
        self.held: dict[str, int] = {}
        self.spent: dict[str, int] = {}
        self.done: set[tuple[str, str]] = set()
        self.ended: set[str] = set()

    def balance(self, account: str) -> Balance:
        """Plain sums over all calls."""
        calls = [call for call, accounts in self.accounts.items() if account in accounts]
        return Balance(
            sum(self.spent[call] for call in calls), sum(self.held[call] for call in calls)
        )


class LedgerMachine(RuleBasedStateMachine):
    """One ledger and its model."""

    ledger: Ledger

    def __init__(self) -> None:
        super().__init__()
        self.ledger = self.fresh()
        self.books = Books()

    def fresh(self) -> Ledger:
        """An empty ledger of the engine under test."""
        raise NotImplementedError

    def teardown(self) -> None:
        """Let go of it."""
        self.ledger.close()

    @rule(call=CALLS, step=STEPS, amount=AMOUNTS, teams=st.sets(st.sampled_from("ab")))
    def reserve(self, call: str, step: str, amount: int, teams: set[str]) -> None:
        """Admitted if and only if every account has room."""
        books, name = self.books, f"reserve {step}"
        accounts = books.accounts.get(call, ("global", *(f"team:{one}" for one in sorted(teams))))
        limits = tuple(Limit(account, LIMITS[account]) for account in accounts)
        if (call, name) in books.done:
            assert self.ledger.reserve(call, name, amount, limits, LEASE_S) is None
            return
        if call in books.ended:
            with pytest.raises(ValueError, match="cannot hold more"):
                self.ledger.reserve(call, name, 0, (), LEASE_S)
            return
        full = [limit for limit in limits if self._held(limit) + amount > limit.limit_nano_usd]
        assert self.ledger.reserve(call, name, amount, limits, LEASE_S) == (full or [None])[0]
        if not full:
            books.accounts[call] = accounts
            books.held[call] = books.held.get(call, 0) + amount
            books.spent.setdefault(call, 0)
            books.done.add((call, name))

    @precondition(lambda self: self.books.accounts)
    @rule(data=st.data(), step=STEPS, cost=AMOUNTS, final=st.booleans())
    def commit(self, data: st.DataObject, step: str, cost: int, final: bool) -> None:
        """Never refused; the same step again has no effect; the last one ends the call."""
        books, name = self.books, f"commit {step}"
        call = data.draw(st.sampled_from(sorted(books.accounts)))
        self.ledger.commit(call, name, cost, {}, final=final)
        if (call, name) not in books.done:
            books.done.add((call, name))
            books.spent[call] += cost
            books.held[call] = max(0, books.held[call] - cost)
        if final:
            books.held[call] = 0
            books.ended.add(call)

    @rule(call=CALLS)
    def dispatch(self, call: str) -> None:
        """A request goes out; nothing moves."""
        self.ledger.dispatch(call)

    @rule(call=CALLS)
    def release(self, call: str) -> None:
        """One end each."""
        self.ledger.release(call)
        if call in self.books.accounts:
            self.books.held[call] = 0
            self.books.ended.add(call)

    @invariant()
    def the_books_balance(self) -> None:
        """Spent and reserved are the sums of the calls, and nothing is negative."""
        for account in LIMITS:
            balance = self.ledger.balance(account)
            assert balance == self.books.balance(account)
            assert min(balance.spent_nano_usd, balance.reserved_nano_usd) >= 0

    @invariant()
    def the_journal_is_what_was_spent(self) -> None:
        """Line by line."""
        spent = sum(entry.nano_usd for entry in self.ledger.journal())
        assert spent == sum(self.books.spent.values())

    @invariant()
    def only_open_calls_hold_money(self) -> None:
        """And each what the model says."""
        books = self.books
        still = {call: held for call, held in books.held.items() if call not in books.ended}
        assert dict(self.ledger.held()) == still

    def _held(self, limit: Limit) -> int:
        balance = self.books.balance(limit.account)
        return balance.spent_nano_usd + balance.reserved_nano_usd


def _machine(make: object) -> type[LedgerMachine]:
    return type("Machine", (LedgerMachine,), {"fresh": lambda _: make()})  # type: ignore[operator]


def _play(make: object, examples: int) -> None:
    run_state_machine_as_test(  # type: ignore[no-untyped-call]
        _machine(make),
        settings=settings(
            max_examples=examples,
            stateful_step_count=25,
            deadline=None,
            suppress_health_check=list(HealthCheck),
        ),
    )


def test_the_memory_ledger_keeps_its_books() -> None:
    """The fastest engine, the most sequences."""
    _play(lambda: MemoryLedger(time.time), 100)


def test_the_sqlite_ledger_keeps_its_books() -> None:
    """A file for each sequence."""
    with tempfile.TemporaryDirectory() as folder:
        _play(lambda: SQLiteLedger(Path(folder) / f"{uuid4().hex}.sqlite", time.time), 20)


def test_the_redis_ledger_keeps_its_books(redis_server: RedisServer) -> None:
    """A prefix for each sequence."""
    _play(lambda: RedisLedger(redis_server.url, prefix=f"{{{uuid4().hex}}}"), 20)
