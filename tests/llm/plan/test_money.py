"""The money of a call: set aside before, charged after, never lost."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal

import pytest

from scout.errors import (
    BudgetExceededError,
    ConnectionFailedError,
    InvalidRequestError,
    MalformedResponseError,
    ProviderBugError,
    ProviderError,
    ProviderTimeoutError,
    Sent,
    ServerError,
    UnknownPriceError,
)
from scout.llm.plan import Plan
from scout.llm.steps import Answer, Follow, Outgrown, Reserve, Send
from scout.llm.types import Call, Message, Usage
from tests.llm.plan.bench import (
    ANSWER,
    SA,
    SB,
    STREAMING,
    A,
    B,
    Bench,
    Play,
    Streams,
    answered,
    candidate,
    cut,
    failed,
    patient,
    vendor,
)


def test_a_call_without_a_budget_moves_no_money() -> None:
    """No Reserve, no Settle."""
    bench = Bench()
    bench.run(bench.job(A), {"a": [ServerError, ANSWER]})
    assert {type(step) for _, step in bench.steps} <= {Send, type(bench.steps[1][1])}
    assert bench.spent_nano == 0


def test_the_worst_case_is_set_aside_and_what_was_used_is_charged() -> None:
    """A byte a token and the whole output limit before; the vendor's usage after."""
    bench = Bench(limit_nano=10**9)
    answered(bench.run(bench.job(A), {"a": [ANSWER]}))
    reserves = [step.amount_nano_usd for _, step in bench.steps if hasattr(step, "amount_nano_usd")]
    assert reserves == [(40 + 8) * 1_000 + 100 * 2_000]
    assert bench.spent_nano == 3 * 1_000 + 5 * 2_000
    bench.check_nothing_left()


def test_a_repeat_uses_what_the_first_attempt_left_over() -> None:
    """A budget for one request pays for three that fail unbilled and one that answers."""
    bench = Bench(limit_nano=248_000)
    answered(bench.run(bench.job(A, B), {"a": [ServerError] * 3, "b": [ANSWER]}))
    assert len(bench.sends) == 4
    bench.check_nothing_left()


def test_a_repeat_after_a_billed_failure_is_topped_up() -> None:
    """A malformed answer was paid for: the next attempt needs as much more."""
    bench = Bench(limit_nano=248_000 + 17_999)
    ended = bench.run(bench.job(A), {"a": [MalformedResponseError]})
    assert type(ended) is BudgetExceededError
    bench = Bench(limit_nano=248_000 + 18_000)
    answered(bench.run(bench.job(A), {"a": [MalformedResponseError, ANSWER]}))
    assert bench.spent_nano == 18_000 + 13_000


@pytest.mark.parametrize(
    ("outcome", "prompt_is_billed"),
    [
        (ServerError, False),
        (lambda: ConnectionFailedError("x", sent=Sent.NO), False),
        (lambda: ConnectionFailedError("x", sent=Sent.MAYBE), True),
        (lambda: ProviderTimeoutError("x", sent=Sent.NO), False),
        (lambda: ProviderTimeoutError("x", sent=Sent.YES), True),
        (lambda: ProviderTimeoutError("x", status=408), False),
        (lambda: ProviderBugError("x", sent=Sent.NO), False),
        (lambda: ProviderBugError("x", sent=Sent.YES), True),
        (MalformedResponseError, True),
        (InvalidRequestError, False),
    ],
)
def test_a_failure_is_billed_where_the_vendor_may_have_answered(
    outcome: Callable[[], ProviderError], prompt_is_billed: bool
) -> None:
    """What was refused or never sent costs nothing; what is unknown counts."""
    bench = Bench(limit_nano=10**9)
    row = candidate(vendor("a", "m", **patient(max_sends=1)))
    bench.run(bench.job(row), {"a": [outcome]})
    assert bench.spent_nano == (18_000 if prompt_is_billed else 0)


@pytest.mark.parametrize(
    ("usage", "text", "nano"),
    [
        (None, "x" * 40, 18_000 + 10 * 2_000),
        (Usage(input_tokens=30, output_tokens=1), "x" * 40, 30_000 + 10 * 2_000),
        (Usage(input_tokens=30, output_tokens=50), "x" * 40, 30_000 + 50 * 2_000),
        (Usage(output_tokens=50), "", 18_000 + 50 * 2_000),
    ],
)
def test_a_cut_stream_is_billed_for_its_prompt_and_what_came(
    usage: Usage | None, text: str, nano: int
) -> None:
    """The vendor's early word on usage is not the last: at least what was seen counts."""

    def broken() -> ProviderError:
        error = cut(text=text)
        error.partial_usage = usage
        assert isinstance(error, ProviderError)
        return error

    bench = Bench(limit_nano=10**9)
    row = candidate(vendor("a", "m", capabilities=STREAMING, **patient(max_sends=1)))
    bench.run(bench.job(row, upstream_stream="always"), {"a": [Streams(broken)]})
    assert bench.spent_nano == nano


