"""The quality loop: what it does next, what it returns, and what it never exceeds."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, cast

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scout.errors import (
    AllCandidatesFailedError,
    BudgetExceededError,
    CallError,
    ContentFilteredError,
    DeadlineExceededError,
    InvalidRequestError,
    QualityCheckError,
    Sent,
    ServerError,
)
from scout.llm.intent_types import Chosen, Intent, IntentGuess
from scout.llm.quality import (
    UNKNOWN,
    Ending,
    FailedRound,
    Move,
    QualityResponse,
    QualityRound,
    Score,
)
from scout.llm.quality_plan import Assess, Assessed, Generate, Goal, Picked, plan_quality
from scout.llm.types import AttemptRecord, LLMResponse, Message, ToolCall

ASKED = (Message("user", "What is 17 times 3?"),)


def _goal(**changes: object) -> Goal:
    usual: dict[str, object] = {
        "messages": ASKED,
        "tiers": ("cheap", "middle", "dear"),
        "threshold": 0.8,
        "max_rounds": 5,
        "deadline_s": 100.0,
    }
    return Goal(**{**usual, **changes})  # type: ignore[arg-type]


@dataclass
class Played:
    """A loop played against scripted scores."""

    scores: list[float]
    cost: Decimal = Decimal("0.01")
    round_s: float = 1.0
    feedback: str = "mend it"
    errors: dict[int, CallError] = field(default_factory=dict)
    unasked: tuple[tuple[str, str], ...] = ()
    judging: Decimal | None = Decimal(0)
    fault: QualityCheckError | None = None
    text: str = ""
    tool_calls: tuple[ToolCall, ...] = ()
    now_s: float = 0.0
    asked: list[Generate] = field(default_factory=list)
    shown: list[QualityRound] = field(default_factory=list)
    failed: list[FailedRound] = field(default_factory=list)

    def play(self, goal: Goal) -> QualityResponse:
        """Obey the plan to its end."""
        plan = plan_quality(goal, lambda: self.now_s)
        answer: object = None
        try:
            while True:
                step = plan.send(answer)  # type: ignore[arg-type]
                answer = self._obey(step)
        except StopIteration as end:
            return cast("QualityResponse", end.value)

    def _obey(self, step: object) -> object:
        if isinstance(step, Generate):
            self.asked.append(step)
            number = len(self.asked)
            self.now_s += self.round_s
            if number in self.errors:
                return self.errors[number]
            return LLMResponse(
                text=self.text or f"draft {number}",
                model=step.model or "",
                provider="acme",
                cost_usd=self.cost,
                tool_calls=self.tool_calls,
            )
        if isinstance(step, Assess):
            value = self.scores[min(len(self.asked), len(self.scores)) - 1]
            scores = (("script", Score(value, "" if value == 1 else self.feedback)),)
            return Assessed(scores, self.unasked, self.judging, self.fault)
        if isinstance(step, FailedRound):
            self.failed.append(step)
            return None
        assert isinstance(step, QualityRound)
        self.shown.append(step)
        return None


@pytest.mark.claim(
    "loop-ends",
    "The loop stops when the threshold is met, `max_rounds` are used up, nothing improves any "
    "more, or the next round cannot be paid or cannot end in time.",
)
def test_a_good_first_draft_ends_the_loop() -> None:
    """One round, the cheapest model, the threshold met."""
    played = Played([0.9])
    response = played.play(_goal())
    assert (response.ending, response.met_threshold) == (Ending.MET, True)
    assert [step.model for step in played.asked] == ["cheap"]


def test_what_can_be_mended_is_revised_once_before_a_dearer_model_is_asked() -> None:
    """Revise at the tier, then escalate."""
    played = Played([0.5, 0.6, 0.9])
    response = played.play(_goal())
    assert [one.move for one in response.rounds] == [Move.FIRST, Move.REVISE, Move.ESCALATE]
    assert [step.model for step in played.asked] == ["cheap", "cheap", "middle"]


def test_a_revision_sees_the_draft_and_what_is_wrong_with_it() -> None:
    """The conversation goes on with the draft and the feedback."""
    played = Played([0.5, 0.9], feedback="The sum is wrong.")
    played.play(_goal())
    roles = [turn.role for turn in played.asked[1].messages]
    assert roles == ["user", "assistant", "user"]
    assert "The sum is wrong." in played.asked[1].messages[-1].text


def test_a_hopeless_draft_goes_to_the_next_tier_at_once_and_afresh() -> None:
    """Below the repairable score nothing is mended."""
    played = Played([0.1, 0.9])
    response = played.play(_goal())
    assert [one.move for one in response.rounds] == [Move.FIRST, Move.ESCALATE]
    assert played.asked[1].messages == ASKED


def test_the_best_draft_is_returned_even_when_a_later_one_is_worse() -> None:
    """A dear model may do worse."""
    played = Played([0.7, 0.4, 0.2, 0.3, 0.3])
    response = played.play(_goal(max_rounds=3))
    assert (response.text, response.score) == ("draft 1", 0.7)
    assert response.ending is Ending.ROUNDS


@pytest.mark.claim(
    "loop-ends",
    "The loop stops when the threshold is met, `max_rounds` are used up, nothing improves any "
    "more, or the next round cannot be paid or cannot end in time.",
)
def test_the_loop_stops_when_the_dearest_model_no_longer_improves() -> None:
    """No tier left, no gain left."""
    played = Played([0.5, 0.5, 0.5])
    response = played.play(_goal(tiers=("only",)))
    assert response.ending is Ending.NO_GAIN
    assert len(response.rounds) == 2


@pytest.mark.claim(
    "loop-ends",
    "The loop stops when the threshold is met, `max_rounds` are used up, nothing improves any "
    "more, or the next round cannot be paid or cannot end in time.",
)
def test_the_loop_stops_when_the_next_round_cannot_be_paid() -> None:
    """Money spent is money gone."""
    played = Played([0.1], cost=Decimal("0.06"))
    response = played.play(_goal(max_cost_usd=Decimal("0.06")))
    assert response.ending is Ending.MONEY


def test_each_round_is_told_what_is_left_of_the_money() -> None:
    """A round may not spend what another has spent."""
    played = Played([0.1], cost=Decimal("0.02"))
    played.play(_goal(max_cost_usd=Decimal("0.10")))
    limits = [step.max_cost_usd for step in played.asked[:3]]
    assert limits == [Decimal("0.10"), Decimal("0.08"), Decimal("0.06")]


@pytest.mark.claim(
    "loop-ends",
    "The loop stops when the threshold is met, `max_rounds` are used up, nothing improves any "
    "more, or the next round cannot be paid or cannot end in time.",
)
def test_a_round_that_cannot_end_in_time_is_not_begun() -> None:
    """A round takes as long as the slowest so far."""
    played = Played([0.1], round_s=40.0)
    response = played.play(_goal())
    assert response.ending is Ending.TIME
    assert len(played.asked) == 2


def test_a_model_that_fails_is_passed_over_for_the_next_tier() -> None:
    """An outage at the cheap vendor is no reason to fail."""
    played = Played([0.9], errors={1: ServerError("down")})
    response = played.play(_goal())
    assert [step.model for step in played.asked] == ["cheap", "middle"]
    assert (response.text, response.ending) == ("draft 2", Ending.MET)
    assert [one.model for one in response.failed_rounds] == ["cheap"]
    assert "round 1, first: cheap failed: down" in response.explain()


def test_a_failure_of_the_dearest_model_leaves_the_best_so_far() -> None:
    """What was good stays good."""
    played = Played([0.1, 0.2], errors={3: ServerError("down")})
    response = played.play(_goal())
    assert (response.text, response.ending) == ("draft 2", Ending.FAILED)


@pytest.mark.parametrize(
    "error",
    [
        InvalidRequestError("bad"),
        ContentFilteredError("policy"),
        DeadlineExceededError("late"),
        BudgetExceededError("too dear"),
    ],
)
def test_what_a_better_model_would_not_mend_ends_the_loop(error: CallError) -> None:
    """Nobody else is asked what is wrong in itself, or what a policy refused."""
    played = Played([0.9], errors={1: error})
    with pytest.raises(type(error)):
        played.play(_goal())
    assert len(played.asked) == 1


def test_failed_rounds_count_as_rounds() -> None:
    """A loop over vendors that are all down ends."""
    errors: dict[int, CallError] = {number: ServerError("down") for number in range(1, 9)}
    played = Played([0.9], errors=errors)
    with pytest.raises(ServerError):
        played.play(_goal(tiers=tuple("abcdefgh"), max_rounds=2))
    assert len(played.asked) == 2


def test_a_loop_without_any_draft_raises_with_the_steps_of_every_round() -> None:
    """Whoever reads the error sees whom it asked."""
    first, second = ServerError("down"), ServerError("down as well")
    first.attempts = (AttemptRecord("acme", "cheap"),)
    second.attempts = (AttemptRecord("acme", "middle"),)
    played = Played([0.9], errors={1: first, 2: second})
    with pytest.raises(ServerError, match="as well") as caught:
        played.play(_goal(tiers=("cheap", "middle")))
    assert [step.model for step in caught.value.attempts] == ["cheap", "middle"]


def test_what_a_failed_round_cost_is_counted() -> None:
    """A broken answer is billed; the next round has that much less."""
    broken = ServerError("broke off")
    paid = AttemptRecord("acme", "cheap", sent=Sent.YES, cost_usd=Decimal("0.04"))
    broken.attempts = (paid,)
    played = Played([0.9], errors={1: broken})
    response = played.play(_goal(max_cost_usd=Decimal("0.10")))
    assert played.asked[1].max_cost_usd == Decimal("0.06")
    assert response.cost_usd == Decimal("0.05")


def test_a_draft_that_one_check_could_not_judge_is_not_called_good() -> None:
    """The loop stops, since a further draft could not be judged either, and says so."""
    played = Played([0.9], unasked=(("Judge", "overloaded"),))
    response = played.play(_goal())
    assert (response.ending, response.met_threshold) == (Ending.UNJUDGED, False)
    assert (response.score, len(played.asked)) == (UNKNOWN, 1)
    assert "Judge could not be asked (overloaded)" in response.explain()


def test_a_draft_that_falls_short_is_mended_whoever_could_not_judge_it() -> None:
    """What is known to be wrong can be mended."""
    played = Played([0.4], unasked=(("Judge", "overloaded"),))
    assert len(played.play(_goal(max_rounds=2)).rounds) == 2


def test_a_draft_that_asks_for_a_tool_is_not_answered_by_a_note() -> None:
    """Vendors refuse a turn between a tool's call and its result."""
    played = Played([0.5], tool_calls=(ToolCall("1", "look", {}),))
    response = played.play(_goal(max_rounds=2))
    assert [one.move for one in response.rounds] == [Move.FIRST, Move.ESCALATE]


