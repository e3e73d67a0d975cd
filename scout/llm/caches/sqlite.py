"""Answers in one file, for the processes of one host; the oldest go first.

A file that cannot be used is an empty one: calls are made as if nothing were kept, and a line is
logged.
"""

from __future__ import annotations

import logging
import os
import sqlite3
import threading
import time
from collections.abc import Callable
from pathlib import Path

from scout.llm.sqlite_files import refuse_foreign

_log = logging.getLogger(__name__)

BUSY_S = 1.0
"""How long an operation waits for another process; an answer may be asked for anew instead."""

SWITCH_PAUSE_S = 0.01
"""Pause between tries to switch a new file to write-ahead logging."""

ENTRY_BYTES = 200
"""What an entry takes beside its own length: its key, and its place in the tables."""

VERSION = 1

MARK = 0x73634143
"""Says that a database is such a cache."""

_SCHEMA = """
CREATE TABLE IF NOT EXISTS answers (
    number INTEGER PRIMARY KEY, key TEXT NOT NULL UNIQUE, entry BLOB NOT NULL,
    bytes INTEGER NOT NULL, until_s REAL NOT NULL
);
CREATE INDEX IF NOT EXISTS answers_by_end ON answers (until_s);
CREATE TABLE IF NOT EXISTS room (bytes INTEGER NOT NULL);
INSERT INTO room SELECT 0 WHERE NOT EXISTS (SELECT 1 FROM room)
"""


class SQLiteCache:
    """An `AnswerCache` in a file that only its owner can read; safe for threads and processes.

    Args:
        path: The file, on a local disk; made where it is absent.
        max_bytes: Room for all entries together.
        wall: Seconds since the epoch.
    """

    is_local = False

    def __init__(
        self, path: str | os.PathLike[str], max_bytes: int, wall: Callable[[], float]
    ) -> None:
        self._path = Path(path)
        self._max_bytes = max_bytes
        self._wall = wall
        self._lock = threading.Lock()
        self._connection: sqlite3.Connection | None = None
        self._owner = 0

    def get(self, key: str) -> bytes | None:
        """See `AnswerCache.get`."""
        row = self._use(lambda db: _entry(db, key, self._wall()))
        return row if isinstance(row, bytes) else None

    def put(self, key: str, entry: bytes, lasts_s: float) -> None:
        """See `AnswerCache.put`."""
        now_s = self._wall()
        values = (key, entry, len(entry) + ENTRY_BYTES, now_s + lasts_s)
        self._use(lambda db: _put(db, values, self._max_bytes, now_s))

    def close(self) -> None:
        """Close the file; the next operation opens it again."""
        with self._lock:
            if self._connection is not None and self._owner == os.getpid():
                self._connection.close()
            self._connection = None

    def _use(self, work: Callable[[sqlite3.Connection], object]) -> object:
        """Work with the open file; what goes wrong with it is logged and forgotten."""
        try:
            with self._lock:
                return work(self._open())
        except (sqlite3.Error, OSError) as error:
            _log.warning("the answer cache %s cannot be used: %s", self._path, error)
            return None

    def _open(self) -> sqlite3.Connection:
        """The connection of this process; one that came over a fork is left alone."""
        if self._connection is not None and self._owner == os.getpid():
            return self._connection
        self._path.touch(mode=0o600)
        db = sqlite3.connect(
            self._path, timeout=BUSY_S, isolation_level=None, check_same_thread=False
        )
        try:
            _prepare(db)
        except BaseException:
            db.close()
            raise
        self._connection, self._owner = db, os.getpid()
        return db


def _prepare(db: sqlite3.Connection) -> None:
    """Bring a new file into shape; one of another version is emptied, since it is only a cache."""
    refuse_foreign(db, MARK, version=VERSION, tables=("answers", "room"))
    db.execute("PRAGMA synchronous=OFF")  # a cut of power may cost answers, and nothing else
    version = db.execute("PRAGMA user_version").fetchone()[0]
    if version == VERSION:
        return
    _write_ahead(db)
    db.execute("BEGIN IMMEDIATE")
    if version:
        db.execute("DROP TABLE IF EXISTS answers")
        db.execute("DROP TABLE IF EXISTS room")
    for statement in _SCHEMA.split(";"):
        db.execute(statement)
    db.execute(f"PRAGMA user_version={VERSION}")
    db.execute(f"PRAGMA application_id={MARK}")
    db.execute("COMMIT")


def _write_ahead(db: sqlite3.Connection) -> None:
    """Switch the file to write-ahead logging; sqlite does not wait for others by itself here."""
    until_s = time.monotonic() + BUSY_S
    while True:
        try:
            db.execute("PRAGMA journal_mode=WAL")
        except sqlite3.OperationalError:
            if time.monotonic() > until_s:
                raise
            time.sleep(SWITCH_PAUSE_S)
        else:
            return


def _entry(db: sqlite3.Connection, key: str, now_s: float) -> object:
    query = "SELECT entry FROM answers WHERE key = ? AND until_s > ?"
    row = db.execute(query, (key, now_s)).fetchone()
    return None if row is None else row[0]


def _put(
    db: sqlite3.Connection, values: tuple[str, bytes, int, float], max_bytes: int, now_s: float
) -> None:
    key, _, size, _ = values
    db.execute("BEGIN IMMEDIATE")
    try:
        _drop(db, "key = ?", key)
        if size <= max_bytes:
            query = "INSERT INTO answers (key, entry, bytes, until_s) VALUES (?, ?, ?, ?)"
            db.execute(query, values)
            db.execute("UPDATE room SET bytes = bytes + ?", (size,))
            _make_room(db, max_bytes, now_s)
    except BaseException:
        db.execute("ROLLBACK")
        raise
    db.execute("COMMIT")


def _make_room(db: sqlite3.Connection, max_bytes: int, now_s: float) -> None:
    """Drop what has expired, then the oldest until the rest fits."""
    _drop(db, "until_s <= ?", now_s)
    while db.execute("SELECT bytes FROM room").fetchone()[0] > max_bytes:
        oldest = db.execute("SELECT min(number) FROM answers").fetchone()[0]
        if oldest is None:
            db.execute("UPDATE room SET bytes = 0")
            return
        _drop(db, "number = ?", oldest)


def _drop(db: sqlite3.Connection, where: str, value: object) -> None:
    found = db.execute(f"SELECT sum(bytes) FROM answers WHERE {where}", (value,)).fetchone()[0]  # noqa: S608 -- two texts of this file
    if found:
        db.execute(f"DELETE FROM answers WHERE {where}", (value,))  # noqa: S608
        db.execute("UPDATE room SET bytes = bytes - ?", (found,))
