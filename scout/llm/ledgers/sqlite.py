"""Balances in one file, for the processes of one host; survives them all.

Every operation is one `BEGIN IMMEDIATE` transaction, so that no two of them interleave. What was
acknowledged survives a killed process; `durable=True` also survives a power cut.
"""

from __future__ import annotations

import json
import os
import sqlite3
import threading
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

from scout.errors import BudgetUnavailableError, ConfigurationError
from scout.llm.budget import Balance, Entry, Limit, Stage
from scout.llm.ledgers import booking as rules
from scout.llm.ledgers.booking import Booking, Change
from scout.llm.sqlite_files import refuse_foreign

BUSY_S = 10.0
"""How long an operation waits for another process; each takes well under a millisecond."""

ENDED_KEPT_S = 86_400.0
"""How long an ended reservation is remembered, so that a late step finds its own."""

SWITCH_PAUSE_S = 0.02
"""Pause between tries to switch a new file to write-ahead logging."""

VERSION = 1

MARK = 0x73634C64
"""Says that a database is such a ledger."""

_TABLES = ("accounts", "reservations", "steps", "journal")

_SCHEMA = """
CREATE TABLE IF NOT EXISTS accounts (
    id TEXT PRIMARY KEY, spent INTEGER NOT NULL, reserved INTEGER NOT NULL
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS reservations (
    id TEXT PRIMARY KEY, accounts TEXT NOT NULL, held INTEGER NOT NULL, spent INTEGER NOT NULL,
    presumed INTEGER NOT NULL, stage TEXT NOT NULL, until_s REAL NOT NULL
) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS reservations_by_stage ON reservations (stage, until_s);
CREATE TABLE IF NOT EXISTS steps (
    reservation TEXT NOT NULL, step TEXT NOT NULL, PRIMARY KEY (reservation, step)
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS journal (
    number INTEGER PRIMARY KEY, at_s REAL NOT NULL, reservation TEXT NOT NULL,
    nano_usd INTEGER NOT NULL, kind TEXT NOT NULL, accounts TEXT NOT NULL, labels TEXT NOT NULL
);
CREATE INDEX IF NOT EXISTS journal_by_time ON journal (at_s)
"""