def test_an_empty_draft_is_not_sent_back_as_a_turn() -> None:
    """Vendors refuse a turn that says nothing."""
    played = Played([0.0], text=" ")
    played.play(_goal(tiers=("only",), max_rounds=2))
    assert [turn.role for turn in played.asked[1].messages] == ["user", "user"]


def test_a_check_that_raises_ends_the_loop_with_the_answer_in_the_error() -> None:
    """A bug in a check costs no paid answer."""
    played = Played([0.9], fault=QualityCheckError("the check mine raised", check="mine"))
    with pytest.raises(QualityCheckError) as caught:
        played.play(_goal())
    response = caught.value.response
    assert response is not None
    assert (response.text, response.ending) == ("draft 1", Ending.BROKEN)


def test_a_refused_budget_later_is_an_ending_and_not_an_error() -> None:
    """The router knows the worst case of a round better than the loop."""
    played = Played([0.4], errors={2: BudgetExceededError("too dear")})
    assert played.play(_goal()).ending is Ending.MONEY


def test_the_cost_is_that_of_all_rounds() -> None:
    """Not that of the best alone, and with what the checks cost."""
    played = Played([0.1, 0.2, 0.9], cost=Decimal("0.01"), judging=Decimal("0.002"))
    response = played.play(_goal())
    assert response.cost_usd == Decimal("0.036")
    assert [one.cost_usd for one in response.rounds] == [Decimal("0.012")] * 3


