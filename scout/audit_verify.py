"""Holds an audit log against its own chain, and names what was altered, and where."""

from __future__ import annotations

import os
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from typing import Final

from scout.audit_book import Head
from scout.audit_chain import NOTHING, BrokenRowError, Row, row_of
from scout.audit_read import Part, parts

MAX_PROBLEMS: Final = 100
"""How many are named; the first is what matters."""


class Fault(StrEnum):
    """What is wrong with a log."""

    FLIP = "flip"
    """A line is not what was written."""
    GAP = "gap"
    """Rows are missing between two others."""
    REORDER = "reorder"
    """A row is not where it was written, or stands twice."""
    CUT = "cut"
    """Rows are missing at the end."""
    TORN = "torn"
    """The last line has no end: its writer died, or the end was cut off."""
    HEAD = "head"
    """The head is missing, damaged, or speaks of another file."""
    ANCHOR = "anchor"
    """A hash that was noted elsewhere is not in the log."""


@dataclass(frozen=True, slots=True)
class Problem:
    """One fault, and where it shows.

    Attributes:
        fault: What is wrong.
        file: In which file.
        line: At which line, from 1; 0 where it is the file as a whole.
        reason: How it shows.
    """

    fault: Fault
    file: Path
    line: int
    reason: str

    def __str__(self) -> str:
        place = f"{self.file}:{self.line}" if self.line else str(self.file)
        return f"{place}: {self.fault}: {self.reason}"


@dataclass(slots=True)
class AuditReport:
    """What a log is worth.

    Attributes:
        files: How many files it has.
        rows: How many rows were found good.
        writers: How many writers they have.
        lost_rows: How many rows their writers say they could not write.
        torn: How often the piece of a row was put aside, because its writer died.
        begins_after: Hash of the row before the first, where older files were taken away.
        last: Hash of the last row: what to note elsewhere as an anchor.
        problems: What is wrong, in the order of the log.
    """

    files: int = 0
    rows: int = 0
    writers: int = 0
    lost_rows: int = 0
    torn: int = 0
    begins_after: str = NOTHING
    last: str = NOTHING
    problems: list[Problem] = field(default_factory=list)

    @property
    def is_intact(self) -> bool:
        """Whether nothing is wrong."""
        return not self.problems

    @property
    def first(self) -> Problem | None:
        """The first thing that is wrong."""
        return self.problems[0] if self.problems else None


def verify(path: str | os.PathLike[str], *, anchor: str | None = None) -> AuditReport:
    """Check a log, the files that were full included; it may be in use meanwhile.

    Args:
        path: The log.
        anchor: Hash of a row that was noted elsewhere, and so must be in the log.

    Raises:
        FileNotFoundError: There is no such log.
        OSError: A file cannot be read.
    """
    check = _Check(anchor)
    with parts(path) as found:
        for part in found:
            check.part(part)
            if len(check.report.problems) >= MAX_PROBLEMS:
                break
    check.end(Path(path))
    return check.report


