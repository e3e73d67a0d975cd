"""The quality loop through a real router: time, money, checks of every kind, and the record."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable, Sequence
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import BaseModel

from scout.audit_read import rows
from scout.errors import CallError, QualityCheckError
from scout.llm.quality import (
    Draft,
    Drafted,
    Ending,
    FailedRound,
    Judgement,
    Move,
    QualityRound,
    RoundStarted,
    Score,
)
from scout.llm.quality_checks import Judge
from scout.llm.router import generate_with_quality_loop_sync
from scout.llm.types import Tool, ToolCall
from tests.llm.virtual import Said, Script, Stage, row

TIERS = ("acme-small", "acme-middle", "acme-large")
PRICES = {"acme-small": 1.0, "acme-middle": 5.0, "acme-large": 25.0, "acme-judge": 2.0}


def _stage(script: Script, **settings: Any) -> Stage:
    acme = row(*TIERS, "acme-judge", prices=PRICES)
    return Stage((acme,), script, {"max_sends_per_call": 1, **settings})


def _says(*texts: str) -> Script:
    """Answers with these, in order, the last one over and over."""
    left = list(texts)
    return lambda _: Said(left.pop(0) if len(left) > 1 else left[0])


def _graded(draft: Draft) -> Score:
    """A draft is as good as the number it says."""
    value = float(draft.text)
    return Score(value, "Say a larger number." if value < 1 else "")


def test_a_loop_revises_then_escalates_and_pays_for_all_of_it() -> None:
    """Three rounds over real calls: two of the cheap model, one of the next."""
    stage = _stage(_says("0.5", "0.6", "0.9"))
    response = stage.play(
        stage.router.quality_loop("Go.", checks=[_graded], tiers=TIERS, max_output_tokens=500)
    )
    assert stage.models == ["acme-small", "acme-small", "acme-middle"]
    assert (response.text, response.model, response.score) == ("0.9", "acme-middle", 0.9)
    # 200 tokens a call: twice at 1 dollar per million, once at 5.
    assert response.cost_usd == Decimal("0.0014")
    assert response.latency_s == stage.elapsed_s == 3.0


@pytest.mark.claim("one-tier", "Without them a `model` is the only tier.")
def test_a_model_without_tiers_is_the_only_tier() -> None:
    """It revises itself as long as that gains something, and nobody dearer is asked."""
    stage = _stage(_says("0.2", "0.5", "0.5"))
    response = stage.play(stage.router.quality_loop("Go.", checks=[_graded], model="acme-small"))
    assert {done.model for done in response.rounds} == {"acme-small"}
    assert response.score == 0.5


def test_the_revision_carries_the_feedback_to_the_model() -> None:
    """The wire sees question, draft and note."""
    stage = _stage(_says("0.5", "0.9"))
    stage.play(stage.router.quality_loop("Go.", checks=[_graded], model="acme-small"))
    roles = [turn["role"] for turn in stage.asked[1]["messages"]]
    assert roles == ["user", "assistant", "user"]
    assert stage.asked[1]["messages"][-1]["content"].startswith("Say a larger number.")


def test_explain_tells_every_round_with_every_step_of_its_call() -> None:
    """Rounds, their sends and skips, why it stopped, and the sum."""

    def script(body: dict[str, Any]) -> Said:
        fails = body["model"] == "acme-middle"
        return Said("down", status=500) if fails else Said("0.2" if len(stage.asked) < 2 else "1")

    stage = _stage(script)
    loop = stage.router.quality_loop("Go.", checks=[_graded], tiers=TIERS, fallbacks=[])
    lines = stage.play(loop).explain().splitlines()
    assert lines[0].startswith("round 1, first: acme/acme-small scored 0.20, $0.000200000; Say a")
    assert "acme/acme-small key acme#1 -> ok" in lines[1]
    assert lines[2].startswith("round 2, escalate: acme-middle failed: acme/acme-middle: down")
    assert "-> ServerError" in lines[3]
    assert lines[4].startswith("round 3, escalate: acme/acme-large scored 1.00")
    assert lines[-2] == "stopped: the threshold is met; best score 1.00"
    assert lines[-1].startswith("answered by acme/acme-large in 3.000 s, $0.005200000")


def test_a_tier_whose_fallbacks_fail_as_well_is_passed_over() -> None:
    """However many candidates a call had, the next tier may answer."""

    def script(body: dict[str, Any]) -> Said:
        return Said("1") if body["model"] == "acme-large" else Said("down", status=500)

    stage = _stage(script, max_sends_per_call=12)
    loop = stage.router.quality_loop(
        "Go.", tiers=["acme-small", "acme-large"], fallbacks=["acme-middle"]
    )
    response = stage.play(loop)
    assert response.model == "acme-large"
    assert response.failed_rounds[0].error.code == "all_candidates_failed"


# -- checks --


async def _later(draft: Draft) -> float:
    await asyncio.sleep(0.5)
    return float(draft.text)


class _Checker:
    """A check with a state, awaited."""

    async def __call__(self, draft: Draft) -> bool:
        return float(draft.text) > 0.7


@pytest.mark.parametrize(
    "check", [_graded, _later, _Checker(), lambda draft: float(draft.text), lambda _: True]
)
def test_a_check_may_be_anything_that_can_be_called(
    check: Callable[[Draft], Judgement],
) -> None:
    """Functions, coroutine functions, objects; scores, numbers, truth values."""
    stage = _stage(_says("0.9"))
    response = stage.play(stage.router.quality_loop("Go.", checks=[check], tiers=TIERS))
    assert (response.met_threshold, len(response.rounds)) == (True, 1)


def test_a_check_that_hangs_is_ended_by_the_deadline_and_noted() -> None:
    """The answer comes in time, and is not called good."""

    async def hangs(draft: Draft) -> bool:
        await asyncio.sleep(3600)
        return True

    stage = _stage(_says("1"))
    response = stage.play(
        stage.router.quality_loop("Go.", checks=[hangs], tiers=TIERS, timeout_s=10)
    )
    assert stage.elapsed_s == pytest.approx(10)
    assert (response.text, response.met_threshold) == ("1", False)
    assert response.rounds[0].unasked == (("hangs", "deadline_exceeded"),)


def test_a_timeout_inside_a_check_is_the_checks_own_fault() -> None:
    """It is not mistaken for the deadline of the loop."""

    async def impatient(draft: Draft) -> bool:
        raise TimeoutError("my own limit")

    stage = _stage(_says("1"))
    with pytest.raises(QualityCheckError, match="impatient raised TimeoutError: my own limit"):
        stage.play(stage.router.quality_loop("Go.", checks=[impatient], tiers=TIERS))


@pytest.mark.parametrize(
    ("check", "said"),
    [
        (lambda draft: 1 / 0, "<lambda> raised ZeroDivisionError: division by zero"),
        (lambda draft: 7, "<lambda> raised ValueError: a score is from 0 to 1, not 7.0"),
        (lambda draft: "good", "<lambda> raised TypeError: it returned str"),
    ],
)
def test_a_check_that_raises_is_named_and_loses_no_answer(
    check: Callable[[Draft], Any], said: str
) -> None:
    """The error names the check, keeps its cause, and holds what was paid for."""
    stage = _stage(_says("42"))
    with pytest.raises(QualityCheckError) as caught:
        stage.play(stage.router.quality_loop("Go.", checks=[check], tiers=TIERS))
    assert said in str(caught.value)
    assert caught.value.__cause__ is not None
    assert caught.value.response is not None
    assert caught.value.response.text == "42"
    assert caught.value.response.cost_usd == Decimal("0.0002")


def test_an_earlier_better_draft_survives_a_check_that_raises_later() -> None:
    """The best so far is what the error holds."""

    def moody(draft: Draft) -> Score:
        if draft.text == "second":
            raise LookupError("no such entry")
        return Score(0.7, "mend it")

    stage = _stage(_says("first", "second"))
    with pytest.raises(QualityCheckError) as caught:
        stage.play(stage.router.quality_loop("Go.", checks=[moody], tiers=TIERS))
    assert caught.value.response is not None
    assert [one.number for one in caught.value.response.rounds] == [1, 2]
    assert caught.value.response.text == "first"


# -- judges --


def _judged(rating: int | None) -> Script:
    """Drafts say 1; the judge gives a rating, or is down."""

    def script(body: dict[str, Any]) -> Said:
        if body["model"] != "acme-judge":
            return Said("1")
        if rating is None:
            return Said("busy", status=503)
        return Said(json.dumps({"problems": "It is vague.", "score": rating}))

    return script


JUDGE = Judge(("It is exact.", "It is short."), model="acme-judge")


def test_what_a_judge_costs_is_part_of_the_cost() -> None:
    """Two ratings of 200 tokens at 2 dollars, and the draft at 1."""
    stage = _stage(_judged(9))
    response = stage.play(stage.router.quality_loop("Go.", checks=[JUDGE], tiers=TIERS))
    assert stage.models == ["acme-small", "acme-judge", "acme-judge"]
    assert response.rounds[0].judging_usd == Decimal("0.0008")
    assert response.cost_usd == Decimal("0.001")
    assert response.met_threshold


def test_a_judge_draws_on_the_budget_of_the_caller() -> None:
    """Scopes go with every request of the loop."""
    limits = {"team:search": Decimal(1)}
    stage = _stage(_judged(9), budget_usd=limits)
    stage.play(
        stage.router.quality_loop(
            "Go.", checks=[JUDGE], tiers=TIERS, scopes={"team": "search"}, max_output_tokens=500
        )
    )
    assert _spent(stage, "team:search") == Decimal("0.001")


def test_a_judge_that_is_down_is_noted_and_the_draft_is_kept() -> None:
    """It is no error of the call, and no approval either; nobody pays for more drafts."""
    stage = _stage(_judged(None))
    response = stage.play(
        stage.router.quality_loop("Go.", checks=[JUDGE], tiers=TIERS, fallbacks=[])
    )
    assert (response.text, response.met_threshold) == ("1", False)
    assert response.ending is Ending.UNJUDGED
    assert response.rounds[0].unasked == (("Judge", "overloaded"),)
    assert "Judge could not be asked (overloaded)" in response.explain()


def test_a_judge_is_not_asked_about_a_draft_that_is_useless_anyway() -> None:
    """The worst check decides, and the free ones come first."""
    stage = _stage(_judged(9))
    loop = stage.router.quality_loop("Go.", checks=[JUDGE, lambda _: 0.0], tiers=TIERS[:1])
    response = stage.play(loop)
    assert stage.models == ["acme-small"]
    assert response.score == 0


def test_a_judge_leaves_its_own_drafts_to_the_alternative() -> None:
    """Whatever name it goes by."""
    stage = _stage(lambda body: Said(json.dumps({"problems": "", "score": 9})))
    judge = Judge(("It is exact.",), model="acme/acme-small", alternative="acme-judge")
    stage.play(stage.router.quality_loop("Go.", checks=[judge], tiers=["acme-small"]))
    assert stage.models == ["acme-small", "acme-judge"]


def test_a_judge_that_cannot_be_paid_is_noted() -> None:
    """What the draft left over is not enough."""
    stage = _stage(_judged(9))
    response = stage.play(
        stage.router.quality_loop(
            "Go.", checks=[JUDGE], tiers=TIERS, max_output_tokens=200, max_cost_usd=0.0005
        )
    )
    assert response.rounds[0].unasked == (("Judge", "budget_exceeded"),)
    assert not response.met_threshold


def test_the_second_rating_has_what_the_first_left_over() -> None:
    """Under some limit exactly one of the two can be paid, and under none is it exceeded."""
    judge = Judge(JUDGE.criteria, model="acme-judge", max_output_tokens=100)
    ratings = set()
    for cents in range(10, 60):
        stage = _stage(_judged(9))
        limit = Decimal(cents) / 10_000
        loop = stage.router.quality_loop(
            "Go.", checks=[judge], tiers=TIERS[:1], max_output_tokens=100, max_cost_usd=limit
        )
        response = stage.play(loop)
        assert response.cost_usd is not None
        assert response.cost_usd <= limit
        ratings.add(stage.models.count("acme-judge"))
    assert ratings == {0, 1, 2}


def test_a_rating_that_cannot_be_read_is_paid_for_all_the_same() -> None:
    """The vendor bills it; twice, since an answer of the wrong form is asked for once more."""

    def script(body: dict[str, Any]) -> Said:
        return Said("seven out of ten" if body["model"] == "acme-judge" else "1")

    stage = _stage(script, max_sends_per_call=12)
    response = stage.play(stage.router.quality_loop("Go.", checks=[JUDGE], tiers=TIERS))
    assert response.rounds[0].unasked == (("Judge", "generation_failed"),)
    assert response.cost_usd == Decimal("0.0002") + stage.models.count("acme-judge") * Decimal(
        "0.0004"
    )


def test_a_rating_has_a_limit_of_its_own() -> None:
    """A budget need not provide for the longest answer of the judge."""
    stage = _stage(_judged(9))
    stage.play(stage.router.quality_loop("Go.", checks=[JUDGE], tiers=TIERS))
    assert 4096 in stage.asked[1].values()


# -- forms --


class Point(BaseModel):
    """A form."""

    x: int
    y: int


def test_an_answer_of_the_wrong_form_is_mended_with_feedback_and_not_asked_for_again() -> None:
    """In a loop the form is one more check: the model hears what is wrong."""
    stage = _stage(_says('{"x": "one"}', '{"x": 1, "y": 2}'))
    response = stage.play(
        stage.router.quality_loop("Go.", model="acme-small", response_format=Point)
    )
    assert response.parsed == Point(x=1, y=2)
    assert [one.move for one in response.rounds] == [Move.FIRST, Move.REVISE]
    assert "x: Input should be a valid integer" in stage.asked[1]["messages"][-1]["content"]


def test_where_no_draft_has_the_form_nothing_is_parsed_and_the_threshold_not_met() -> None:
    """The text is there, for whoever can use it."""
    stage = _stage(_says("no JSON at all"))
    response = stage.play(stage.router.quality_loop("Go.", tiers=TIERS, response_format=Point))
    assert (response.parsed, response.met_threshold, response.score) == (None, False, 0)
    assert response.text == "no JSON at all"


def test_a_tool_call_is_no_answer_of_a_wrong_form() -> None:
    """The form is due once the tool has been asked; where none was given, it is due now."""
    call = ToolCall("1", "look", {})
    draft = Draft((), "", tool_calls=(call,))
    stage = _stage(_says("x"))
    for tools, score in (([Tool("look", "", {})], 1.0), ([], 0.0)):
        loop = stage.router.stream_quality_loop("Go.", response_format=Point, tools=tools)
        check = next(one for one in loop._bench.checks if type(one).__name__ == "FitsFormat")
        judged = check(draft)
        assert isinstance(judged, Score)
        assert judged.value == score


# -- other ways to ask --


async def _events(loop: Any) -> list[Any]:
    return [event async for event in loop]


def test_a_streamed_loop_tells_each_step_before_it_is_taken() -> None:
    """Asked, drafted, judged, for each round; then the answer."""

    def script(body: dict[str, Any]) -> Said:
        return Said("busy", status=500) if body["model"] == "acme-small" else Said("1")

    stage = _stage(script)
    loop = stage.router.stream_quality_loop("Go.", checks=[_graded], tiers=TIERS, fallbacks=[])
    with pytest.raises(RuntimeError, match="not over yet"):
        _ = loop.response
    events = stage.play(_events(loop))
    kinds = [type(event) for event in events]
    assert kinds == [RoundStarted, FailedRound, RoundStarted, Drafted, QualityRound]
    assert (events[2].model, events[2].reason) == (
        "acme-middle",
        "the round before failed: server_error",
    )
    assert events[3].draft.text == loop.response.text == "1"
    assert stage.play(_events(loop)) == []


def test_whoever_stops_iterating_has_ended_the_loop() -> None:
    """No request is under way between two events."""

    async def leave(loop: Any) -> None:
        async for event in loop:
            if isinstance(event, Drafted):
                return

    stage = _stage(_says("0.1"))
    stage.play(leave(stage.router.stream_quality_loop("Go.", checks=[_graded], tiers=TIERS)))
    assert len(stage.asked) == 1


def test_the_audit_log_tells_the_calls_of_a_loop_together(tmp_path: Path) -> None:
    """Each draft and each rating, by the loop's id and its step; metadata of the caller stays."""
    path = tmp_path / "audit.jsonl"
    stage = _stage(_judged(5), audit_path=path)
    loop = stage.router.quality_loop(
        "Go.", checks=[JUDGE], tiers=TIERS, max_rounds=2, metadata={"trace": "7"}
    )
    stage.play(loop)
    noted = [dict(one.body)["metadata"] for one in rows(path) if one and one.kind == "call"]
    assert [one["step"] for one in noted] == [
        "round 1, first",
        "round 1, judge",
        "round 1, judge",
        "round 2, revise",
        "round 2, judge",
        "round 2, judge",
    ]
    assert len({one["quality_loop"] for one in noted}) == 1
    assert {one["trace"] for one in noted} == {"7"}


