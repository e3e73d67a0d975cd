"""Keys in a call: rotation at once, waits as told, accounts passed over, queues that end."""

from __future__ import annotations

import pytest

from scout.errors import (
    AuthenticationError,
    NoUsableKeyError,
    QuotaExhaustedError,
    RateLimitedError,
    ServerError,
)
from scout.llm.steps import Send
from tests.llm.plan.bench import (
    ANSWER,
    A,
    B,
    Bench,
    always,
    answered,
    failed,
    told,
)


def test_one_429_of_three_keys_passes_to_the_next_key_at_once() -> None:
    """No wait, no retry used up, and the limited key is left alone."""
    bench = Bench(keys={"a": 3})
    ended = answered(bench.run(bench.job(A), {"a": [told(RateLimitedError, 30.0), ANSWER]}))
    assert bench.sent_to == ["a/m#1", "a/m#2"]
    assert bench.sleeps == []
    assert [attempt.outcome for attempt in ended.attempts] == ["RateLimitedError", "ok"]


def test_rotation_costs_no_retry() -> None:
    """Three keys that are limited, and still three full tries of the fourth."""
    bench = Bench(keys={"a": 4})
    limited = [told(RateLimitedError, 30.0)] * 3
    bench.run(bench.job(A), {"a": [*limited, ServerError, ServerError, ServerError]})
    assert bench.sent_to == ["a/m#1", "a/m#2", "a/m#3", *["a/m#4"] * 3]


def test_a_429_passes_over_the_keys_of_the_same_account() -> None:
    """Keys of one group share its limit: the next key is one of another account."""
    bench = Bench(keys={"a": ["red", "red", "red", "blue"]})
    answered(bench.run(bench.job(A), {"a": [told(RateLimitedError, 30.0), ANSWER]}))
    assert bench.sent_to == ["a/m#1", "a/m#4"]


def test_a_refused_key_says_nothing_of_its_account() -> None:
    """A 401 disables one key; the other of the same account is tried."""
    bench = Bench(keys={"a": ["red", "red"]})
    answered(bench.run(bench.job(A), {"a": [AuthenticationError, ANSWER]}))
    assert bench.sent_to == ["a/m#1", "a/m#2"]


def test_a_single_key_waits_exactly_as_told() -> None:
    """Never earlier, and hardly later."""
    bench = Bench()
    answered(bench.run(bench.job(A), {"a": [told(RateLimitedError, 7.0), ANSWER]}))
    assert bench.sent_at[1] > 7.0  # a timer that fires a little early does not undercut it
    assert bench.sent_at[1] == pytest.approx(7.0, abs=0.01)


def test_a_limited_key_is_waited_for_also_where_a_fallback_stands_by() -> None:
    """As long as the wait fits: the first choice is the caller's choice."""
    bench = Bench()
    answered(bench.run(bench.job(A, B), {"a": [told(RateLimitedError, 2.0), ANSWER]}))
    assert bench.sent_to == ["a/m#1", "a/m#1"]


def test_a_limited_key_beside_one_in_use_is_left_for_the_fallback() -> None:
    """Nobody knows when the one in use comes free."""
    bench = Bench(keys={"a": 2}, max_in_flight=1)
    held = bench.plan(bench.job(A))
    held.send(None)
    answered(bench.run(bench.job(A, B), {"a": [told(RateLimitedError, 2.0)], "b": [ANSWER]}))
    assert bench.sent_to == ["a/m#2", "b/n#1"]
    assert bench.sleeps == []


def test_a_limit_that_names_no_time_is_backed_off_from() -> None:
    """Throttled backoff: half of one second, then half of two."""
    bench = Bench(jitter=0.5)
    answered(bench.run(bench.job(A), {"a": [RateLimitedError, RateLimitedError, ANSWER]}))
    assert bench.sleeps == pytest.approx([0.5, 1.0], abs=0.01)


def test_a_limit_that_says_now_is_not_hammered() -> None:
    """`Retry-After: 0` beside a 429 is no invitation: the key rests a moment all the same."""
    bench = Bench()
    bench.run(bench.job(A), {"a": always(told(RateLimitedError, 0.0))})
    assert len(bench.sends) == 3
    assert all(wait >= 0.5 for wait in bench.sleeps)
    bench = Bench()
    bench.run(bench.job(A, B), {"a": always(told(QuotaExhaustedError, 0.0)), "b": [ANSWER]})
    assert bench.sent_to == ["a/m#1", "b/n#1"]


def test_a_wait_past_the_cap_or_the_deadline_means_the_next_candidate_now() -> None:
    """20 seconds are the cap; with somebody behind it, half of what is left is the deadline."""
    for retry_after_s, timeout_s in ((20.1, 600.0), (15.0, 29.0)):
        bench = Bench()
        script = {"a": [told(RateLimitedError, retry_after_s)], "b": [ANSWER]}
        answered(bench.run(bench.job(A, B, timeout_s=timeout_s), script))
        assert bench.sent_to == ["a/m#1", "b/n#1"]
        assert bench.sent_at == [0.0, 0.0]


