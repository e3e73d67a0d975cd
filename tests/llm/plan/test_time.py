"""Time in a call: limits are cut so that a fallback gets its share, and waits are kept."""

from __future__ import annotations

import dataclasses

import pytest

from scout.errors import (
    DeadlineExceededError,
    OverloadedError,
    ProviderError,
    ProviderTimeoutError,
    Sent,
    ServerError,
    StreamInterruptedError,
)
from scout.llm.providers.base import Model
from tests.llm.plan.bench import (
    ANSWER,
    SA,
    SB,
    A,
    B,
    Bench,
    Hangs,
    Streams,
    Took,
    always,
    answered,
    candidate,
    failed,
    told,
    vendor,
    within,
)


def test_a_hung_primary_leaves_time_for_the_fallback() -> None:
    """Whatever the deadline: half of what is left is the other's."""
    for timeout_s in (1.0, 4.0, 10.0, 30.0, 120.0):
        for target in (A, SA):
            bench = Bench()
            job = bench.job(target, B, timeout_s=timeout_s, upstream_stream="always")
            limit = "first_token_s" if target is SA else "answer_s"
            answered(bench.run(job, {"a": [Hangs(limit)], "b": [ANSWER]}))
            assert bench.sent_at[1] <= timeout_s / 2 + 1e-9


def test_a_primary_that_is_named_again_behind_its_fallback_leaves_it_time_as_well() -> None:
    """The second mention is not asked; the fallback is."""
    bench = Bench()
    job = bench.job(A, B, A, timeout_s=10.0)
    answered(bench.run(job, {"a": [Hangs("answer_s")], "b": [ANSWER]}))
    assert bench.sent_at[1] <= 5.0


@pytest.mark.parametrize("timeout_s", [2.0, 10.0, 20.0, 60.0])
def test_a_stalled_primary_leaves_time_for_the_fallback(timeout_s: float) -> None:
    """A stream that stops after its first words is left early, where it can still be replayed."""
    bench = Bench()
    job = bench.job(SA, SB, timeout_s=timeout_s, upstream_stream="always")
    script = {"a": always(Streams("idle_s")), "b": [Streams(ANSWER)]}
    answered(bench.run(job, script))
    assert bench.sent_to[-1] == "b/n#1"
    assert bench.clock.now() < timeout_s


def test_a_stream_that_the_caller_reads_may_idle_while_the_call_has_time() -> None:
    """Nobody could take over after the first content, so nothing is cut for a fallback."""
    bench = Bench()
    job = bench.job(SA, SB, timeout_s=20.0, streaming=True)
    bench.run(job, {"a": [Streams("idle_s", seen=True)]})
    assert bench.sends[0].limits.idle_s == 15.0


def test_each_limit_of_a_request_is_within_the_candidate_s_share() -> None:
    """Half of four seconds with somebody behind, all four without; the total is all in any case."""
    bench = Bench()
    bench.run(bench.job(A, B, timeout_s=4.0), {"a": [ANSWER]})
    bench.run(bench.job(A, A, timeout_s=4.0), {"a": [ANSWER]})
    shared, alone = (send.limits for send in bench.sends)
    assert dataclasses.astuple(shared) == (2.0, 2.0, 2.0, 2.0, 4.0)
    assert dataclasses.astuple(alone) == (4.0,) * 5


def test_limits_are_the_row_s_where_there_is_time() -> None:
    """Uncut in a long deadline; a model that thinks first gets three times to its first token."""
    thinker = candidate(vendor("t", Model("deep", thinks_first=True)))
    bench = Bench()
    bench.run(bench.job(A), {"a": [ANSWER]})
    bench.run(bench.job(thinker), {"t": [ANSWER]})
    plain, deep = (send.limits for send in bench.sends)
    assert (plain.connect_s, plain.first_token_s, plain.idle_s) == (5.0, 10.0, 15.0)
    assert (plain.answer_s, plain.total_s) == (60.0, 120.0)
    assert deep.first_token_s == 30.0