def test_on_round_is_told_of_each_complete_round() -> None:
    """In order, with its score."""
    told: list[QualityRound] = []
    stage = _stage(_says("0.5", "0.9"))
    loop = stage.router.quality_loop("Go.", checks=[_graded], tiers=TIERS, on_round=told.append)
    assert stage.play(loop).rounds == tuple(told)
    assert [one.score for one in told] == [0.5, 0.9]


def test_cancelling_a_loop_cancels_its_request_and_gives_the_money_back() -> None:
    """The reservation is settled with what was sent."""

    async def main() -> None:
        loop = stage.router.quality_loop("Go.", tiers=TIERS, max_output_tokens=100)
        task = asyncio.ensure_future(loop)
        await asyncio.sleep(0.5)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task

    stage = _stage(_says("1"), budget_usd={"global": Decimal(1)})
    stage.play(main())
    assert stage.router.keys("acme")[0].in_flight == 0
    assert _spent(stage, "global") > 0


# -- what is never exceeded --


@given(
    drafts=st.lists(
        st.tuples(st.floats(0, 1), st.floats(0.01, 20), st.integers(1, 400), st.booleans()),
        min_size=1,
        max_size=8,
    ),
    judging=st.tuples(st.integers(0, 10), st.floats(0.01, 20), st.booleans()),
    thinking_s=st.floats(0, 20),
    timeout_s=st.floats(0.5, 60),
    limit_nano=st.integers(0, 40_000_000),
    max_rounds=st.integers(1, 6),
)
def test_a_loop_never_exceeds_its_deadline_or_its_money(
    drafts: Sequence[tuple[float, float, int, bool]],
    judging: tuple[int, float, bool],
    thinking_s: float,
    timeout_s: float,
    limit_nano: int,
    max_rounds: int,
) -> None:
    """Whatever vendor, judge and awaited checks do."""

    async def slow(draft: Draft) -> Score:
        await asyncio.sleep(thinking_s)
        return Score(float(draft.text), "Say a larger number.")

    def script(body: dict[str, Any]) -> Said:
        if body["model"] == "acme-judge":
            rating, after_s, fails = judging
            text, tokens = json.dumps({"problems": "It is vague.", "score": rating}), 100
        else:
            score, after_s, tokens, fails = drafts[len(stage.asked) % len(drafts)]
            text = repr(score)
        if fails:
            return Said("down", after_s=after_s, status=500)
        return Said(text, after_s=after_s, tokens=(20, tokens))

    stage = _stage(script)
    loop = stage.router.quality_loop(
        "Go.",
        checks=[slow, JUDGE],
        tiers=TIERS,
        max_output_tokens=400,
        max_rounds=max_rounds,
        timeout_s=timeout_s,
        max_cost_usd=Decimal(limit_nano) / 10**9,
        fallbacks=[],
    )
    error: CallError | None = None
    try:
        response = stage.play(loop)
    except CallError as raised:
        error = raised
    assert stage.elapsed_s <= timeout_s + 0.01
    if error is None:
        assert response.cost_usd is not None
        assert response.cost_usd <= Decimal(limit_nano) / 10**9
        assert response.score == max(one.score for one in response.rounds)
        assert len(response.rounds) + len(response.failed_rounds) <= max_rounds