class SQLiteLedger:
    """A `Ledger` in a file; safe for threads, processes and forks.

    Args:
        path: The file; it and its folder's `-wal` and `-shm` companions must be on a local disk.
        wall: Seconds since the epoch.
        durable: Whether each commit waits for the disk, about 15 times as long.

    Raises:
        BudgetUnavailableError: The file cannot be opened or made.
        ConfigurationError: The file was written by a newer scout.
    """

    is_local = False

    def __init__(
        self, path: str | os.PathLike[str], wall: Callable[[], float], *, durable: bool = False
    ) -> None:
        self._path = Path(path)
        self._wall = wall
        self._durable = durable
        self._lock = threading.Lock()
        self._connection: sqlite3.Connection | None = None
        self._owner = 0
        self._hurried = False
        with self._transaction():
            pass

    def reserve(
        self,
        reservation: str,
        step: str,
        amount_nano_usd: int,
        limits: Sequence[Limit],
        lease_s: float,
    ) -> Limit | None:
        """See `Ledger.reserve`."""
        with self._transaction() as db:
            known = _load(db, reservation)
            if known is not None and _has_step(db, reservation, step):
                return None
            taken = {limit.account: _taken(db, limit.account) for limit in limits}
            refused = rules.refusing(amount_nano_usd, limits, taken)
            if refused is not None:
                return refused
            entry = known or Booking(tuple(limit.account for limit in limits))
            change = rules.reserve(entry, step, amount_nano_usd, self._wall() + lease_s)
            self._store(db, reservation, entry, change)
            return None

    def dispatch(self, reservation: str) -> None:
        """See `Ledger.dispatch`."""
        with self._transaction() as db:
            entry = _load(db, reservation)
            if entry is not None:
                self._store(db, reservation, entry, rules.dispatch(entry))

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
        with self._transaction() as db:
            entry = _load(db, reservation)
            if entry is None:
                raise ConfigurationError(f"no reservation {reservation!r} to commit to")
            if not _has_step(db, reservation, step):
                change = rules.commit(entry, step, spent_nano_usd, final=final)
                self._store(db, reservation, entry, change, labels)
            elif final:
                self._store(db, reservation, entry, rules.release(entry))

    def release(self, reservation: str) -> None:
        """See `Ledger.release`."""
        with self._transaction() as db:
            entry = _load(db, reservation)
            if entry is not None:
                self._store(db, reservation, entry, rules.release(entry))

    def reap(self) -> int:
        """See `Ledger.reap`; also forgets what ended long ago."""
        with self._transaction() as db:
            now_s = self._wall()
            over = db.execute(
                "SELECT id FROM reservations WHERE stage IN (?, ?) AND until_s < ?",
                (Stage.RESERVED, Stage.DISPATCHED, now_s),
            ).fetchall()
            for (reservation,) in over:
                entry = _load(db, reservation)
                if entry is not None:
                    self._store(db, reservation, entry, rules.expire(entry))
            _forget(db, now_s - ENDED_KEPT_S)
            return len(over)

    def balance(self, account: str) -> Balance:
        """See `Ledger.balance`."""
        with self._transaction() as db:
            return _balance(db, account)

    def held(self) -> Mapping[str, int]:
        """See `Ledger.held`."""
        with self._transaction() as db:
            rows = db.execute(
                "SELECT id, held FROM reservations WHERE stage IN (?, ?)",
                (Stage.RESERVED, Stage.DISPATCHED),
            )
            return dict(rows.fetchall())

    def journal(self, since_s: float = 0.0) -> Iterable[Entry]:
        """See `Ledger.journal`."""
        with self._transaction() as db:
            rows = db.execute(
                "SELECT at_s, reservation, nano_usd, accounts, labels, kind FROM journal"
                " WHERE at_s >= ? ORDER BY number",
                (since_s,),
            ).fetchall()
        return [
            Entry(at_s, name, nano, tuple(json.loads(accounts)), json.loads(labels), kind)
            for at_s, name, nano, accounts, labels, kind in rows
        ]

    def close(self) -> None:
        """Close the file."""
        with self._lock:
            if self._connection is not None and self._owner == os.getpid():
                self._connection.close()
            self._connection = None

    @contextmanager
    def _transaction(self) -> Iterator[sqlite3.Connection]:
        try:
            with self._turn() as left_s:
                db = self._open()
                self._wait_at_most(db, left_s)
                try:  # around BEGIN, too: Ctrl-C strikes as soon as it returns
                    db.execute("BEGIN IMMEDIATE")
                    yield db
                    db.execute("COMMIT")
                except BaseException:
                    if db.in_transaction:
                        db.execute("ROLLBACK")
                    raise
        except sqlite3.Error as error:
            raise BudgetUnavailableError(
                f"the budget file {self._path} cannot be used: {error}; free it, or unset the "
                "limits to go without"
            ) from error

    @contextmanager
    def _turn(self) -> Iterator[float]:
        """One thread at a time; how long it may still wait for other processes.

        Threads that stand in line wait about as long in all as the first one does.
        """
        began_s = time.monotonic()
        if not self._lock.acquire(timeout=BUSY_S):
            raise sqlite3.OperationalError("database is locked")
        try:
            yield max(0.0, BUSY_S - (time.monotonic() - began_s))
        finally:
            self._lock.release()

    def _wait_at_most(self, db: sqlite3.Connection, left_s: float) -> None:
        if left_s < BUSY_S / 2 or self._hurried:
            self._hurried = left_s < BUSY_S / 2
            db.execute(f"PRAGMA busy_timeout={int(left_s * 1000)}")

    def _open(self) -> sqlite3.Connection:
        """The connection of this process; one that came over a fork is left alone."""
        if self._connection is not None and self._owner == os.getpid():
            return self._connection
        db = sqlite3.connect(
            self._path, timeout=BUSY_S, isolation_level=None, check_same_thread=False
        )
        try:
            _prepare(db, durable=self._durable)
        except BaseException:
            db.close()
            raise
        self._connection, self._owner = db, os.getpid()
        return db

    def _store(
        self,
        db: sqlite3.Connection,
        reservation: str,
        entry: Booking,
        change: Change,
        labels: Mapping[str, str] | None = None,
    ) -> None:
        accounts = json.dumps(entry.accounts)
        db.execute(
            "INSERT OR REPLACE INTO reservations VALUES (?, ?, ?, ?, ?, ?, ?)",
            (
                reservation,
                accounts,
                entry.held,
                entry.spent,
                entry.presumed,
                entry.stage,
                entry.until_s,
            ),
        )
        db.executemany("INSERT INTO steps VALUES (?, ?)", [(reservation, s) for s in entry.steps])
        if change.spent or change.reserved:
            db.executemany(
                "INSERT INTO accounts VALUES (?, ?, ?) ON CONFLICT (id) DO UPDATE SET"
                " spent = spent + excluded.spent, reserved = reserved + excluded.reserved",
                [(account, change.spent, change.reserved) for account in entry.accounts],
            )
        at_s = self._wall()
        db.executemany(
            "INSERT INTO journal (at_s, reservation, nano_usd, kind, accounts, labels)"
            " VALUES (?, ?, ?, ?, ?, ?)",
            [
                (at_s, reservation, nano, kind, accounts, json.dumps(dict(labels or {})))
                for kind, nano in change.journal
            ],
        )