def test_a_timeout_by_the_caller_s_own_deadline_is_no_failure_of_the_vendor() -> None:
    """The circuit hears nothing; the error is the deadline's and says that a request went out."""
    bench = Bench()
    error = failed(bench.run(bench.job(A, timeout_s=3.0), {"a": [Hangs("answer_s")]}))
    assert type(error) is DeadlineExceededError
    assert (error.sent, error.key_id) == (Sent.YES, "a#1")
    assert bench.client(A.provider).circuit("m").view(3.0).calls == 0
    assert [attempt.outcome for attempt in error.attempts] == ["ProviderTimeoutError"]


@pytest.mark.parametrize("end", ["idle_s", "total_s"])
def test_a_stream_cut_by_the_caller_s_own_deadline_is_no_failure_of_the_vendor(end: str) -> None:
    """The same holds after the first content."""
    bench = Bench()
    job = bench.job(SA, timeout_s=3.0, upstream_stream="always")
    error = failed(bench.run(job, {"a": [Streams(end)]}))
    assert type(error) is DeadlineExceededError
    assert bench.client(SA.provider).circuit("m").view(3.0).calls == 0


def test_a_stream_that_was_read_keeps_its_text_when_the_deadline_cuts_it() -> None:
    """The caller gets the interruption with what came, and the circuit hears nothing."""
    bench = Bench()
    job = bench.job(SA, timeout_s=3.0, streaming=True)
    error = failed(bench.run(job, {"a": [Streams("total_s", seen=True)]}))
    assert type(error) is StreamInterruptedError
    assert error.output_started
    assert bench.client(SA.provider).circuit("m").view(3.0).calls == 0


def test_a_timeout_that_the_vendor_itself_tells_is_its_failure() -> None:
    """A 408 is no sign of the caller's deadline, however short that is."""

    def status_408() -> ProviderError:
        return ProviderTimeoutError("request timeout", status=408)

    bench = Bench()
    bench.run(bench.job(A, timeout_s=3.0), {"a": [status_408]})
    assert bench.client(A.provider).circuit("m").view(0.0).failures == 1


def test_nothing_is_sent_after_the_deadline() -> None:
    """The next candidate is not asked when no time is left, and the error says why."""
    bench = Bench()
    script = {"a": [Took(5.0, ServerError)], "b": []}
    error = failed(bench.run(bench.job(A, B, timeout_s=5.0), script))
    assert type(error) is DeadlineExceededError
    assert bench.sent_to == ["a/m#1"]
    bench.check_nothing_left()


def test_a_call_that_is_too_late_says_how_long_it_took() -> None:
    """From its own beginning, whatever the clock shows."""
    bench = Bench()
    bench.clock.sleep(1000.0)
    job = bench.job(A, timeout_s=3.0)
    error = failed(bench.run(job, {"a": [Took(1.0, ServerError), Hangs("answer_s")]}))
    assert isinstance(error, DeadlineExceededError)
    assert "over after 3 s" in error.message


def test_a_backoff_that_does_not_fit_is_not_slept() -> None:
    """With ten milliseconds left and twenty-five to wait, the turn is over."""
    bench = Bench()
    script = {"a": [Took(0.99, ServerError)]}
    error = failed(bench.run(bench.job(A, timeout_s=1.0), script))
    assert type(error) is ServerError
    assert bench.sleeps == []


@pytest.mark.claim("told-wait", "A wait that the vendor names is never cut short.")
def test_a_retry_after_of_an_overload_is_never_undercut() -> None:
    """Waited for as told; the other two sends wait as told as well."""
    bench = Bench()
    script = {"a": [told(OverloadedError, 2.0), told(OverloadedError, 3.0), ANSWER]}
    answered(bench.run(bench.job(A), script))
    assert bench.sent_at == [0.0, 2.0, 5.0]


def test_other_limits_of_a_row_are_taken() -> None:
    """A row may be more patient, or less."""
    row = candidate(vendor("a", "m", **within(first_token_s=2.0, answer_s=7.0)))
    bench = Bench()
    bench.run(bench.job(row), {"a": [ANSWER]})
    assert (bench.sends[0].limits.first_token_s, bench.sends[0].limits.answer_s) == (2.0, 7.0)
