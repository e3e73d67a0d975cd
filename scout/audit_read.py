"""Reads an audit log as it stands at one moment, without changing anything."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, nullcontext
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from scout.audit_book import Head, read_head
from scout.audit_chain import MAX_ROW_BYTES, BrokenRowError, Row, row_of
from scout.audit_files import Places, locked


@dataclass(frozen=True, slots=True)
class Part:
    """One file of a log.

    Attributes:
        path: Where it is.
        head: What its head says; None where there is none, or what is wrong with it.
        file: The file, open; None where it is missing.
        size: How much of it is looked at.
    """

    path: Path
    head: Head | BrokenRowError | None
    file: BinaryIO | None
    size: int

    def lines(self) -> Iterator[bytes]:
        """Its lines, each with its end where it has one."""
        if self.file is None:
            return
        self.file.seek(0)
        left = self.size
        while left > 0:
            line = self.file.readline(min(left, MAX_ROW_BYTES))
            if not line:
                return
            left -= len(line)
            yield line


@contextmanager
def parts(path: str | os.PathLike[str]) -> Iterator[Iterator[Part]]:
    """The files of a log in the order in which they were written, those that are full first.

    Raises:
        FileNotFoundError: There is no such log.
        OSError: A file cannot be read.
    """
    places = Places(Path(path).absolute())
    with ExitStack() as stack:
        # Full files change no more; of the last one a moment is held fast, between two rows.
        with locked(places.lock) if os.access(places.lock, os.W_OK) else nullcontext():
            full = places.full()
            last = stack.enter_context(_part(places))
        if not full and last.file is None and last.head is None:
            raise FileNotFoundError(f"there is no audit log at {path}")
        yield _each(full, last)


def _each(full: list[Places], last: Part) -> Iterator[Part]:
    for places in full:
        with _part(places) as part:
            yield part
    yield last


@contextmanager
def _part(places: Places) -> Iterator[Part]:
    head: Head | BrokenRowError | None
    try:
        head = read_head(places.head)
    except BrokenRowError as error:
        head = error
    if not places.log.exists():
        yield Part(places.log, head, None, 0)
        return
    with places.log.open("rb") as file:
        yield Part(places.log, head, file, os.fstat(file.fileno()).st_size)


def rows(path: str | os.PathLike[str]) -> Iterator[Row | None]:
    """Every row of a log, oldest first; None for a line that is none.

    Raises:
        FileNotFoundError: There is no such log.
        OSError: A file cannot be read.
    """
    with parts(path) as found:
        for part in found:
            for line in part.lines():
                try:
                    yield row_of(line)
                except BrokenRowError:
                    yield None
