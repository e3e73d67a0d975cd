"""Balances of one process, kept in its memory: fast, and gone with it."""

from __future__ import annotations

import threading
from collections import OrderedDict, defaultdict, deque
from collections.abc import Callable, Iterable, Mapping, Sequence
from types import MappingProxyType
from typing import Final, TypeAlias

from scout.errors import ConfigurationError
from scout.llm.budget import Balance, Entry, Limit
from scout.llm.ledgers import booking as rules
from scout.llm.ledgers.booking import Booking, Change

JOURNAL_LINES = 100_000
"""How many charges are remembered; older ones leave the journal, never the balances."""

ENDED_KEPT = 10_000
"""How many ended reservations are remembered, so that a late or repeated step finds its own."""

_NO_LABELS: Final[Mapping[str, str]] = MappingProxyType({})

_Line: TypeAlias = tuple[float, str, int, tuple[str, ...], Mapping[str, str], str]
"""The fields of an `Entry`: there are many lines, and nobody reads most of them."""


class MemoryLedger:
    """A `Ledger` for one process; safe for threads.

    Args:
        wall: Seconds since the epoch.
    """

    is_local = True

    def __init__(self, wall: Callable[[], float]) -> None:
        self._wall = wall
        self._lock = threading.Lock()
        self._spent: defaultdict[str, int] = defaultdict(int)
        self._taken: defaultdict[str, int] = defaultdict(int)  # spent and reserved
        self._open: dict[str, Booking] = {}
        self._ended: OrderedDict[str, Booking] = OrderedDict()  # a dict loses its first slowly
        self._journal: deque[_Line] = deque(maxlen=JOURNAL_LINES)

    def reserve(
        self,
        reservation: str,
        step: str,
        amount_nano_usd: int,
        limits: Sequence[Limit],
        lease_s: float,
    ) -> Limit | None:
        """See `Ledger.reserve`."""
        with self._lock:
            known = self._find(reservation)
            if known is not None and step in known.steps:
                return None
            refused = rules.refusing(amount_nano_usd, limits, self._taken)
            if refused is not None:
                return refused
            entry = known or Booking(tuple([limit.account for limit in limits]))
            change = rules.reserve(entry, step, amount_nano_usd, self._wall() + lease_s)
            self._open[reservation] = entry
            self._apply(reservation, entry, change)
            return None

    def dispatch(self, reservation: str) -> None:
        """See `Ledger.dispatch`."""
        with self._lock:
            entry = self._find(reservation)
            if entry is not None:
                rules.dispatch(entry)

    def commit(
        self,
        reservation: str,
        step: str,
        spent_nano_usd: int,
        labels: Mapping[str, str],
        *,
        final: bool = False,
    ) -> None:
        """See `Ledger.commit`."""
        with self._lock:
            entry = self._find(reservation)
            if entry is None:
                raise ConfigurationError(f"no reservation {reservation!r} to commit to")
            change = rules.commit(entry, step, spent_nano_usd, final=final)
            self._apply(reservation, entry, change, labels)

    def release(self, reservation: str) -> None:
        """See `Ledger.release`."""
        with self._lock:
            entry = self._open.get(reservation)
            if entry is not None:
                self._apply(reservation, entry, rules.release(entry))

    def reap(self) -> int:
        """See `Ledger.reap`."""
        with self._lock:
            now_s = self._wall()
            over = [(name, entry) for name, entry in self._open.items() if entry.until_s < now_s]
            for name, entry in over:
                self._apply(name, entry, rules.expire(entry))
            return len(over)

    def balance(self, account: str) -> Balance:
        """See `Ledger.balance`."""
        with self._lock:
            spent = self._spent.get(account, 0)
            return Balance(spent, self._taken.get(account, 0) - spent)

    def held(self) -> Mapping[str, int]:
        """See `Ledger.held`."""
        with self._lock:
            return {name: entry.held for name, entry in self._open.items()}

    def journal(self, since_s: float = 0.0) -> Iterable[Entry]:
        """See `Ledger.journal`."""
        with self._lock:
            return [Entry(*line) for line in self._journal if line[0] >= since_s]

    def close(self) -> None:
        """Nothing is held outside this object."""

    def _find(self, reservation: str) -> Booking | None:
        return self._open.get(reservation) or self._ended.get(reservation)

    def _apply(
        self,
        reservation: str,
        entry: Booking,
        change: Change,
        labels: Mapping[str, str] = _NO_LABELS,
    ) -> None:
        for account in entry.accounts:
            self._spent[account] += change.spent
            self._taken[account] += change.spent + change.reserved
        for kind, nano in change.journal:
            self._journal.append((self._wall(), reservation, nano, entry.accounts, labels, kind))
        if entry.stage.is_final and self._open.pop(reservation, None) is not None:
            self._ended[reservation] = entry
            if len(self._ended) > ENDED_KEPT:
                self._ended.popitem(last=False)