@pytest.mark.claim("unaffordable-not-sent", "A request that does not fit is not sent.")
def test_a_limit_of_the_call_refuses_what_may_exceed_it() -> None:
    """The next candidate is asked if it is cheap enough; nothing is sent to the dear one."""
    dear = candidate(vendor("a", "m", price={"input_per_million": 100, "output_per_million": 100}))
    bench = Bench()
    job = bench.job(dear, B, max_cost_nano_usd=248_000)
    ended = answered(bench.run(job, {"b": [ANSWER]}))
    assert bench.sent_to == ["b/n#1"]
    assert ended.attempts[0].reason.startswith("BudgetExceededError: may cost up to")
    error = failed(bench.run(bench.job(dear, max_cost_nano_usd=0), {}))
    assert type(error) is BudgetExceededError
    assert error.scope == "call"


def test_a_model_of_unknown_price_is_refused_under_a_limit() -> None:
    """Unless the policy allows it; then its cost is unknown, and not zero."""
    blank = candidate(vendor("a", "m", price=None))
    bench = Bench(limit_nano=10**9)
    error = failed(bench.run(bench.job(blank), {}))
    assert type(error) is UnknownPriceError
    ended = answered(bench.run(bench.job(blank, unpriced_allowed=True), {"a": [ANSWER]}))
    assert ended.cost_nano_usd is None


def test_the_cost_of_a_call_is_that_of_all_its_attempts() -> None:
    """A billed failure and the answer."""
    bench = Bench()
    ended = answered(bench.run(bench.job(A), {"a": [MalformedResponseError, ANSWER]}))
    assert ended.cost_nano_usd == 18_000 + 13_000
    assert [attempt.cost_usd and int(attempt.cost_usd * 10**9) for attempt in ended.attempts] == [
        18_000,
        13_000,
    ]


@pytest.mark.parametrize("whose", ["budget", "call"])
def test_a_stream_that_outgrows_its_money_ends_the_call_with_what_came(whose: str) -> None:
    """Nobody else begins the answer anew; the record says that it was sent, and what it cost."""
    limit_nano = 40_000  # 9 prompt tokens and 10 of output, a few more, but not 10 more
    limits = {"budget": {}, "call": {"max_cost_nano_usd": limit_nano}}[whose]
    bench = Bench(limit_nano=limit_nano if whose == "budget" else None)
    call = Call("", (Message("user", "x"),), max_output_tokens=10)
    plan = bench.plan(bench.job(SA, SB, call=call, streaming=True, **limits))
    step = plan.send(None)
    while not isinstance(step, Follow):
        step = plan.send(bench.obey(step, Play({"a": [Streams(ANSWER)]})))
    assert step.output_tokens == 10
    outgrown = Outgrown("what came", Usage(input_tokens=9, output_tokens=11), output_started=True)
    with pytest.raises(BudgetExceededError) as caught:
        _obeyed(bench, plan, outgrown)
    error = caught.value
    assert (error.partial_text, error.output_started, error.sent) == ("what came", True, Sent.YES)
    assert [(step.outcome, step.sent) for step in error.attempts] == [
        ("BudgetExceededError", Sent.YES)
    ]
    assert error.attempts[0].cost_usd == Decimal("0.000031")
    bench.check_nothing_left()


def _obeyed(bench: Bench, plan: Plan, answer: Answer) -> None:
    """Answer a plan and obey what it still asks for."""
    for _ in range(5):
        answer = bench.obey(plan.send(answer), Play({}))


def test_a_stream_that_is_topped_up_goes_on() -> None:
    """Twice as much is paid for then."""
    bench = Bench(limit_nano=10**9)
    call = Call("", (Message("user", "x"),), max_output_tokens=10)
    plan = bench.plan(bench.job(SA, call=call, streaming=True))
    step = plan.send(None)
    while not isinstance(step, Follow):
        step = plan.send(bench.obey(step, Play({"a": [Streams(ANSWER)]})))
    step = plan.send(Outgrown("what came", None, output_started=True))
    assert isinstance(step, Reserve)
    step = plan.send(bench.obey(step, Play({})))
    assert step == Follow(20)
