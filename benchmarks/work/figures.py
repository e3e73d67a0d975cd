"""The committed figures: what each piece took when somebody last looked at it and agreed."""

from __future__ import annotations

import json
import sys
from collections.abc import Mapping
from dataclasses import asdict
from pathlib import Path

from benchmarks.work.counting import Work, work_of
from benchmarks.work.pieces import pieces

FIGURES = Path(__file__).parent / "figures.json"
INTERPRETER = "CPython 3.11"
"""Instructions differ between versions, so the figures are those of one."""

BAND = 0.08
"""A change of a few lines stays within it; a further look-up, copy or loop does not."""


def is_interpreter() -> bool:
    """Whether the running interpreter is the one that the figures are of."""
    version = f"CPython {sys.version_info.major}.{sys.version_info.minor}"
    return sys.implementation.name == "cpython" and version == INTERPRETER


def counted() -> dict[str, Work]:
    """The work of every piece, now."""
    return {name: work_of(piece)[0] for name, piece in pieces().items()}


def kept() -> dict[str, Work]:
    """The work of every piece as committed."""
    if not FIGURES.exists():
        return {}
    told = json.loads(FIGURES.read_text("utf-8"))
    return {name: Work(**row) for name, row in told["pieces"].items()}


def write(found: Mapping[str, Work]) -> None:
    """Keep these figures."""
    rows = {name: asdict(work) for name, work in found.items()}
    text = json.dumps({"interpreter": INTERPRETER, "pieces": rows}, indent=1)
    FIGURES.write_text(text + "\n", "utf-8")


def differing(found: Mapping[str, Work], old: Mapping[str, Work]) -> dict[str, str]:
    """What is outside the band, either way, with both figures."""
    return {
        name: f"{old[name].instructions if name in old else 'new'} -> {work.instructions}"
        for name, work in found.items()
        if name not in old or abs(work.instructions / old[name].instructions - 1) > BAND
    } | dict.fromkeys(old.keys() - found.keys(), "gone")
