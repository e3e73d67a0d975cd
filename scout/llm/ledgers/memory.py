"""Balances of one process, kept in its memory: fast, and gone with it."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from dataclasses import dataclass

from scout.llm.budget import Balance, Limit


@dataclass(slots=True)
class _Account:
    spent: int = 0
    reserved: int = 0


@dataclass(slots=True)
class _Reservation:
    scopes: tuple[str, ...]
    held: int = 0


class MemoryLedger:
    """A `Ledger` for one process; safe for threads."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._accounts: dict[str, _Account] = {}
        self._open: dict[str, _Reservation] = {}

    def reserve(
        self, reservation: str, amount_nano_usd: int, limits: Sequence[Limit]
    ) -> Limit | None:
        """See `Ledger.reserve`."""
        with self._lock:
            accounts = [self._accounts.setdefault(limit.scope, _Account()) for limit in limits]
            for limit, account in zip(limits, accounts, strict=True):
                if account.spent + account.reserved + amount_nano_usd > limit.limit_nano_usd:
                    return limit
            entry = self._open.setdefault(
                reservation, _Reservation(tuple(limit.scope for limit in limits))
            )
            entry.held += amount_nano_usd
            for account in accounts:
                account.reserved += amount_nano_usd
            return None

    def commit(self, reservation: str, spent_nano_usd: int) -> None:
        """See `Ledger.commit`."""
        with self._lock:
            entry = self._open.get(reservation)
            if entry is None:
                return
            covered = min(entry.held, spent_nano_usd)
            entry.held -= covered
            for scope in entry.scopes:
                account = self._accounts[scope]
                account.spent += spent_nano_usd
                account.reserved -= covered

    def release(self, reservation: str) -> None:
        """See `Ledger.release`."""
        with self._lock:
            entry = self._open.pop(reservation, None)
            if entry is None:
                return
            for scope in entry.scopes:
                self._accounts[scope].reserved -= entry.held

    def balance(self, scope: str) -> Balance:
        """See `Ledger.balance`."""
        with self._lock:
            account = self._accounts.get(scope, _Account())
            return Balance(account.spent, account.reserved)