def test_a_cost_that_is_partly_unknown_is_unknown() -> None:
    """Never less than it was."""
    assert Played([0.9], judging=None).play(_goal()).cost_usd is None


def test_the_latency_is_that_of_the_whole_loop() -> None:
    """The caller waited for all rounds."""
    assert Played([0.1, 0.2, 0.9], round_s=2.0).play(_goal()).latency_s == 6.0


def test_a_revision_is_followed_by_another_while_it_gains_a_hundredth() -> None:
    """Exactly so much is a gain, and nothing is none."""
    response = Played([0.0, 0.01, 0.01, 0.9]).play(_goal(tiers=("only",)))
    assert (len(response.rounds), response.ending) == (3, Ending.NO_GAIN)


def test_a_draft_that_is_just_worth_mending_is_mended() -> None:
    """Three tenths, before a dearer model is asked."""
    response = Played([0.3, 0.9]).play(_goal())
    assert [one.move for one in response.rounds] == [Move.FIRST, Move.REVISE]


def test_short_rounds_are_begun_until_the_next_would_end_at_the_deadline() -> None:
    """As long as the slowest so far, and not as long as a guess."""
    played = Played([0.1], round_s=0.25)
    assert played.play(_goal(deadline_s=1.0)).ending is Ending.TIME
    assert len(played.asked) == 3