class _Check:
    """Walks through a log, row by row.

    Args:
        anchor: Hash that must come by.
    """

    def __init__(self, anchor: str | None) -> None:
        self.report = AuditReport()
        self._anchor = anchor
        self._above: str | None = None  # what the next row must name; None where nobody knows
        self._chains: dict[str, tuple[int, str]] = {}  # a writer's last number and hash
        self._writers: set[str] = set()
        self._is_whole = True  # whether all rows so far were seen, so that no chain is cut open

    def part(self, part: Part) -> None:
        """Check one file."""
        self.report.files += 1
        number, expected = 0, 1
        for number, line in enumerate(part.lines(), 1):
            row = self._read(part.path, number, line)
            if row is not None:
                self._place(part, number, row, expected)
                expected = row.line
            expected += 1
            self._hold_against_head(part, number, row)
            if len(self.report.problems) >= MAX_PROBLEMS:
                return
        self._check_head(part, number)

    def end(self, path: Path) -> None:
        """Check what only the whole log can show."""
        self.report.writers = len(self._writers)
        if self._anchor is not None:
            self._note(Fault.ANCHOR, path, 0, f"no row has the hash {self._anchor}")

    def _read(self, path: Path, number: int, line: bytes) -> Row | None:
        try:
            return row_of(line)
        except BrokenRowError as error:
            fault = Fault.FLIP if line.endswith(b"\n") else Fault.TORN
            self._note(fault, path, number, str(error))
            return None

    def _place(self, part: Part, number: int, row: Row, expected: int) -> None:
        """Check that a row stands where it was written."""
        if self.report.files == number == row.line == 1 and row.above:
            self.report.begins_after = row.above
            self._is_whole = False
        elif self._above is not None and row.above != self._above:
            self._misplaced(part, number, row)
        elif row.line != expected:
            reason = f"it was written as line {row.line}, where line {expected} should come"
            self._note(Fault.GAP, part.path, number, reason)
        else:
            self._check_chain(part.path, number, row)
        self._tell(part.path, number, row)
        self._above = self.report.last = row.hash
        self._chains[row.writer] = (row.seq, row.hash)
        self._writers.add(row.writer)
        self.report.rows += 1
        self.report.lost_rows += row.lost
        self._anchor = None if row.hash == self._anchor else self._anchor

    def _misplaced(self, part: Part, number: int, row: Row) -> None:
        home = _line_with(part.path, row.above)
        if home is None:
            reason = f"the row above it is missing, whose hash is {row.above or 'none'}"
            self._note(Fault.GAP, part.path, number, reason)
        else:
            reason = f"it was written below the row that is now line {home}"
            self._note(Fault.REORDER, part.path, number, reason)

    def _check_chain(self, path: Path, number: int, row: Row) -> None:
        """Check that a row continues its writer's own chain."""
        known = self._chains.get(row.writer)
        if known is None:
            wanted, found = (1, NOTHING), (row.seq, row.prev)
            is_right = wanted == found or not self._is_whole
        else:
            wanted, found = (known[0] + 1, known[1]), (row.seq, row.prev)
            is_right = wanted == found
        if not is_right:
            reason = f"writer {row.writer} goes on with row {row.seq}, where {wanted[0]} comes"
            self._note(Fault.GAP, path, number, reason)

    def _tell(self, path: Path, number: int, row: Row) -> None:
        """Repeat what the writer found when it wrote the row."""
        for finding in row.found:
            if finding.get("what") == "torn":
                self.report.torn += 1
            elif finding.get("what") == "cut":
                reason = (
                    f"when it was written, {finding.get('known_rows')} rows were known and "
                    f"{finding.get('rows')} were there"
                )
                self._note(Fault.CUT, path, number, reason)
            elif finding.get("what") == "head":
                reason = f"when it was written, the head was wrong: {finding.get('reason')}"
                self._note(Fault.HEAD, path, number, reason)

    def _hold_against_head(self, part: Part, number: int, row: Row | None) -> None:
        head = part.head
        if isinstance(head, Head) and head.rows == number and row and row.hash != head.last:
            reason = f"the head says that row {number} has the hash {head.last}"
            self._note(Fault.HEAD, part.path, number, reason)

    def _check_head(self, part: Part, number: int) -> None:
        head = part.head
        if head is None and part.file is not None:
            reason = "it has no head, so that nobody knows whether its end was cut off"
            self._note(Fault.HEAD, part.path, 0, reason)
        elif isinstance(head, BrokenRowError):
            self._note(Fault.HEAD, part.path, 0, f"its head is damaged: {head}")
        elif head is not None and head.rows > number:
            reason = f"the head knows {head.rows} rows, and {number} lines are there"
            self._note(Fault.CUT, part.path, number, reason)

    def _note(self, fault: Fault, path: Path, line: int, reason: str) -> None:
        """Note a problem; the chains of the writers begin anew behind it."""
        self.report.problems.append(Problem(fault, path, line, reason))
        self._above = None
        self._is_whole = False
        self._chains.clear()


def _line_with(path: Path, digest: str) -> int | None:
    """The line that holds the row of a hash."""
    wanted = b'"hash":"%s"' % digest.encode()
    with path.open("rb") as file:
        found = (number for number, line in enumerate(file, 1) if wanted in line)
        return next(found, None)
