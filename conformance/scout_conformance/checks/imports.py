"""REG, second room: importing the provider has no effect; tried last, while a process watches."""

from __future__ import annotations

from scout_conformance.standard import MUST, SHOULD, check
from scout_conformance.subject import Subject
from scout_conformance.violation import Violation

MAX_IMPORT_S = 0.5
"""Processor time of an import: the first look-up may import every provider that is installed."""


@check(
    "SC-REG-005",
    SHOULD,
    "Importing it takes less than half a second of processor time.",
    why="Every installed provider is imported at the first look-up that a built-in row does not "
    "settle; a slow one delays applications that never use it.",
    fix="Move heavy imports into the functions that need them.",
    needs=("own-module",),
)
def imports_fast(subject: Subject) -> None:
    """The import is short."""
    spent_s = subject.import_watch.record.cpu_s
    if spent_s > MAX_IMPORT_S:
        raise Violation(
            sent=f"import {subject.target.spec} in a fresh process",
            expected=f"at most {MAX_IMPORT_S} s of processor time",
            got="more than that",
        )


@check(
    "SC-REG-006",
    MUST,
    "Importing it opens no connection, starts no process and writes no file.",
    why="Discovery happens inside other people's programs, offline and in build machines.",
    fix="Do it when a call is made, or not at all: a row is data.",
    needs=("own-module",),
)
def import_does_no_io(subject: Subject) -> None:
    """The import touches nothing."""
    _import_shows(subject, "no I/O", subject.import_watch.record.io)


@check(
    "SC-REG-007",
    MUST,
    "Importing it reads no environment variable.",
    why="Settings would depend on the moment of an import, and a key could end up in the row.",
    fix="Name the variable in api_key_env; scout reads it when a key is needed.",
    needs=("own-module",),
)
def import_reads_no_environment(subject: Subject) -> None:
    """The import asks for no variable."""
    _import_shows(subject, "no variable read", subject.import_watch.record.environment)


@check(
    "SC-REG-008",
    MUST,
    "Importing it prints nothing.",
    why="A command whose output is read by a program breaks by one stray line.",
    fix="Remove the print, or use logging inside the functions.",
    needs=("own-module",),
)
def import_prints_nothing(subject: Subject) -> None:
    """The import is silent."""
    _import_shows(subject, "no output", tuple(filter(None, [subject.import_watch.record.output])))


def _import_shows(subject: Subject, expected: str, found: tuple[str, ...]) -> None:
    if found:
        raise Violation(
            sent=f"import {subject.target.spec} in a fresh process",
            expected=expected,
            got="; ".join(found),
        )
