"""The checks as a whole: ids, prerequisites, texts."""

from __future__ import annotations

import re
from collections import Counter
from graphlib import TopologicalSorter

import pytest

from scout.llm.providers.base import CAPABILITIES
from scout_conformance import Check, Level, catalogue, check
from scout_conformance.standard import AREAS

CHECKS = catalogue()
ONE = pytest.mark.parametrize("one", CHECKS.values(), ids=CHECKS)
CIRCUMSTANCES = {"entry-point", "own-module", "third-party", "key", "visible-key", "live"}


def test_the_standard_is_broad() -> None:
    """At least forty checks, and one in every area."""
    assert len(CHECKS) >= 40
    assert {one.area for one in CHECKS.values()} == set(AREAS)


@ONE
def test_a_check_explains_itself(one: Check) -> None:
    """Sentence, reason, remedy and docstring are there, and the sentence is one."""
    assert one.sentence.endswith(".")
    assert one.why
    assert one.fix
    assert (one.run.__doc__ or "").strip()
    assert len(one.sentence) <= 160


@ONE
def test_a_prerequisite_is_a_must(one: Check) -> None:
    """A SHOULD that does not hold may not keep a verdict incomplete."""
    for needed in one.requires:
        assert CHECKS[needed].level is Level.MUST


@ONE
def test_a_need_is_known(one: Check) -> None:
    """Needs are capabilities of the row, or circumstances that a subject knows."""
    assert set(one.needs) <= CAPABILITIES | CIRCUMSTANCES


def test_prerequisites_form_no_circle() -> None:
    """There is an order in which every check comes after what it requires."""
    graph = {one.id: set(one.requires) for one in CHECKS.values()}
    assert list(TopologicalSorter(graph).static_order())


def test_every_check_hangs_on_the_row_being_there() -> None:
    """The first prerequisite of all others is that the row can be loaded."""
    firsts = Counter(one.requires[:1] for one in CHECKS.values() if one.id != "SC-REG-001")
    assert firsts == {("SC-REG-001",): len(CHECKS) - 1}


def test_docs_anchors_are_made_of_ids() -> None:
    """A check is found in the guide by its id."""
    assert all(re.search(r"#sc-[a-z]{3}-\d{3}$", one.docs) for one in CHECKS.values())


def test_an_id_that_is_none_is_refused() -> None:
    """So that nobody invents a scheme of their own by accident."""
    with pytest.raises(ValueError, match="SC-<AREA>-<NNN>"):
        check("ERR-1", Level.MUST, "x", why="x", fix="x")
