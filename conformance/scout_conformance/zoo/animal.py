"""What a broken provider of the zoo is, and how it is judged."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, field, replace
from importlib import invalidate_caches
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from scout.llm.providers.base import Provider
from scout_conformance.engine import run
from scout_conformance.profile import Profile
from scout_conformance.report import Report
from scout_conformance.targets import Target, find_one, of_object
from scout_conformance.verdict import Outcome
from scout_conformance.zoo.acme import ACME

NOTICED = (Outcome.FAIL, Outcome.WARN, Outcome.STALE)
"""Outcomes by which a check notices a broken provider."""

MODULE = "acme_copy"
"""Importable name of a copy that is made by editing source."""


SEAMS = ("wire", "auth", "client", "transport", "retry", "circuit", "timeouts")
"""Fields of a row that hold code or policy of the author's, the one that tells most first."""


@dataclass(frozen=True, slots=True)
class Animal:
    """One broken provider.

    Attributes:
        name: What is broken, in a few words.
        fails: The checks that have to notice, exactly these.
        enter: Gives the target while it exists.
        profile: What its author says beside the row.
        seam: Where the change is: `row`, `module`, or the field that holds code or policy.
    """

    name: str
    fails: frozenset[str]
    enter: Callable[[], AbstractContextManager[Target]]
    profile: Profile = field(default_factory=Profile)
    seam: str = "row"


def judge(animal: Animal) -> Report:
    """Run the whole contract on a broken provider."""
    with animal.enter() as target:
        return run(target, profile=animal.profile)


def noticed(report: Report) -> frozenset[str]:
    """The checks that did not hold."""
    return report.ids(*NOTICED)


def altered(name: str, *fails: str, profile: Profile | None = None, **changes: Any) -> Animal:
    """Acme with other fields in its row.

    Args:
        name: What is broken.
        *fails: The checks that have to notice, without their leading `SC-`.
        profile: What its author says beside the row.
        **changes: Fields of `Provider`.
    """

    @contextmanager
    def enter() -> Iterator[Target]:
        row: Provider = replace(ACME, **changes)
        yield of_object(row)

    seam = next((one for one in SEAMS if one in changes), "row")
    return Animal(name, _ids(fails), enter, profile or Profile(), seam)


def edited(
    name: str,
    *fails: str,
    changes: dict[str, str],
    entry: str = "acme = ACME",
    needs: str = "scout-core",
) -> Animal:
    """A copy of Acme's package, installed for the moment, with text of its source replaced.

    Args:
        name: What is broken.
        *fails: The checks that have to notice, without their leading `SC-`.
        changes: Old text and new; each old text stands in the source.
        entry: Name and attribute of the entry point.
        needs: What its distribution requires.

    Raises:
        ValueError: A text that is to be replaced is not there.
    """

    @contextmanager
    def enter() -> Iterator[Target]:
        with TemporaryDirectory(prefix="scout-zoo-") as folder:
            _install(Path(folder), _edit(changes), entry, needs)
            with _importable(folder):
                yield find_one(entry.partition(" = ")[0])

    return Animal(name, _ids(fails), enter, seam="module")


def _ids(fails: tuple[str, ...]) -> frozenset[str]:
    return frozenset(f"SC-{check_id}" for check_id in fails)


def _edit(changes: dict[str, str]) -> str:
    source = Path(__file__).with_name("acme.py").read_text(encoding="utf-8")
    for old, new in changes.items():
        if old not in source:
            raise ValueError(f"{old!r} does not stand in the source of acme")
        source = source.replace(old, new)
    return source


def _install(folder: Path, source: str, entry: str, needs: str) -> None:
    """Put the module and its metadata where Python finds them."""
    package = folder / MODULE
    package.mkdir()
    (package / "__init__.py").write_text(source, encoding="utf-8")
    metadata = folder / f"{MODULE}-0.1.0.dist-info"
    metadata.mkdir()
    about = f"Metadata-Version: 2.1\nName: {MODULE}\nVersion: 0.1.0\nSummary: A copy of Acme.\n"
    about += f"Requires-Dist: {needs}\n" if needs else ""
    (metadata / "METADATA").write_text(about, encoding="utf-8")
    name, _, attribute = entry.partition(" = ")
    points = f"[scout.providers]\n{name} = {MODULE}:{attribute}\n"
    (metadata / "entry_points.txt").write_text(points, encoding="utf-8")


@contextmanager
def _importable(folder: str) -> Iterator[None]:
    sys.path.insert(0, folder)
    invalidate_caches()
    try:
        yield
    finally:
        sys.path.remove(folder)
        sys.modules.pop(MODULE, None)
        invalidate_caches()
