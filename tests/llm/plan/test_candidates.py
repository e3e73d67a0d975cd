"""Who is asked after whom, who is passed over, and what stands for them all."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from datetime import date

import pytest

from scout.errors import (
    AllCandidatesFailedError,
    ContentFilteredError,
    ContextLengthError,
    InvalidRequestError,
    ModelNotFoundError,
    PermissionDeniedError,
    ProviderBugError,
    ProviderError,
    ProviderTimeoutError,
    RateLimitedError,
    Sent,
    ServerError,
    UnsupportedCallError,
)
from scout.llm import outcome
from scout.llm.providers.base import DROPPABLE, Model, Provider
from scout.llm.providers.client import ProviderClient
from scout.llm.types import Call, ImagePart, Message, Tool
from tests.llm.plan.bench import (
    ANSWER,
    SA,
    A,
    B,
    Bench,
    C,
    Streams,
    Took,
    always,
    answered,
    brittle,
    candidate,
    failed,
    told,
    vendor,
)


def test_all_down_is_one_error_that_names_who_returns_first() -> None:
    """Seconds from now, not from when they were told; both errors are at hand."""
    bench = Bench()
    script = {"a": [told(RateLimitedError, 40.0)], "b": [Took(15.0, told(RateLimitedError, 50.0))]}
    error = failed(bench.run(bench.job(A, B), script))
    assert type(error) is AllCandidatesFailedError
    assert error.retry_after_s == pytest.approx(25.0)
    assert "the earliest returns in 25 s" in str(error)
    assert [type(one) for one in error.errors] == [RateLimitedError, RateLimitedError]


@pytest.mark.parametrize("order", [(Sent.NO, Sent.MAYBE), (Sent.MAYBE, Sent.NO)])
def test_all_down_was_sent_if_one_of_them_was(order: tuple[Sent, Sent]) -> None:
    """As far as anybody knows."""

    def lost(sent: Sent) -> Callable[[], ProviderError]:
        return lambda: ProviderTimeoutError("x", sent=sent)

    bench = Bench()
    script = {"a": [lost(order[0])], "b": [lost(order[1])]}
    assert failed(bench.run(bench.job(A, B), script)).sent is Sent.MAYBE


def test_when_every_circuit_is_open_the_earliest_is_named() -> None:
    """Nothing is sent."""
    bench = Bench(jitter=0.0)
    bench.open_circuit(A)
    bench.clock.sleep(2.0)
    bench.open_circuit(B)
    error = failed(bench.run(bench.job(A, B), {}))
    assert type(error) is AllCandidatesFailedError
    assert error.retry_after_s == pytest.approx(3.0)
    assert [attempt.reason[:16] for attempt in error.attempts] == ["CircuitOpenError"] * 2


def test_a_circuit_that_opens_in_a_turn_leaves_the_vendor_s_word() -> None:
    """The caller hears of the outage, with the time when a probe is let through."""
    bench = Bench(jitter=0.0)
    row = candidate(vendor("a", "m", **brittle(consecutive_failures=2)))
    error = failed(bench.run(bench.job(row), {"a": [ServerError, ServerError]}))
    assert type(error) is ServerError
    assert error.retry_after_s == pytest.approx(5.0, abs=0.1)
    assert error.attempts[-1].reason.startswith("CircuitOpenError")


def test_a_bad_request_is_nobody_else_s() -> None:
    """No other provider would take it either."""
    bench = Bench()
    error = failed(bench.run(bench.job(A, B), {"a": [InvalidRequestError]}))
    assert type(error) is InvalidRequestError


def test_a_replacement_that_was_removed_as_well_gives_way_to_its_own() -> None:
    """By the day of the call's clock."""
    gone = Model("new", shutdown_on=date(2020, 1, 1), replacement="newest")
    row = vendor("a", Model("old", replacement="new"), gone, "newest")
    bench = Bench()
    script = {"a/old": [ModelNotFoundError], "a/newest": [ANSWER]}
    answered(bench.run(bench.job(candidate(row), B), script))
    assert bench.sent_to == ["a/old#1", "a/newest#1"]