@pytest.mark.parametrize(("round_s", "asked"), [(100.0, 1), (99.5, 2)])
def test_after_a_failure_somebody_else_is_asked_while_there_is_time(
    round_s: float, asked: int
) -> None:
    """Half a second is some, none is none."""
    errors: dict[int, CallError] = {number: ServerError("down") for number in (1, 2)}
    played = Played([0.9], round_s=round_s, errors=errors)
    with pytest.raises(ServerError):
        played.play(_goal(tiers=("cheap", "dear")))
    assert len(played.asked) == asked


def test_of_several_candidates_the_last_says_whether_a_better_model_may_help() -> None:
    """A request that is wrong in itself is wrong everywhere."""
    error = AllCandidatesFailedError("nobody")
    error.errors = (ServerError("down"), ServerError("down"), InvalidRequestError("bad"))
    played = Played([0.9], errors={1: error})
    with pytest.raises(AllCandidatesFailedError):
        played.play(_goal())
    assert len(played.asked) == 1


def test_a_failed_round_of_unknown_cost_makes_the_whole_unknown() -> None:
    """Never less than it was."""
    broken = ServerError("broke off")
    broken.attempts = (AttemptRecord("acme", "cheap", sent=Sent.YES, cost_usd=None),)
    assert Played([0.9], errors={1: broken}).play(_goal()).cost_usd is None


def test_what_could_be_judged_is_good_enough_at_the_very_threshold() -> None:
    """Then nothing is left to mend, and the loop says what nobody judged."""
    played = Played([0.8], unasked=(("Judge", "overloaded"),))
    assert played.play(_goal()).ending is Ending.UNJUDGED


CHOSEN = Chosen(IntentGuess(Intent.CODE, 0.9, (), 0.0), 1, 1)


def _answered(chosen: Chosen | None = None) -> LLMResponse:
    cost = Decimal("0.01")
    return LLMResponse(text="draft", model="cheap", provider="acme", cost_usd=cost, chosen=chosen)


def _tell(plan: Any, *answers: object) -> object:
    """Answer the steps of a plan from its first on; the step that comes then."""
    step: object = plan.send(None)
    for answer in answers:
        step = plan.send(answer)
    return step


def _ended(plan: object, answers: Sequence[object]) -> QualityResponse:
    """What a plan returns when its steps are answered with these."""
    with pytest.raises(StopIteration) as end:
        _tell(plan, *answers, None)
    return cast("QualityResponse", end.value.value)


def _judged(*scores: tuple[float, str], **fields: Any) -> Assessed:
    return Assessed(tuple((str(n), Score(*one)) for n, one in enumerate(scores)), **fields)


def test_who_chooses_the_tiers_is_paid_and_remembered() -> None:
    """In the response, and in the error where no draft came; to choose may cost nothing."""
    for picked, cost in (
        (Picked(("cheap",), CHOSEN, Decimal("0.02")), "0.03"),
        (Picked(("cheap",), CHOSEN), "0.01"),
    ):
        plan = plan_quality(_goal(tiers=()), lambda: 0.0)
        response = _ended(plan, [picked, _answered(), _judged((0.9, ""))])
        assert (response.cost_usd, response.chosen) == (Decimal(cost), CHOSEN)
    plan = plan_quality(_goal(tiers=()), lambda: 0.0)
    with pytest.raises(ServerError) as caught:
        _tell(plan, Picked(("cheap",), CHOSEN), ServerError("down"), None)
    assert caught.value.chosen is CHOSEN


