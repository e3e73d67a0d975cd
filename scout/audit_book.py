"""The file that all writers of an audit log share, as the one sees it that holds the lock.

It finds where the next row goes, puts the piece of a row aside whose writer died, starts a new
file where one is full, and keeps the head: how much is on the disk for certain.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, TypeAlias

from scout.audit_chain import (
    MAX_ROW_BYTES,
    NOTHING,
    VERSION,
    BrokenRowError,
    Row,
    row_of,
    seal,
    unseal,
)
from scout.audit_files import (
    Places,
    locked,
    open_private,
    refuse_shared,
    replace_file,
    sync_folder,
    write_all,
)

Finding: TypeAlias = dict[str, Any]
"""Something that was wrong with a file: `what`, and what else there is to say."""

_BLOCK_BYTES: Final = 64 * 2**10


@dataclass(frozen=True, slots=True)
class Head:
    """What is on the disk for certain.

    Attributes:
        rows: How many rows.
        last: Hash of the last of them.
    """

    rows: int
    last: str


@dataclass(frozen=True, slots=True)
class Stamp:
    """What the system says of a file.

    Attributes:
        inode: Its number, which a later file may be given once it is gone.
        size: How long it is.
        changed_ns: When it was changed.
    """

    inode: int
    size: int
    changed_ns: int

    @classmethod
    def of(cls, handle: int) -> Stamp:
        """The stamp of an open file."""
        status = os.fstat(handle)
        return cls(status.st_ino, status.st_size, status.st_ctime_ns)


@dataclass(frozen=True, slots=True)
class Tail:
    """Where the next row goes.

    Attributes:
        stamp: Which file this is, and its state: as long as it stays, nobody has written.
        first: Hash of its first row, which tells it from a later file on the same inode.
        lines: How many rows it has.
        last: Hash of its last row or, while it is empty, of the last row of the file before.
    """

    stamp: Stamp
    first: str
    lines: int
    last: str


class Book:
    """The file, and those beside it.

    Args:
        places: Where they stand.
        max_bytes: Size at which a file is put aside, None for never.

    Attributes:
        findings: What was found wrong and no row tells of yet.
    """

    def __init__(self, places: Places, max_bytes: int | None) -> None:
        self.places = places
        self.findings: list[Finding] = []
        self._max_bytes = max_bytes
        self._opened_at: Tail | None = None

    def open(self) -> None:
        """Check once that the files can be used, and mend a torn tail.

        Raises:
            OSError: They cannot.
        """
        if self._opened_at is not None:
            return
        places = self.places
        places.log.parent.mkdir(parents=True, exist_ok=True)
        for path in (places.log, places.lock, places.head, places.torn):
            refuse_shared(path)
        with locked(places.lock):
            handle, self._opened_at = self.continue_at(None)
            os.close(handle)

    def continue_at(self, known: Tail | None) -> tuple[int, Tail]:
        """Open the file and say where the next row goes; the caller holds the lock.

        Args:
            known: Where the caller's last row ended, so that nothing is read where nobody else
                has written since.

        Returns:
            The open file, for the caller to close, and where its next row goes.
        """
        handle = self._open()
        try:
            tail = self._tail(handle, known or self._opened_at)
            if tail is not None and not self._is_full(tail):
                if tail.lines == 0 and not self.places.head.exists():
                    write_head(self.places.head, Head(0, NOTHING))
                return handle, tail
            self._put_aside(handle, tail)
        except BaseException:
            os.close(handle)
            raise
        os.close(handle)
        return self.continue_at(None)

    def told(self, handle: int, tail: Tail) -> None:
        """Note that a row tells of all findings; a head that was wrong is set right only now."""
        if any(finding["what"] in ("cut", "head") for finding in self.findings):
            os.fsync(handle)
            write_head(self.places.head, Head(tail.lines, tail.last))
        self.findings.clear()

    def sync(self, tail: Tail) -> None:
        """Put the file on the disk up to a row, then let the head say so.

        Raises:
            OSError: The disk does not take it.
        """
        try:
            handle = os.open(self.places.log, os.O_RDWR | os.O_CLOEXEC)
        except FileNotFoundError:
            return  # it was put aside, and synced before
        try:
            os.fsync(handle)
            with locked(self.places.lock):
                if self._holds(handle, tail):
                    self._raise_head(tail)
        finally:
            os.close(handle)

    def _holds(self, handle: int, tail: Tail) -> bool:
        """Whether an open file is the present one, and has a row where it was written."""
        stamp = Stamp.of(handle)
        row = last_row(handle, tail.stamp.size) if stamp.size >= tail.stamp.size else None
        is_there = row is not None and row.hash == tail.last
        return (
            is_there and self.places.log.exists() and self.places.log.stat().st_ino == stamp.inode
        )

    def _raise_head(self, tail: Tail) -> None:
        head = self._head()
        if head is None or head.rows < tail.lines:
            write_head(self.places.head, Head(tail.lines, tail.last))

    # -- what may be wrong --

    def _tail(self, handle: int, known: Tail | None) -> Tail | None:
        """Where the next row goes, None where the last line is no row."""
        if known is not None and known.stamp == Stamp.of(handle):
            return known
        tail = self._read_tail(handle)
        if tail is None:
            return None
        if known is None or known.first != tail.first:
            self._check_head(tail)
        elif tail.lines < known.lines:
            self._find_cut(known.lines, tail)
        return tail

    def _check_head(self, tail: Tail) -> None:
        """Note where the head contradicts the file; rows that it does not know yet are no fault."""
        head = self._head()
        if head is not None and head.rows > tail.lines:
            self._find_cut(head.rows, tail)
        elif head is not None and head.rows == tail.lines > 0 and head.last != tail.last:
            self.findings.append({"what": "head", "reason": "it names another last row"})

    def _find_cut(self, known_rows: int, tail: Tail) -> None:
        self.findings.append({"what": "cut", "known_rows": known_rows, "rows": tail.lines})

    def _head(self) -> Head | None:
        try:
            return read_head(self.places.head)
        except BrokenRowError as error:
            self.findings.append({"what": "head", "reason": str(error)})
            return None

    # -- the tail --

    def _open(self) -> int:
        flags = os.O_RDWR | os.O_APPEND
        try:
            return os.open(self.places.log, flags | os.O_CLOEXEC)
        except FileNotFoundError:
            self._finish_put_aside()
            return open_private(self.places.log, flags)

    def _read_tail(self, handle: int) -> Tail | None:
        """What the file says; a torn tail is mended first."""
        size = self._mend(handle)
        stamp = Stamp.of(handle)
        if size == 0:
            return Tail(stamp, NOTHING, 0, self._last_before())
        row = last_row(handle, size)
        return None if row is None else Tail(stamp, _first_hash(handle), row.line, row.hash)

    def _mend(self, handle: int) -> int:
        """Put the bytes after the last whole line aside; how long the file is then."""
        size = os.fstat(handle).st_size
        if size == 0 or os.pread(handle, 1, size - 1) == b"\n":
            return size
        whole = _start_of_line(handle, size)
        torn = size - whole
        if torn < MAX_ROW_BYTES and _read_row(os.pread(handle, torn, whole) + b"\n"):
            write_all(handle, b"\n")  # only the end of its line was missing
            return size + 1
        _copy_aside(self.places.torn, handle, whole, size)
        os.ftruncate(handle, whole)
        os.fsync(handle)
        self.findings.append({"what": "torn", "bytes": torn, "moved_to": self.places.torn.name})
        return whole

    def _last_before(self) -> str:
        """Hash of the last row of the newest full file."""
        full = self.places.full()
        if not full:
            return NOTHING
        handle = os.open(full[-1].log, os.O_RDONLY | os.O_CLOEXEC)
        try:
            row = last_row(handle, os.fstat(handle).st_size)
            return NOTHING if row is None else row.hash
        finally:
            os.close(handle)

    # -- full files --

    def _is_full(self, tail: Tail) -> bool:
        return self._max_bytes is not None and tail.stamp.size >= self._max_bytes and tail.lines > 0

    def _put_aside(self, handle: int, tail: Tail | None) -> None:
        """Rename a file that takes no more rows."""
        places, full = self.places, self.places.next_full()
        os.fsync(handle)
        if tail is None:
            self.findings.append({"what": "damaged", "moved_to": full.log.name})
        else:
            write_head(places.head, Head(tail.lines, tail.last))
        places.log.rename(full.log)  # its head follows as soon as the next file is opened
        sync_folder(places.log.parent)

    def _finish_put_aside(self) -> None:
        """Let a head follow its file, also where its process died between the two."""
        full = self.places.full()
        if full and self.places.head.exists() and not full[-1].head.exists():
            self.places.head.rename(full[-1].head)


def append(handle: int, line: bytes, digest: str, tail: Tail) -> Tail:
    """Write a line at the end; where that fails, the file is as long as it was.

    Returns:
        Where the row after it goes.

    Raises:
        OSError: The disk does not take it.
    """
    try:
        write_all(handle, line)
    except OSError:
        os.ftruncate(handle, tail.stamp.size)
        raise
    return Tail(Stamp.of(handle), tail.first or digest, tail.lines + 1, digest)


def read_head(path: Path) -> Head | None:
    """What a head says, None where there is none.

    Raises:
        BrokenRowError: It is damaged.
    """
    try:
        facts: Mapping[str, Any] = unseal(path.read_bytes())
    except FileNotFoundError:
        return None
    rows, last = facts.get("rows"), facts.get("last")
    if facts.get("v") != VERSION or type(rows) is not int or type(last) is not str:
        raise BrokenRowError("it does not say how many rows there are")
    return Head(rows, last)


def write_head(path: Path, head: Head) -> None:
    """Put a head in place, and on the disk before this returns."""
    line, _ = seal({"v": VERSION, "rows": head.rows, "last": head.last})
    replace_file(path, line)


def last_row(handle: int, size: int) -> Row | None:
    """The last row of an open file, None where its last line is none."""
    start = _start_of_line(handle, size - 1)
    return _read_row(os.pread(handle, size - start, start))


def _first_hash(handle: int) -> str:
    line, _, _ = os.pread(handle, _BLOCK_BYTES, 0).partition(b"\n")
    row = _read_row(line + b"\n")
    return NOTHING if row is None else row.hash


def _read_row(line: bytes) -> Row | None:
    try:
        return row_of(line)
    except BrokenRowError:
        return None


def _start_of_line(handle: int, end: int) -> int:
    """Where the line begins that reaches up to a place."""
    while end > 0:
        start = max(0, end - _BLOCK_BYTES)
        at = os.pread(handle, end - start, start).rfind(b"\n")
        if at >= 0:
            return start + at + 1
        end = start
    return 0


def _copy_aside(path: Path, handle: int, start: int, end: int) -> None:
    aside = open_private(path, os.O_WRONLY | os.O_APPEND)
    try:
        for at in range(start, end, _BLOCK_BYTES):
            write_all(aside, os.pread(handle, min(_BLOCK_BYTES, end - at), at))
        write_all(aside, b"\n")
        os.fsync(aside)
    finally:
        os.close(aside)
