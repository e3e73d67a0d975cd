"""Answers in this process's memory, the least recently used going first."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable

ENTRY_BYTES = 200
"""What an entry takes beside its own length: its key, and its place in the table."""


class MemoryCache:
    """An `AnswerCache` of one process; safe for threads.

    Args:
        max_bytes: Room for all entries together.
        wall: Seconds since the epoch.
    """

    is_local = True

    def __init__(self, max_bytes: int, wall: Callable[[], float]) -> None:
        self._max_bytes = max_bytes
        self._wall = wall
        self._lock = threading.Lock()
        self._entries: OrderedDict[str, tuple[bytes, float]] = OrderedDict()
        self._bytes = 0

    def get(self, key: str) -> bytes | None:
        """See `AnswerCache.get`."""
        with self._lock:
            found = self._entries.get(key)
            if found is None:
                return None
            entry, until_s = found
            if until_s <= self._wall():
                self._drop(key)
                return None
            self._entries.move_to_end(key)
            return entry

    def put(self, key: str, entry: bytes, lasts_s: float) -> None:
        """See `AnswerCache.put`."""
        with self._lock:
            self._drop(key)
            if _size(entry) > self._max_bytes:
                return
            self._entries[key] = (entry, self._wall() + lasts_s)
            self._bytes += _size(entry)
            while self._bytes > self._max_bytes:
                self._drop(next(iter(self._entries)))

    def close(self) -> None:
        """Forget all entries."""
        with self._lock:
            self._entries.clear()
            self._bytes = 0

    def _drop(self, key: str) -> None:
        entry, _ = self._entries.pop(key, (None, 0.0))
        if entry is not None:
            self._bytes -= _size(entry)


def _size(entry: bytes) -> int:
    return len(entry) + ENTRY_BYTES