def test_the_bill_of_the_vendor_is_the_cost_of_the_response() -> None:
    """Drafts, ratings and failures add up to the budget's own count."""

    def script(body: dict[str, Any]) -> Said:
        if body["model"] == "acme-judge":
            return Said(json.dumps({"problems": "It is vague.", "score": 5}))
        return Said("down", status=500) if body["model"] == "acme-middle" else Said("1")

    stage = _stage(script, budget_usd={"global": Decimal(1)})
    loop = stage.router.quality_loop(
        "Go.", checks=[JUDGE], tiers=TIERS, max_output_tokens=200, max_rounds=4, fallbacks=[]
    )
    response = stage.play(loop)
    bill = sum(
        Decimal(str(PRICES[model])) * 200 / 10**6 for model in stage.models if "middle" not in model
    )
    assert response.cost_usd == bill == _spent(stage, "global")
    assert len(response.failed_rounds) == 1


def _spent(stage: Stage, scope: str) -> Decimal:
    balance = stage.router.budget.balance(scope)
    assert balance.reserved_nano_usd == 0
    return Decimal(balance.spent_nano_usd) / 10**9


# -- blocking --


def test_the_blocking_form_runs_outside_an_event_loop_and_refuses_inside_one() -> None:
    """Inside, the async form is named; nothing is left unawaited."""
    stage = _stage(lambda _: Said("1", after_s=0))

    def ask() -> Any:
        return generate_with_quality_loop_sync(
            "Go.", checks=[_graded], tiers=TIERS, router=stage.router
        )

    assert ask().text == "1"

    async def inside() -> None:
        ask()

    with pytest.raises(RuntimeError, match="await generate_with_quality_loop instead"):
        asyncio.run(inside())
