"""Answers that are none, and streams that break, restart or are left."""

from __future__ import annotations

import pytest

from scout.errors import (
    AllCandidatesFailedError,
    CallError,
    ContentFilteredError,
    GenerationFailedError,
    MalformedResponseError,
    RateLimitedError,
    ServerError,
    StreamInterruptedError,
)
from scout.llm.job import Conclusion
from scout.llm.steps import Abandoned
from scout.llm.types import FinishReason, ProviderResult, Usage
from tests.llm.plan.bench import (
    ANSWER,
    SA,
    SB,
    A,
    B,
    Bench,
    Streams,
    always,
    answered,
    cut,
    failed,
)


@pytest.mark.parametrize(
    ("result", "error"),
    [
        (ProviderResult(""), MalformedResponseError),
        (ProviderResult("", finish=FinishReason.CONTENT_FILTER), ContentFilteredError),
        (ProviderResult("", reasoning="hm"), None),
        (ProviderResult("", finish=FinishReason.LENGTH), None),
        (ProviderResult("half", finish=FinishReason.CONTENT_FILTER), None),
    ],
)
def test_an_answer_without_content_is_an_error_unless_its_end_accounts_for_it(
    result: ProviderResult, error: type[CallError] | None
) -> None:
    """Empty is malformed; withheld is the policy's; thought or cut short is an answer."""
    bench = Bench()
    ended = bench.run(bench.job(A), {"a": always(result)})
    assert (None if isinstance(ended, Conclusion) else type(ended)) is error


@pytest.mark.parametrize("text", ["not json", ""])
def test_an_answer_in_the_wrong_form_is_asked_for_once_more(text: str) -> None:
    """Then the next candidate; an answer cut short to nothing has the wrong form as well."""
    bench = Bench()
    odd = ProviderResult(text, finish=FinishReason.LENGTH)

    def fault(result: ProviderResult) -> str | None:
        return None if result.text == "fine" else "no JSON"

    answered(bench.run(bench.job(A, B, fault=fault), {"a": always(odd), "b": [ANSWER]}))
    assert bench.sent_to == ["a/m#1", "a/m#1", "b/n#1"]


def test_an_answer_whose_usage_nobody_told_is_counted_by_scout() -> None:
    """And marked as counted."""
    bench = Bench()
    silent = ProviderResult("four words of text", usage=Usage(estimated=True))
    ended = answered(bench.run(bench.job(A), {"a": [silent]}))
    assert ended.result is not None
    assert ended.result.usage == Usage(input_tokens=18, output_tokens=5, estimated=True)


def test_a_stream_that_breaks_unseen_is_replayed() -> None:
    """Nothing was handed over, so the caller never knows."""
    bench = Bench()
    job = bench.job(SA, upstream_stream="always")
    ended = answered(bench.run(job, {"a": [Streams(cut), Streams(ANSWER)]}))
    assert ended.result == ANSWER
    assert [attempt.outcome for attempt in ended.attempts] == ["StreamInterruptedError", "ok"]
    assert [send.restart for send in bench.sends] == ["", ""]


def test_a_stream_that_breaks_after_content_is_raised() -> None:
    """Never a silent switch: no retry, no other key, no other candidate."""
    bench = Bench(keys={"a": 3})
    job = bench.job(SA, SB, streaming=True)
    error = failed(bench.run(job, {"a": [Streams(lambda: cut(text="half"), seen=True)]}))
    assert type(error) is StreamInterruptedError
    assert (error.output_started, error.partial_text) == (True, "half")
    assert len(bench.sends) == 1


def test_a_broken_stream_is_raised_as_itself_also_behind_another_candidate() -> None:
    """The first never answered; what the caller holds is the second's half answer."""
    bench = Bench()
    script = {"a": always(ServerError), "b": [Streams(lambda: cut(text="half"), seen=True)]}
    error = failed(bench.run(bench.job(SA, SB, streaming=True), script))
    assert type(error) is StreamInterruptedError
    assert error.partial_text == "half"
    assert {step.provider for step in error.attempts} == {"a", "b"}