def test_a_candidate_that_is_named_twice_is_asked_once_and_hides_nobody() -> None:
    """Whoever stands behind its second mention has a turn."""
    bench = Bench()
    answered(bench.run(bench.job(A, A, B), {"a": [PermissionDeniedError], "b": [ANSWER]}))
    assert bench.sent_to == ["a/m#1", "b/n#1"]


def test_a_row_whose_own_client_cannot_be_made_is_passed_over() -> None:
    """Its bug is in the record, and the next candidate answers."""
    bench = Bench()

    def client(provider: Provider) -> ProviderClient:
        if provider.name == "a":
            raise ProviderBugError("its client cannot be made", provider="a")
        return bench.client(provider)

    bench.shared = dataclasses.replace(bench.shared, client=client)
    ended = answered(bench.run(bench.job(A, B), {"b": [ANSWER]}))
    told_steps = [(step.outcome, step.waited_s) for step in ended.attempts]
    assert told_steps == [("skipped", 0.0), ("ok", 0.0)]
    assert "its client cannot be made" in ended.attempts[0].reason


def test_the_error_of_a_call_says_when_somebody_returns_as_of_its_end() -> None:
    """What was due meanwhile is due now."""
    bench = Bench()
    script = {"a": always(told(RateLimitedError, 30.0)), "b": [Took(45.0, PermissionDeniedError)]}
    error = failed(bench.run(bench.job(A, B), script))
    assert error.retry_after_s == 0.0


def test_the_error_of_a_call_leads_to_the_guide_that_the_job_names() -> None:
    """Its notes are the last lines of a traceback."""
    job = Bench().job(A, docs_base="https://guide.example/")
    error = failed(Bench().run(job, {"a": [InvalidRequestError]}))
    assert error.__notes__[0].startswith("docs: https://guide.example/")


def test_a_removed_model_s_replacement_is_asked_first_and_the_model_left_out() -> None:
    """Before the fallbacks; the next call does not ask the removed model again."""
    row = vendor("a", Model("old", replacement="new"), "new")
    old = candidate(row, "old")
    bench = Bench()
    ended = answered(
        bench.run(bench.job(old, B), {"a/old": [ModelNotFoundError], "a/new": [ANSWER]})
    )
    assert bench.sent_to == ["a/old#1", "a/new#1"]
    assert ended.candidate.reason == "replacement of 'old'"
    answered(bench.run(bench.job(old, B), {"a/new": [ANSWER]}))
    assert bench.sent_to[2:] == ["a/new#1"]
    bench.clock.sleep(601.0)
    answered(bench.run(bench.job(old), {"a/old": [ANSWER]}))


def test_a_long_prompt_goes_only_to_a_larger_window() -> None:
    """A smaller or unknown window would refuse it as well."""
    rows = {
        "a": Model("m", context_window_tokens=8_000),
        "b": Model("n", context_window_tokens=8_000),
        "c": Model("o"),
        "d": Model("p", context_window_tokens=16_000),
    }
    options = [candidate(vendor(name, model)) for name, model in rows.items()]
    bench = Bench()
    answered(bench.run(bench.job(*options), {"a": [ContextLengthError], "d": [ANSWER]}))
    assert bench.sent_to == ["a/m#1", "d/p#1"]


@pytest.mark.claim(
    "passed-over",
    "One that cannot serve the call, because it has no tools or its window is too small, is "
    "passed over with the reason.",
)
def test_a_prompt_that_cannot_fit_is_not_sent_at_all() -> None:
    """An estimate of twice the window leaves no doubt; less than that is the vendor's to judge."""
    small = candidate(vendor("a", Model("m", context_window_tokens=100)))
    large = candidate(vendor("b", Model("n", context_window_tokens=1_000)))
    bench = Bench()
    call = Call("", (Message("user", "x" * 1_000),))
    ended = answered(bench.run(bench.job(small, large, call=call), {"b": [ANSWER]}))
    assert bench.sent_to == ["b/n#1"]
    assert ended.attempts[0].reason.startswith("ContextLengthError: about 258 prompt tokens")
    call = Call("", (Message("user", "x" * 600),))
    answered(bench.run(bench.job(small, call=call), {"a": [ANSWER]}))


