"""What a check is, and the catalogue of all that the contract holds."""

from __future__ import annotations

import importlib
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from types import MappingProxyType
from typing import TYPE_CHECKING

from scout.config import Settings
from scout.errors import DOCS_BASE, ConfigurationError

if TYPE_CHECKING:
    from scout_conformance.subject import Subject

REVISION = "1.0"
"""Revision of the contract that a new check belongs to."""

AREAS: Mapping[str, str] = MappingProxyType(
    {
        "REG": "registration",
        "RTG": "routing",
        "PRC": "pricing",
        "WIR": "wire",
        "STR": "streaming",
        "ERR": "error classes",
        "KEY": "key rotation",
        "CIR": "circuit",
        "RTY": "retries",
        "TMO": "time limits",
        "BUD": "budget",
        "SEC": "secrets",
        "HST": "hostile replies",
        "DOC": "presentation",
        "LIV": "the vendor itself",
    }
)
"""Areas in the order of the report, and what they are called in it."""

ROOMS = (
    *("registration", "routing", "pricing", "wire", "naming", "tools", "answers"),
    *("streaming", "streamed", "errors", "keys", "circuit", "retry", "timeouts"),
    *("budget", "secrets", "hostile", "presentation", "live", "imports"),
)
"""Modules of `scout_conformance.checks`, in the order in which their checks are tried."""

_ID = re.compile(r"SC-(?:X-)?[A-Z]{2,4}-\d{3}|SC-X-\d{3}")


OWN = "SC-X-"
"""Beginning of the ids of an author's own checks, which the contract never uses."""

OWN_AREA = "X"


def is_own(check_id: str) -> bool:
    """Whether an id is one that authors give to checks of their own."""
    return check_id.startswith(OWN)


def title_of(area: str) -> str:
    """What an area is called in reports."""
    return "own checks" if area == OWN_AREA else AREAS.get(area, area)


class Level(StrEnum):
    """How binding a sentence of the contract is."""

    MUST = "MUST"
    SHOULD = "SHOULD"
    MAY = "MAY"


MUST = Level.MUST
SHOULD = Level.SHOULD
MAY = Level.MAY

Run = Callable[["Subject"], None]


@dataclass(frozen=True, slots=True)
class Check:
    """One sentence of the contract and how it is tried.

    Attributes:
        id: `SC-<AREA>-<NNN>`, never used again for another sentence.
        level: How binding it is.
        sentence: The requirement.
        run: Tries it; returns where it holds, raises `Violation` where it does not.
        why: What goes wrong in the field otherwise.
        fix: Where to mend it.
        needs: Capabilities and circumstances without which it says nothing.
        requires: Checks that have to hold before this one means anything.
        since: Contract revision that introduced it.
        path: Source file.
        line: Line of its definition.
    """

    id: str
    level: Level
    sentence: str
    run: Run
    why: str
    fix: str
    needs: tuple[str, ...] = ()
    requires: tuple[str, ...] = ()
    since: str = REVISION
    path: str = ""
    line: int = 0

    @property
    def area(self) -> str:
        """The three letters between the dashes; X for an author's own."""
        return self.id.split("-")[1]

    @property
    def docs(self) -> str:
        """Where the guide explains it, below `docs_base` of the settings; not an author's own."""
        return "" if is_own(self.id) else f"{_guide()}reference/contract/#{self.id.lower()}"


@lru_cache(maxsize=1)
def _guide() -> str:
    """The guide's address; settings that are wrong are for others to report."""
    try:
        return Settings().docs_base
    except (ConfigurationError, ValueError):
        return DOCS_BASE


def check(
    check_id: str,
    level: Level,
    sentence: str,
    *,
    why: str,
    fix: str,
    needs: tuple[str, ...] = (),
    requires: tuple[str, ...] = ("SC-REG-001",),
    since: str = REVISION,
) -> Callable[[Run], Check]:
    """Make a check of the function below, which takes a `Subject`.

    Examples:
        >>> @check("SC-X-001", Level.SHOULD, "The row names a page.", why="...", fix="...")
        ... def names_a_page(subject):
        ...     assert subject.provider.docs_url
        >>> names_a_page.id
        'SC-X-001'
    """
    if not _ID.fullmatch(check_id):
        raise ValueError(f"{check_id!r} is no check id; write SC-<AREA>-<NNN>")

    def make(run: Run) -> Check:
        code = run.__code__
        prerequisites = tuple(required for required in requires if required != check_id)
        return Check(
            check_id,
            level,
            sentence,
            run,
            why,
            fix,
            needs,
            prerequisites,
            since,
            code.co_filename,
            code.co_firstlineno,
        )

    return make


@lru_cache(maxsize=1)
def catalogue() -> dict[str, Check]:
    """All checks of the contract by id, in the order of the report."""
    found: dict[str, Check] = {}
    for module_name in ROOMS:
        module = importlib.import_module(f"scout_conformance.checks.{module_name}")
        for value in vars(module).values():
            if isinstance(value, Check):
                if value.id in found:
                    raise ValueError(f"{value.id} is defined twice, again in {module_name}")
                found[value.id] = value
    for one in found.values():
        missing = [required for required in one.requires if required not in found]
        if missing:
            raise ValueError(f"{one.id} requires {missing[0]}, which does not exist")
    return found


def with_own(own: Mapping[str, Check]) -> dict[str, Check]:
    """The contract followed by checks of an author's own.

    Raises:
        ValueError: One of them requires a check that does not exist.
    """
    together = {**catalogue(), **own}
    for one in own.values():
        missing = [name for name in one.requires if name not in together]
        if missing:
            raise ValueError(f"{one.id} requires {missing[0]}, which does not exist")
    return together
