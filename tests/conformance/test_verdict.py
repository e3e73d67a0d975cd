"""One function decides what an observation means, and one what they mean together."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scout_conformance.standard import Level
from scout_conformance.verdict import (
    FAILURES,
    OPEN_QUESTIONS,
    Observation,
    Outcome,
    Verdict,
    decide,
    decide_all,
)

OUTCOMES = st.lists(st.sampled_from(list(Outcome)), max_size=12)
MISSING = st.lists(st.text(min_size=1, max_size=3), max_size=2)


@pytest.mark.parametrize(
    ("level", "observation", "deviates", "outcome"),
    [
        (Level.MUST, Observation.HELD, False, Outcome.PASS),
        (Level.MUST, Observation.VIOLATED, False, Outcome.FAIL),
        (Level.SHOULD, Observation.VIOLATED, False, Outcome.WARN),
        (Level.MAY, Observation.VIOLATED, False, Outcome.WARN),
        (Level.MUST, Observation.VIOLATED, True, Outcome.DEVIATION),
        (Level.MUST, Observation.HELD, True, Outcome.STALE),
        (Level.SHOULD, Observation.HELD, True, Outcome.STALE),
        (Level.MUST, Observation.NOT_APPLICABLE, False, Outcome.NOT_APPLICABLE),
        (Level.MUST, Observation.NOT_APPLICABLE, True, Outcome.STALE),
        (Level.MUST, Observation.BLOCKED, False, Outcome.BLOCKED),
        (Level.MUST, Observation.BLOCKED, True, Outcome.BLOCKED),
        (Level.MUST, Observation.KIT_FAILED, True, Outcome.HARNESS_ERROR),
    ],
)
def test_an_observation_means_one_thing(
    level: Level, observation: Observation, deviates: bool, outcome: Outcome
) -> None:
    """The table of outcomes."""
    assert decide(level, observation, deviates=deviates) is outcome


@given(OUTCOMES, MISSING)
def test_only_a_whole_run_without_failures_is_conformant(
    outcomes: list[Outcome], missing: list[str]
) -> None:
    """CONFORMANT implies that everything was tried, something held, and nothing failed."""
    if decide_all(outcomes, missing=missing) is Verdict.CONFORMANT:
        assert not missing
        assert not set(outcomes) & (FAILURES | OPEN_QUESTIONS)
        assert set(outcomes) - {Outcome.NOT_APPLICABLE}


@given(OUTCOMES, MISSING, st.sampled_from(sorted(FAILURES)))
def test_one_failure_is_enough(
    outcomes: list[Outcome], missing: list[str], failure: Outcome
) -> None:
    """Whatever else happened, and however much is missing."""
    assert decide_all([*outcomes, failure], missing=missing) is Verdict.NON_CONFORMANT


@given(OUTCOMES, MISSING)
def test_the_order_of_the_outcomes_does_not_matter(
    outcomes: list[Outcome], missing: list[str]
) -> None:
    """Shuffled runs and parallel ones come to the same verdict."""
    backwards = decide_all(outcomes[::-1], missing=missing)
    assert backwards is decide_all(outcomes, missing=missing)


def test_nothing_tried_says_nothing() -> None:
    """An empty run and one where nothing applied are INCOMPLETE."""
    assert decide_all([], missing=[]) is Verdict.INCOMPLETE
    assert decide_all([Outcome.NOT_APPLICABLE], missing=[]) is Verdict.INCOMPLETE


def test_only_conformant_ends_with_exit_code_0() -> None:
    """A partial run is never green."""
    assert [verdict.exit_code for verdict in Verdict] == [0, 1, 1]