@pytest.mark.claim(
    "content-chain",
    "`content_fallbacks` only: asking another vendor for what one refused is your decision",
)
def test_a_policy_s_refusal_goes_only_to_the_chain_for_it() -> None:
    """The ordinary fallbacks are left out, the content chain is asked in its order."""
    bench = Bench()
    job = bench.job(A, B, content_candidates=(C, B))
    answered(bench.run(job, {"a": [ContentFilteredError], "c": [ProviderBugError], "b": [ANSWER]}))
    assert bench.sent_to == ["a/m#1", "c/o#1", "b/n#1"]
    bench = Bench()
    error = failed(bench.run(bench.job(A, B), {"a": [ContentFilteredError]}))
    assert type(error) is ContentFilteredError


@pytest.mark.claim(
    "tools-wanted",
    "Only models with the capability `tools` are asked; others are passed over with the reason.",
)
@pytest.mark.claim(
    "eyes-for-pictures", "an `ImagePart`; only models with the capability `vision` are asked"
)
@pytest.mark.claim(
    "passed-over",
    "One that cannot serve the call, because it has no tools or its window is too small, is "
    "passed over with the reason.",
)
def test_a_candidate_that_lacks_what_the_call_needs_is_passed_over() -> None:
    """Tools and images; the record says what is missing."""
    able = candidate(vendor("b", "n", capabilities=frozenset({"tools", "vision"})))
    image = (ImagePart("https://x.example/y.png"),)
    call = Call("", (Message("user", image),), tools=(Tool("f", "", {}),))
    bench = Bench()
    ended = answered(bench.run(bench.job(A, able, call=call), {"b": [ANSWER]}))
    assert "needs tools, vision" in ended.attempts[0].reason
    error = failed(bench.run(bench.job(A, call=call), {}))
    assert type(error) is UnsupportedCallError


def test_what_a_model_rejects_is_left_out_with_a_note() -> None:
    """Dropped per model, and said in the record."""
    strict = Model("m", rejects=frozenset({"temperature", "seed", "stop"}))
    call = Call("", (Message("user", "hi"),), temperature=0.5, seed=7, max_output_tokens=9)
    bench = Bench()
    ended = answered(
        bench.run(bench.job(candidate(vendor("a", strict)), call=call), {"a": [ANSWER]})
    )
    sent = bench.sends[0].call
    assert (sent.temperature, sent.seed, sent.max_output_tokens, sent.model) == (None, None, 9, "m")
    assert ended.attempts[0].reason.endswith("left out seed, temperature, which the model rejects")


def test_whatever_a_row_may_reject_can_be_left_out() -> None:
    """The row's check and the plan know the same names."""
    assert outcome._BLANK.keys() == DROPPABLE


@pytest.mark.parametrize(
    ("setting", "limit", "streams"),
    [
        ("auto", None, True),
        ("auto", 1025, True),
        ("auto", 1024, False),
        ("always", 10, True),
        ("never", None, False),
    ],
)
def test_a_long_answer_is_read_as_a_stream(setting: str, limit: int | None, streams: bool) -> None:
    """So that a stall shows; a short one is there before a stream would tell."""
    call = Call("", (Message("user", "hi"),), max_output_tokens=limit)
    bench = Bench()
    job = bench.job(SA, call=call, upstream_stream=setting)
    bench.run(job, {"a": [Streams(ANSWER) if streams else ANSWER]})
    assert bench.sends[0].call.stream is streams


def test_a_provider_without_streams_is_never_asked_for_one() -> None:
    """Not even by a caller that reads a stream."""
    bench = Bench()
    answered(bench.run(bench.job(A, streaming=True, upstream_stream="always"), {"a": [ANSWER]}))
    assert not bench.sends[0].call.stream
