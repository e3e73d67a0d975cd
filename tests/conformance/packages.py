"""Broken copies of a template: its package under another name, with text of its source replaced."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from importlib import invalidate_caches
from pathlib import Path

EXAMPLES = Path(__file__).parents[2] / "examples"


@dataclass(frozen=True, slots=True)
class Slip:
    """One mistake that an author makes in a copy.

    Attributes:
        name: What is wrong, in a few words.
        file: The file that is changed, below the package.
        old: Text that stands in it.
        new: What stands there instead.
        fails: The checks that have to notice, exactly these, without their leading `SC-`.
    """

    name: str
    file: str
    old: str
    new: str
    fails: tuple[str, ...]

    @property
    def ids(self) -> frozenset[str]:
        """The checks by their full ids."""
        return frozenset(f"SC-{check}" for check in self.fails)


def package_of(template: str) -> Path:
    """The importable folder of a template."""
    (package,) = (path.parent for path in (EXAMPLES / template / "src").glob("*/__init__.py"))
    return package


@contextmanager
def copied(template: str, slip: Slip, folder: Path) -> Iterator[str]:
    """The name of an importable copy of a template's package with a slip in it.

    Raises:
        ValueError: The text that is to be replaced does not stand there.
    """
    package = package_of(template)
    name = f"{package.name}_copy"
    for source in sorted(package.rglob("*")):
        if source.is_file() and source.suffix != ".pyc":
            place = folder / name / source.relative_to(package)
            place.parent.mkdir(parents=True, exist_ok=True)
            text = source.read_text("utf-8").replace(package.name, name)
            place.write_text(text, encoding="utf-8")
    changed = folder / name / slip.file
    if slip.old not in changed.read_text("utf-8"):
        raise ValueError(f"{slip.old!r} does not stand in {slip.file}")
    changed.write_text(changed.read_text("utf-8").replace(slip.old, slip.new), encoding="utf-8")
    with _importable(folder, name):
        yield name


@contextmanager
def _importable(folder: Path, name: str) -> Iterator[None]:
    sys.path.insert(0, str(folder))
    invalidate_caches()
    try:
        yield
    finally:
        sys.path.remove(str(folder))
        for module in [one for one in sys.modules if one.partition(".")[0] == name]:
            del sys.modules[module]
        invalidate_caches()