def test_a_stream_may_begin_anew_where_the_caller_asked_for_it() -> None:
    """The next send says why, once; the error that remains says that content was seen."""
    bench = Bench()
    job = bench.job(SA, streaming=True, restart=True)
    script = {"a": [Streams(cut, seen=True), ServerError, Streams(ANSWER, seen=True)]}
    answered(bench.run(job, script))
    assert [send.restart for send in bench.sends] == [
        "",
        "the stream broke off",
        "the stream broke off",
    ]
    bench = Bench()
    error = failed(bench.run(job, {"a": [Streams(cut, seen=True), ServerError, ServerError]}))
    assert type(error) is ServerError
    assert error.output_started


def test_the_error_of_several_candidates_says_that_content_was_seen() -> None:
    """Though the last of them never said a word."""
    bench = Bench()
    job = bench.job(SA, SB, streaming=True, restart=True)
    script = {"a": always(Streams(cut, seen=True)), "b": always(ServerError)}
    error = failed(bench.run(job, script))
    assert type(error) is AllCandidatesFailedError
    assert error.output_started


def test_a_restart_is_said_again_when_the_second_stream_breaks_too() -> None:
    """What came in between is void as well."""
    bench = Bench()
    job = bench.job(SA, SB, streaming=True, restart=True)
    script = {"a": always(Streams(cut, seen=True)), "b": [Streams(ANSWER, seen=True)]}
    answered(bench.run(job, script))
    assert [bool(send.restart) for send in bench.sends] == [False, True, True, True]


def test_an_answer_in_the_wrong_form_is_not_replayed_once_it_was_read() -> None:
    """The caller has seen it: it is told, and not shown another answer behind it."""
    bench = Bench()
    job = bench.job(SA, SB, streaming=True, fault=lambda _: "no JSON")
    error = failed(bench.run(job, {"a": [Streams(ANSWER, seen=True)]}))
    assert type(error) is GenerationFailedError
    assert error.output_started
    assert len(bench.sends) == 1


def test_an_error_inside_a_stream_goes_by_its_cause() -> None:
    """A limited key is left for the next at once; a policy's refusal is final."""
    limited = Streams(lambda: cut(RateLimitedError("x", retry_after_s=30.0)))
    bench = Bench(keys={"a": 2})
    job = bench.job(SA, SB, upstream_stream="always")
    answered(bench.run(job, {"a": [limited, Streams(ANSWER)]}))
    assert bench.sent_to == ["a/m#1", "a/m#2"]
    assert bench.sleeps == []
    bench = Bench()
    refused = Streams(lambda: cut(ContentFilteredError("x")))
    error = failed(bench.run(bench.job(SA, SB, upstream_stream="always"), {"a": [refused]}))
    assert type(error) is StreamInterruptedError
    assert len(bench.sends) == 1


def test_a_stream_that_the_caller_leaves_is_a_conclusion() -> None:
    """It is paid for, the key released, and the vendor was alive."""
    bench = Bench(limit_nano=10**9)
    left = Abandoned("some text that came", None)
    ended = answered(bench.run(bench.job(SA, streaming=True), {"a": [Streams(left)]}))
    assert ended.result is None
    assert bench.spent_nano == 18 * 1_000 + 5 * 2_000
    assert bench.client(SA.provider).circuit("m").view(0.0).calls == 1
    bench.check_nothing_left()


def test_a_stream_that_is_cancelled_says_nothing_of_the_vendor() -> None:
    """Paid for all the same; the circuit hears nothing."""
    bench = Bench(limit_nano=10**9)
    left = Abandoned("some text that came", None, cancelled=True)
    bench.run(bench.job(SA, streaming=True), {"a": [Streams(left)]})
    assert bench.spent_nano == 18 * 1_000 + 5 * 2_000
    assert bench.client(SA.provider).circuit("m").view(0.0).calls == 0
    bench.check_nothing_left()


def test_the_time_to_the_first_content_is_that_of_the_answer() -> None:
    """Not that of a stream that broke before another candidate answered whole."""
    bench = Bench()
    job = bench.job(SA, B, upstream_stream="always")
    ended = answered(bench.run(job, {"a": always(Streams(cut)), "b": [ANSWER]}))
    assert ended.first_token_s is None
