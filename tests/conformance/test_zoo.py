"""The suite can fail: each broken provider is noticed by the checks it names, and by no others."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest

from scout.llm.providers.base import Provider
from scout_conformance import Outcome, Verdict, catalogue, run
from scout_conformance.zoo import BROKEN, Animal, judge
from scout_conformance.zoo.acme import ACME
from scout_conformance.zoo.animal import noticed

ROOT = Path(__file__).parents[2]
NAMES = [animal.name for animal in BROKEN]

DEMANDED = {
    "a model without a price row": {"SC-PRC-001"},
    "a prefix that is not registered": {"SC-RTG-003"},
    "401 may be tried again": {"SC-ERR-041"},
    "401 is a server error": {"SC-ERR-010"},
    "429 is a server error": {"SC-ERR-012"},
    "a missing end that is ignored": {"SC-STR-002"},
    "a key in the body": {"SC-SEC-001"},
    "never the second key": {"SC-KEY-001"},
}
"""Mutations that must be in the zoo, and what notices them."""


@pytest.mark.claim(
    "broken-on-purpose",
    "Each is a good one with one change, and states the checks that it must fail.",
)
@pytest.mark.parametrize("animal", BROKEN, ids=NAMES)
def test_a_broken_provider_fails_exactly_its_own_checks(animal: Animal) -> None:
    """The others pass, do not apply, or are blocked by one of those."""
    report = judge(animal)
    assert noticed(report) == animal.fails
    assert not report.ids(Outcome.HARNESS_ERROR, Outcome.DEVIATION)
    blockers = {result.blocked_by for result in report.results if result.blocked_by}
    assert blockers <= animal.fails
    for result in report.results:
        if result.outcome is Outcome.FAIL:
            assert all((result.sent, result.expected, result.got, result.fix))


def test_every_check_is_proven_by_a_broken_provider() -> None:
    """A check that nobody can fail judges nothing."""
    proven = frozenset[str]().union(*(animal.fails for animal in BROKEN))
    offline = {name for name, check in catalogue().items() if check.area != "LIV"}
    assert proven == offline  # live ones are proven by broken vendors, in test_live


def test_the_demanded_mutations_are_there() -> None:
    """With the ids that are written beside them."""
    listed = {animal.name: set(animal.fails) for animal in BROKEN}
    assert {name: listed.get(name) for name in DEMANDED} == DEMANDED


def test_names_tell_the_animals_apart() -> None:
    """So that a failing one is found."""
    assert len(set(NAMES)) == len(NAMES)


def test_the_good_provider_is_conformant() -> None:
    """What every broken one is a copy of."""
    report = run(ACME)
    assert report.verdict is Verdict.CONFORMANT
    assert not report.ids(Outcome.WARN)


def test_the_good_provider_is_the_template() -> None:
    """The zoo's copy and the package that authors copy are one row."""
    source = ROOT / "examples" / "acme" / "src" / "acme_scout" / "__init__.py"
    namespace: dict[str, object] = {}
    exec(compile(source.read_text("utf-8"), str(source), "exec"), namespace)  # noqa: S102 -- our own file
    template = namespace["ACME"]
    assert isinstance(template, Provider)
    assert template == ACME


def test_the_template_is_small_and_announces_itself() -> None:
    """At most sixty lines of Python, and one entry point."""
    folder = ROOT / "examples" / "acme"
    lines = sum(len(path.read_text("utf-8").splitlines()) for path in folder.rglob("*.py"))
    project = tomllib.loads((folder / "pyproject.toml").read_text("utf-8"))["project"]
    assert lines <= 60
    assert project["entry-points"]["scout.providers"] == {"acme": "acme_scout:ACME"}
