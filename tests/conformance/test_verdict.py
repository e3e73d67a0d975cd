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

IDS = st.text("ABC", min_size=1, max_size=3)
OUTCOMES = st.dictionaries(IDS, st.sampled_from(list(Outcome)), max_size=12)
MISSING = st.lists(IDS, max_size=2)


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
        (Level.MUST, Observation.UNTRIED, False, Outcome.UNTRIED),
        (Level.SHOULD, Observation.UNTRIED, True, Outcome.UNTRIED),
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
    outcomes: dict[str, Outcome], missing: list[str]
) -> None:
    """CONFORMANT implies that everything was tried, something held, and nothing failed."""
    verdict = decide_all(outcomes, required={*outcomes, *missing})
    if verdict is Verdict.CONFORMANT:
        assert not set(missing) - outcomes.keys()
        assert not set(outcomes.values()) & (FAILURES | OPEN_QUESTIONS)
        assert set(outcomes.values()) - {Outcome.NOT_APPLICABLE}


@given(OUTCOMES, MISSING, st.sampled_from(sorted(FAILURES)))
def test_one_failure_is_enough(
    outcomes: dict[str, Outcome], missing: list[str], failure: Outcome
) -> None:
    """Whatever else happened, and however much is missing."""
    together = {**outcomes, "the one": failure}
    assert decide_all(together, required={*together, *missing}) is Verdict.NON_CONFORMANT


@given(OUTCOMES, MISSING)
def test_the_order_of_the_outcomes_does_not_matter(
    outcomes: dict[str, Outcome], missing: list[str]
) -> None:
    """Shuffled runs and parallel ones come to the same verdict."""
    required = {*outcomes, *missing}
    backwards = decide_all(dict(reversed(outcomes.items())), required=required)
    assert backwards is decide_all(outcomes, required=required)


@given(OUTCOMES, OUTCOMES)
def test_what_the_contract_does_not_hold_has_no_say(
    outcomes: dict[str, Outcome], newer: dict[str, Outcome]
) -> None:
    """Newer checks and an author's own leave the verdict as it is, whatever they say."""
    required = frozenset(outcomes)
    together = {**newer, **outcomes}
    assert decide_all(together, required=required) is decide_all(outcomes, required=required)


def test_nothing_tried_says_nothing() -> None:
    """An empty run and one where nothing applied are INCOMPLETE."""
    assert decide_all({}, required=()) is Verdict.INCOMPLETE
    assert decide_all({"A": Outcome.NOT_APPLICABLE}, required={"A"}) is Verdict.INCOMPLETE
    assert decide_all({"A": Outcome.PASS}, required=()) is Verdict.INCOMPLETE


@pytest.mark.claim("green-alone", "Only the first ends with exit code 0.")
def test_only_conformant_ends_with_exit_code_0() -> None:
    """A partial run is never green."""
    assert [verdict.exit_code for verdict in Verdict] == [0, 1, 1]
