"""One process's chain of rows in an audit log, and when they reach the disk."""

from __future__ import annotations

import logging
import os
import threading
from collections.abc import Mapping
from uuid import uuid4

from scout.audit_book import Book, Tail, append
from scout.audit_chain import NOTHING, VERSION, Json, seal
from scout.audit_files import locked

_log = logging.getLogger(__name__)


class Writer:
    """Appends rows; any thread may.

    Args:
        book: The file, shared with other writers.

    Attributes:
        lost: Rows that could not be written since the last one that was.
        unsynced: Rows that may not be on the disk yet.
    """

    def __init__(self, book: Book) -> None:
        self.lost = 0
        self.unsynced = 0
        self._book = book
        self._id = uuid4().hex
        self._seq = 0
        self._prev = NOTHING
        self._tail: Tail | None = None
        self._lock = threading.Lock()
        self._syncing = threading.Lock()
        self._timer: threading.Timer | None = None

    def append(self, kind: str, body: Mapping[str, Json], at: str) -> None:
        """Write a row, and before the first one who it is that writes.

        Raises:
            OSError: It is not written; the next row will say so.
        """
        with self._lock:
            try:
                self._book.open()
                with locked(self._book.places.lock):
                    self._extend(kind, body, at)
            except OSError:
                self.lost += 1
                raise

    def _extend(self, kind: str, body: Mapping[str, Json], at: str) -> None:
        handle, tail = self._book.continue_at(self._tail)
        try:
            if self._seq == 0:
                tail = self._write(handle, tail, "opened", {"pid": os.getpid()}, at)
            self._tail = self._write(handle, tail, kind, body, at)
        finally:
            os.close(handle)

    def _write(self, handle: int, tail: Tail, kind: str, body: Mapping[str, Json], at: str) -> Tail:
        line, digest = seal(
            {
                "v": VERSION,
                "writer": self._id,
                "seq": self._seq + 1,
                "prev": self._prev,
                "line": tail.lines + 1,
                "above": tail.last,
                "at": at,
                "kind": kind,
                "lost": self.lost,
                "found": tuple(self._book.findings),
                "body": body,
            }
        )
        tail = append(handle, line, digest, tail)
        self._seq, self._prev = self._seq + 1, digest
        self.lost = 0
        self.unsynced += 1
        self._book.told(handle, tail)
        return tail

    def sync(self) -> None:
        """Put the rows so far on the disk; threads that wait for the same share one effort.

        Raises:
            OSError: The disk does not take them.
        """
        with self._syncing:
            with self._lock:
                tail, rows = self._tail, self.unsynced
            if tail is None or rows == 0:
                return
            self._book.sync(tail)
            with self._lock:
                self.unsynced -= rows

    def sync_within(self, seconds: float) -> None:
        """See that the rows so far are on the disk before long."""
        with self._lock:
            if self._timer is not None:
                return
            self._timer = timer = threading.Timer(seconds, self._sync_late)
            timer.daemon = True
        timer.start()

    def sync_or_log(self) -> None:
        """Put the rows so far on the disk; where that fails, say so in the log."""
        try:
            self.sync()
        except OSError as error:
            path = self._book.places.log
            _log.error("audit file %s: the last rows may not be on the disk: %s", path, error)

    def _sync_late(self) -> None:
        with self._lock:
            self._timer = None
        self.sync_or_log()
