"""Reports as files: the ending of the name is the format, and every format says the same."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from types import MappingProxyType

from scout_conformance.documents.badge import badge
from scout_conformance.documents.markdown import markdown
from scout_conformance.documents.page import page
from scout_conformance.report import Report, document, without_keys
from scout_conformance.violation import KitError

FORMATS: Mapping[str, Callable[[Sequence[Report]], str]] = MappingProxyType(
    {".json": document, ".html": page, ".md": markdown, ".svg": badge}
)
"""Ending -> what writes that format."""


def format_of(path: Path) -> Callable[[Sequence[Report]], str]:
    """What writes the format that a file's name asks for.

    Raises:
        KitError: The ending is none of `FORMATS`.
    """
    make = FORMATS.get(path.suffix)
    if make is None:
        raise KitError(f"{path.name}: ends in none of {', '.join(FORMATS)}")
    return make


def write(path: Path, reports: Sequence[Report]) -> None:
    """Write reports to a file.

    Args:
        path: The file; it is overwritten.
        reports: One or more reports of a run.

    Raises:
        KitError: The ending is none of `FORMATS`.
    """
    text = without_keys(format_of(path)(reports), "(key)")
    path.write_text(text, encoding="utf-8", newline="\n")