def test_what_a_call_itself_chose_stays_in_its_response_and_in_its_error() -> None:
    """A loop over one tier leaves the choice to the call."""
    plan = plan_quality(_goal(tiers=("cheap",)), lambda: 0.0)
    assert _ended(plan, [_answered(CHOSEN), _judged((0.9, ""))]).chosen is CHOSEN
    plan, error = plan_quality(_goal(tiers=("cheap",)), lambda: 0.0), ServerError("down")
    error.chosen = CHOSEN
    with pytest.raises(ServerError) as caught:
        _tell(plan, error, None)
    assert caught.value.chosen is CHOSEN


def test_the_feedback_of_all_checks_is_told_in_one_note() -> None:
    """And the worst of those that could be asked says whether a draft falls short."""
    plan = plan_quality(_goal(), lambda: 0.0)
    judged = _judged((0.9, "One."), (0.5, "Two."), unasked=(("Judge", "overloaded"),))
    step = _tell(plan, _answered(), judged, None)
    assert isinstance(step, Generate)
    assert step.messages[-1].text.startswith("One. Two.\n")


def test_a_draft_that_nobody_judges_is_good() -> None:
    """Without a check there is nothing to fall short of."""
    response = _ended(plan_quality(_goal(), lambda: 0.0), [_answered(), _judged()])
    assert (response.score, response.ending) == (1.0, Ending.MET)


@pytest.mark.parametrize(
    ("tiers", "answers", "says"),
    [
        ((), [CHOSEN], "Choose was answered with Chosen"),
        (("cheap",), ["text"], "Generate was answered with str"),
        (("cheap",), [_answered(), "fine"], "Assess was answered with str"),
    ],
)
def test_an_answer_that_no_driver_may_give_is_a_bug_said_aloud(
    tiers: tuple[str, ...], answers: list[object], says: str
) -> None:
    """Whoever drives a plan learns which step it was."""
    with pytest.raises(TypeError, match=says):
        _tell(plan_quality(_goal(tiers=tiers), lambda: 0.0), *answers)


def test_explain_tells_each_round_and_the_ending() -> None:
    """A reader sees why money was spent."""
    text = Played([0.5, 0.9]).play(_goal()).explain()
    assert "round 1, first: acme/cheap scored 0.50, $0.01; mend it" in text
    assert "round 2, revise" in text
    assert "stopped: the threshold is met; best score 0.90" in text


@pytest.mark.claim(
    "loop-ends",
    "The loop stops when the threshold is met, `max_rounds` are used up, nothing improves any "
    "more, or the next round cannot be paid or cannot end in time.",
)
@given(
    scores=st.lists(st.floats(0, 1), min_size=1, max_size=12),
    threshold=st.floats(0, 1),
    max_rounds=st.integers(1, 8),
    tiers=st.integers(1, 4),
    cost=st.integers(0, 50),
    round_s=st.floats(0.1, 60),
    feedback=st.sampled_from(["", "mend it"]),
    failing=st.sets(st.integers(1, 8)),
    unasked=st.booleans(),
)
def test_a_loop_ends_within_its_bounds_with_its_best(
    scores: list[float],
    threshold: float,
    max_rounds: int,
    tiers: int,
    cost: int,
    round_s: float,
    feedback: str,
    failing: set[int],
    unasked: bool,
) -> None:
    """Rounds, tiers, the best score, and no round begun past the deadline or the money."""
    limit = Decimal("0.50")
    errors: dict[int, CallError] = {number: ServerError("down") for number in failing}
    played = Played(scores, Decimal(cost) / 100, round_s, feedback, errors)
    played.unasked = (("Judge", "overloaded"),) if unasked else ()
    goal = _goal(
        tiers=tuple(f"tier {number}" for number in range(tiers)),
        threshold=threshold,
        max_rounds=max_rounds,
        max_cost_usd=limit,
    )
    try:
        response = played.play(goal)
    except ServerError:
        assert not played.shown
    else:
        assert response.score == max(one.score for one in played.shown)
        assert response.met_threshold == (response.score >= threshold and not unasked)
        assert response.rounds == tuple(played.shown)
        assert response.failed_rounds == tuple(played.failed)
    assert len(played.asked) <= max_rounds
    assert all(step.timeout_s > 0 for step in played.asked)
    assert all(step.max_cost_usd is not None and step.max_cost_usd > 0 for step in played.asked[1:])
    order = [step.model for step in played.asked]
    assert order == sorted(order, key=str)