@pytest.mark.claim("own-error", "Where there was one candidate only, its own error is raised.")
def test_a_limited_single_candidate_with_no_time_to_wait_fails_at_once() -> None:
    """The caller learns when it returns, instead of waiting in vain."""
    bench = Bench()
    error = failed(bench.run(bench.job(A, timeout_s=10.0), {"a": [told(RateLimitedError, 15.0)]}))
    assert type(error) is RateLimitedError
    assert error.retry_after_s == pytest.approx(15.0)
    assert bench.clock.now() == 0.0


def test_a_limited_key_is_waited_for_only_twice() -> None:
    """Each wait is a retry: three sends in all."""
    bench = Bench()
    bench.run(bench.job(A), {"a": always(told(RateLimitedError, 2.0))})
    assert len(bench.sends) == 3
    assert bench.sleeps == pytest.approx([2.0, 2.0], abs=0.01)


@pytest.mark.claim(
    "younger-limit",
    "Now an answer counts only where its request went out after the limit was told.",
)
def test_an_answer_to_an_older_request_lifts_no_younger_limit() -> None:
    """Of two requests at once one is limited; the other's answer does not bring the key back."""
    bench = Bench()
    older, younger = bench.plan(bench.job(A)), bench.plan(bench.job(A, timeout_s=1.0))
    assert isinstance(older.send(None), Send)
    younger.send(None)
    with pytest.raises(RateLimitedError):
        younger.send(RateLimitedError("x", provider="a", model="m", retry_after_s=9.0))
    with pytest.raises(StopIteration):
        older.send(ANSWER)
    assert bench.client(A.provider).views(0.0, "m")[0].returns_in_s == 9.0


def test_keys_that_all_cool_are_waited_for_only_where_nobody_else_is_left() -> None:
    """A second call finds the key cooling: it goes to b, or waits where there is no b."""
    bench = Bench()
    bench.run(bench.job(A, timeout_s=1.0), {"a": [told(RateLimitedError, 5.0)]})
    answered(bench.run(bench.job(A, B), {"b": [ANSWER]}))
    assert bench.sent_to[-1] == "b/n#1"
    assert bench.clock.now() == 0.0
    answered(bench.run(bench.job(A), {"a": [ANSWER]}))
    assert bench.sent_at[-1] == pytest.approx(5.0, abs=0.01)


def test_a_candidate_whose_keys_are_all_bad_says_so() -> None:
    """No key is left: that is what the caller has to mend, with the vendor's word as cause."""
    bench = Bench(keys={"a": 2})
    error = failed(bench.run(bench.job(A), {"a": always(AuthenticationError)}))
    assert type(error) is NoUsableKeyError
    assert error.retry_after_s is None
    assert isinstance(error.__cause__, AuthenticationError)
    assert "a#1 disabled, a#2 disabled" in str(error)


def test_a_candidate_whose_keys_are_spent_tells_the_earliest_return() -> None:
    """The vendor's own word, and the first of the keys to return."""
    bench = Bench(keys={"a": 2})
    script = {"a": [told(QuotaExhaustedError, 60.0), told(QuotaExhaustedError, 3600.0)]}
    error = failed(bench.run(bench.job(A), script))
    assert type(error) is QuotaExhaustedError
    assert error.retry_after_s == pytest.approx(60.0)


def test_a_provider_without_a_key_is_passed_over() -> None:
    """The record names the variable to set."""
    bench = Bench(keys={"a": 0})
    ended = answered(bench.run(bench.job(A, B), {"b": [ANSWER]}))
    assert ended.attempts[0].outcome == "skipped"
    assert "set A_API_KEY" in ended.attempts[0].reason


def test_a_key_in_use_is_waited_for_where_nobody_else_is_left() -> None:
    """With one request at once per key, a second call queues instead of failing."""
    bench = Bench(max_in_flight=1)
    first = bench.plan(bench.job(A))
    assert isinstance(first.send(None), Send)
    client = bench.client(A.provider)

    second = bench.plan(bench.job(A))
    step = second.send(None)
    for _ in range(10):
        assert not isinstance(step, Send)
        bench.clock.sleep(step.seconds)  # type: ignore[union-attr]
        step = second.send(None)
    with pytest.raises(StopIteration):
        first.send(ANSWER)
    bench.clock.sleep(step.seconds)  # type: ignore[union-attr]
    assert isinstance(second.send(None), Send)
    with pytest.raises(StopIteration):
        second.send(ANSWER)
    assert [key.in_flight for key in client.key_states] == [0]


def test_a_key_in_use_is_not_waited_for_where_another_candidate_is_free() -> None:
    """The fallback answers at once."""
    bench = Bench(max_in_flight=1)
    first = bench.plan(bench.job(A))
    assert isinstance(first.send(None), Send)
    answered(bench.run(bench.job(A, B), {"b": [ANSWER]}))
    assert bench.clock.now() == 0.0


def test_a_key_that_stays_in_use_ends_the_wait_with_the_deadline() -> None:
    """Queueing is bounded by the caller's own time."""
    bench = Bench(max_in_flight=1)
    held = bench.plan(bench.job(A))
    held.send(None)
    error = failed(bench.run(bench.job(A, timeout_s=3.0), {}))
    assert type(error) is NoUsableKeyError
    assert "a#1 busy" in str(error)
    assert 2.5 <= bench.clock.now() <= 3.0
    assert max(bench.sleeps) <= 0.25
