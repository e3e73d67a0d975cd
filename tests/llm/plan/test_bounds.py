"""The bounds of a call: sends, rotations, prompt tokens, the retry bucket."""

from __future__ import annotations

import pytest

from scout.errors import (
    ProviderBugError,
    RateLimitedError,
    ServerError,
)
from scout.llm.retry import RetryContext
from tests.llm.plan.bench import (
    ANSWER,
    A,
    B,
    Bench,
    always,
    answered,
    brittle,
    candidate,
    failed,
    patient,
    told,
    vendor,
)


def test_a_mix_of_everything_stays_within_three_sends_and_three_rotations() -> None:
    """Waits for a key and failures draw on the same three."""
    bench = Bench()
    mix = [told(RateLimitedError, 1.0), told(RateLimitedError, 1.0), ServerError]
    bench.run(bench.job(A), {"a": [*mix, ServerError, ServerError, ServerError]})
    assert len(bench.sends) == 3


@pytest.mark.claim("six-sends", "Six requests are the most that one candidate is asked.")
def test_six_sends_are_the_most_of_one_candidate() -> None:
    """Three rotations, then retries, whatever the keys."""
    bench = Bench(keys={"a": 10})
    bench.run(bench.job(A), {"a": always(told(RateLimitedError, 1.0))})
    assert len(bench.sends) == 6


def test_a_rotation_that_found_no_other_key_is_given_back() -> None:
    """Two keys, both limited each time: each of three rounds rotates once."""
    bench = Bench(keys={"a": 2})
    bench.run(bench.job(A), {"a": always(told(RateLimitedError, 1.0))})
    assert bench.sent_to == ["a/m#1", "a/m#2"] * 3


def test_a_wait_costs_one_retry_and_not_two() -> None:
    """Without rotations a limited single key is still asked three times."""
    bench = Bench()
    row = candidate(vendor("a", "m", **patient(max_rotations=0)))
    bench.run(bench.job(row), {"a": always(told(RateLimitedError, 1.0))})
    assert len(bench.sends) == 3


def test_a_call_makes_twelve_sends_and_names_those_it_did_not_ask() -> None:
    """Five candidates in an outage: four are asked three times each, the fifth is noted."""
    rows = [candidate(vendor(name, "m")) for name in "abcde"]
    bench = Bench()
    error = failed(bench.run(bench.job(*rows), lambda _: ServerError))
    assert len(bench.sends) == 12
    assert error.attempts[-1].provider == "e"
    assert error.attempts[-1].outcome == "skipped"
    assert error.attempts[-1].reason == "the call has made its 12 sends"


def test_the_bound_of_a_call_ends_a_turn_in_its_middle() -> None:
    """A call of two sends makes two, though the turn allows three."""
    bench = Bench()
    context = RetryContext(max_sends=2)
    bench.run(bench.job(A, B), {"a": always(ServerError)}, context=context)
    assert bench.sent_to == ["a/m#1", "a/m#1"]


def test_a_long_prompt_is_not_sent_again_past_its_budget() -> None:
    """The bound is in tokens: one repeat of 18, not two."""
    bench = Bench()
    context = RetryContext(token_budget=20)
    error = failed(bench.run(bench.job(A, B), {"a": always(ServerError)}, context=context))
    assert len(bench.sends) == 2
    assert "20 prompt tokens" in error.attempts[-1].reason


@pytest.mark.claim("first-tries", "The retry budget spares retries and never a first try.")
def test_the_bucket_stops_retries_in_an_outage_but_never_first_tries() -> None:
    """After five failures each further call asks once."""
    bench = Bench()
    row = candidate(vendor("a", "m", **brittle(consecutive_failures=100, minimum_calls=20)))
    for sends in (3, 2, 1, 1, 1):
        before = len(bench.sends)
        answered(bench.run(bench.job(row, B), {"a": [ServerError] * sends, "b": [ANSWER]}))
        assert len(bench.sends) - before == sends + 1


def test_no_candidate_is_asked_twice() -> None:
    """A name that stands twice in a chain gets one turn."""
    bench = Bench()
    bench.run(bench.job(A, B, A, B), {"a": [ProviderBugError], "b": [ProviderBugError]})
    assert bench.sent_to == ["a/m#1", "b/n#1"]
