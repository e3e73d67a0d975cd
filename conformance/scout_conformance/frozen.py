"""What a revision of the contract holds for good: the ids that count, as they were published."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from types import MappingProxyType
from typing import Any

from scout_conformance.standard import REVISION, Level


@dataclass(frozen=True, slots=True)
class Frozen:
    """One check as a revision published it.

    Attributes:
        level: How binding it is.
        sentence: The requirement; another one would be another check, with an id of its own.
    """

    level: Level
    sentence: str


@lru_cache(maxsize=4)
def required(revision: str = REVISION) -> Mapping[str, Frozen]:
    """The checks that decide a verdict under a revision, by id.

    A check that is not among them, because it is newer or an author's own, is run and reported
    and has no say in the verdict.
    """
    checks = _file(revision)["required"].items()
    return MappingProxyType({name: Frozen(Level(level), text) for name, (level, text) in checks})


@lru_cache(maxsize=4)
def retired(revision: str = REVISION) -> frozenset[str]:
    """Ids of earlier revisions that this one has given up; none is ever used again."""
    return frozenset(_file(revision)["retired"])


def report_schema() -> dict[str, Any]:
    """The JSON Schema of the report."""
    return _read("report.schema.json")


def _file(revision: str) -> dict[str, Any]:
    return _read(f"{revision}.json")


def _read(name: str) -> dict[str, Any]:
    text = (files("scout_conformance") / "contract" / name).read_text(encoding="utf-8")
    content: dict[str, Any] = json.loads(text)
    return content