def _prepare(db: sqlite3.Connection, *, durable: bool) -> None:
    """Bring a connection and, at first, the file into shape; several processes may at once."""
    refuse_foreign(db, MARK, version=VERSION, tables=_TABLES)
    db.execute(f"PRAGMA synchronous={'FULL' if durable else 'NORMAL'}")
    version = db.execute("PRAGMA user_version").fetchone()[0]
    if version > VERSION:
        raise ConfigurationError(
            f"the budget file is of version {version}, this scout knows {VERSION}; upgrade scout"
        )
    if version == VERSION:
        return
    _write_ahead(db)
    db.execute("BEGIN IMMEDIATE")
    for statement in _SCHEMA.split(";"):
        db.execute(statement)
    db.execute(f"PRAGMA user_version={VERSION}")
    db.execute(f"PRAGMA application_id={MARK}")
    db.execute("COMMIT")


def _write_ahead(db: sqlite3.Connection) -> None:
    """Switch the file to write-ahead logging; sqlite does not wait for others by itself here."""
    for _ in range(int(BUSY_S / SWITCH_PAUSE_S)):
        try:
            db.execute("PRAGMA journal_mode=WAL")
        except sqlite3.OperationalError:
            time.sleep(SWITCH_PAUSE_S)
        else:
            return
    db.execute("PRAGMA journal_mode=WAL")


def _load(db: sqlite3.Connection, reservation: str) -> Booking | None:
    row = db.execute(
        "SELECT accounts, held, spent, presumed, stage, until_s FROM reservations WHERE id = ?",
        (reservation,),
    ).fetchone()
    if row is None:
        return None
    accounts, held, spent, presumed, stage, until_s = row
    return Booking(tuple(json.loads(accounts)), held, spent, presumed, Stage(stage), until_s)


def _has_step(db: sqlite3.Connection, reservation: str, step: str) -> bool:
    query = "SELECT 1 FROM steps WHERE reservation = ? AND step = ?"
    return db.execute(query, (reservation, step)).fetchone() is not None


def _balance(db: sqlite3.Connection, account: str) -> Balance:
    row = db.execute("SELECT spent, reserved FROM accounts WHERE id = ?", (account,)).fetchone()
    return Balance(*row) if row else Balance()


def _taken(db: sqlite3.Connection, account: str) -> int:
    balance = _balance(db, account)
    return balance.spent_nano_usd + balance.reserved_nano_usd


def _forget(db: sqlite3.Connection, before_s: float) -> None:
    old = (Stage.RESERVED, Stage.DISPATCHED, before_s)
    db.execute(
        "DELETE FROM steps WHERE reservation IN"
        " (SELECT id FROM reservations WHERE stage NOT IN (?, ?) AND until_s < ?)",
        old,
    )
    db.execute("DELETE FROM reservations WHERE stage NOT IN (?, ?) AND until_s < ?", old)
