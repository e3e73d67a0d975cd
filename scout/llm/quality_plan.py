"""Decides what the quality loop does next: accept a draft, have it revised, ask a better model.

`plan_quality` is a generator like `plan_call`: it yields what is to be generated and what is to
be judged, and is sent the outcome. Rounds share one deadline and one limit of money, and the
loop returns the best draft it has seen, whatever came after.
"""

from __future__ import annotations

from collections.abc import Callable, Generator
from dataclasses import dataclass
from decimal import Decimal
from typing import TypeAlias

from scout.errors import (
    AllCandidatesFailedError,
    BudgetExceededError,
    CallError,
    DeadlineExceededError,
    Onward,
    QualityCheckError,
    Sent,
)
from scout.llm.intent_types import Chosen
from scout.llm.quality import (
    UNKNOWN,
    Draft,
    Ending,
    FailedRound,
    Move,
    QualityResponse,
    QualityRound,
    Score,
)
from scout.llm.types import LLMResponse, Message

REPAIRABLE = 0.3
"""A draft below this score is not worth mending; another model starts afresh."""

LEAST_GAIN = 0.01
"""A revision that gains less than this is no improvement."""


@dataclass(frozen=True, slots=True)
class Goal:
    """What a loop is after, and its bounds.

    Attributes:
        messages: What is asked.
        tiers: Models from cheap to dear; None stands for scout's own choice. Where there is none,
            they are chosen first, by what is asked.
        threshold: The score that is enough.
        max_rounds: Rounds at most.
        deadline_s: When the loop must be over, on its clock.
        max_cost_usd: The most that all rounds may cost together, None for no limit.
    """

    messages: tuple[Message, ...]
    tiers: tuple[str | None, ...]
    threshold: float
    max_rounds: int
    deadline_s: float
    max_cost_usd: Decimal | None = None


@dataclass(frozen=True, slots=True)
class Choose:
    """Choose the tiers by what is asked, within what is left."""

    timeout_s: float
    max_cost_usd: Decimal | None


@dataclass(frozen=True, slots=True)
class Picked:
    """The tiers that were chosen.

    Attributes:
        tiers: Models from cheap to dear; None stands for scout's own choice.
        chosen: What was guessed.
        cost_usd: What it cost to be told, None where a price is unknown.
    """

    tiers: tuple[str | None, ...]
    chosen: Chosen
    cost_usd: Decimal | None = Decimal(0)


@dataclass(frozen=True, slots=True)
class Generate:
    """Ask a model for a draft: which round it is for and why, what is asked, within what."""

    number: int
    move: Move
    model: str | None
    reason: str
    messages: tuple[Message, ...]
    timeout_s: float
    max_cost_usd: Decimal | None


@dataclass(frozen=True, slots=True)
class Assess:
    """Have the checks judge the draft of a round, within what is left."""

    number: int
    draft: Draft
    timeout_s: float
    max_cost_usd: Decimal | None


@dataclass(frozen=True, slots=True)
class Assessed:
    """What the checks say.

    Attributes:
        scores: Each check's name and score.
        unasked: Each check that could not be asked, and the code of the reason.
        cost_usd: What it cost to ask for them, None where a price is unknown.
        fault: A check that raised; the loop ends with this error, the best draft in it.
    """

    scores: tuple[tuple[str, Score], ...]
    unasked: tuple[tuple[str, str], ...] = ()
    cost_usd: Decimal | None = Decimal(0)
    fault: QualityCheckError | None = None


RoundStep: TypeAlias = Generate | Assess | QualityRound | FailedRound
QualityStep: TypeAlias = Choose | RoundStep
QualityAnswer: TypeAlias = LLMResponse | CallError | Picked | Assessed | None
Loop: TypeAlias = Generator[QualityStep, QualityAnswer, QualityResponse]


def plan_quality(goal: Goal, now: Callable[[], float]) -> Loop:
    """Plan one loop.

    Args:
        goal: What it is after.
        now: The clock that the deadline is on.

    Yields:
        `Choose`, where no tiers are given, answered with `Picked`; `Generate`, answered with a
        response or the error of the call; `Assess`, answered with `Assessed`; a `QualityRound` or
        `FailedRound` when one is over, answered with None.

    Returns:
        The best answer.

    Raises:
        CallError: No round came to a draft, so that there is nothing to return.
        QualityCheckError: A check raised; `response` on it is the best answer so far.
    """
    return _QualityPlan(goal, now).run()


class _QualityPlan:
    def __init__(self, goal: Goal, now: Callable[[], float]) -> None:
        self._goal = goal
        self._now = now
        self._started_s = now()
        self._rounds: list[QualityRound] = []
        self._failed: list[FailedRound] = []
        self._at_tier: list[QualityRound] = []
        self._spent = Decimal(0)
        self._unpriced = False
        self._tiers = goal.tiers
        self._tier = 0
        self._chosen: Chosen | None = None
        self._slowest_s = 0.0
        self._fault: QualityCheckError | None = None

    def run(self) -> Loop:
        move, reason, messages = Move.FIRST, "the first draft", self._goal.messages
        if not self._tiers:
            yield from self._choose()
        while True:
            done = yield from self._round(move, reason, messages)
            yield done
            further = self._further(done)
            if isinstance(further, Ending):
                return self._conclude(further)
            move, reason = further
            if move is Move.ESCALATE:
                self._tier += 1
                self._at_tier = []
                messages = self._goal.messages
            elif isinstance(done, QualityRound):
                messages = _with_feedback(self._goal.messages, done)

    def _choose(self) -> Generator[QualityStep, QualityAnswer, None]:
        picked = yield Choose(self._left_s(), self._left_usd())
        if not isinstance(picked, Picked):
            raise TypeError(f"Choose was answered with {type(picked).__name__}")
        self._tiers, self._chosen = picked.tiers, picked.chosen
        self._charge(picked.cost_usd)

    # -- one round --

    def _round(
        self, move: Move, reason: str, messages: tuple[Message, ...]
    ) -> Generator[QualityStep, QualityAnswer, QualityRound | FailedRound]:
        started_s = self._now()
        number = len(self._rounds) + len(self._failed) + 1
        model = self._tiers[self._tier]
        left = (self._left_s(), self._left_usd())
        response = yield Generate(number, move, model, reason, messages, *left)
        if isinstance(response, CallError):
            self._charge(cost_of(response))
            self._failed.append(FailedRound(number, move, model, response, reason))
            return self._failed[-1]
        if not isinstance(response, LLMResponse):
            raise TypeError(f"Generate was answered with {type(response).__name__}")
        self._charge(response.cost_usd)
        judged = yield Assess(number, self._draft(response), self._left_s(), self._left_usd())
        if not isinstance(judged, Assessed):
            raise TypeError(f"Assess was answered with {type(judged).__name__}")
        self._charge(judged.cost_usd)
        self._fault = judged.fault
        done = QualityRound(
            number=number,
            move=move,
            model=model,
            score=_worst(judged),
            scores=judged.scores,
            feedback=" ".join(score.feedback for _, score in judged.scores if score.feedback),
            response=response,
            reason=reason,
            unasked=judged.unasked,
            judging_usd=judged.cost_usd,
        )
        self._rounds.append(done)
        self._at_tier.append(done)
        self._slowest_s = max(self._slowest_s, self._now() - started_s)
        return done

    def _draft(self, response: LLMResponse) -> Draft:
        answer = (response.text, response.finish, response.tool_calls, response.model)
        return Draft(self._goal.messages, *answer)

    # -- what comes next --

    def _further(self, done: QualityRound | FailedRound) -> tuple[Move, str] | Ending:
        """The next move, or why the loop is over."""
        if isinstance(done, FailedRound):
            return self._after_failure(done)
        judged = self._judged(done)
        if judged is not None:
            return judged
        further = self._next_move()
        if self._out_of_rounds():
            return Ending.ROUNDS
        if further is None:
            return Ending.NO_GAIN
        left_usd = self._left_usd()
        if left_usd is not None and left_usd <= 0:
            return Ending.MONEY
        # A round takes about as long as the slowest so far; one that cannot end is only paid for.
        return Ending.TIME if self._left_s() <= self._slowest_s else further

    def _judged(self, done: QualityRound) -> Ending | None:
        """Why what the checks said ends the loop, or None."""
        if self._fault is not None:
            return Ending.BROKEN
        if self._is_met(self._best()):
            return Ending.MET
        content = bool(done.unasked) and _spoken(done) >= self._goal.threshold
        return Ending.UNJUDGED if content else None

    def _after_failure(self, done: FailedRound) -> tuple[Move, str] | Ending:
        """A model that fails is passed over, where another one may do better."""
        error = done.error
        if isinstance(error, BudgetExceededError):
            return Ending.MONEY
        if isinstance(error, DeadlineExceededError) or self._left_s() <= 0:
            return Ending.TIME
        if self._can_escalate() and not self._out_of_rounds() and _leads_on(error):
            return Move.ESCALATE, f"the round before failed: {error.code}"
        return Ending.FAILED

    def _next_move(self) -> tuple[Move, str] | None:
        """Revise once per tier what can be mended, then escalate, then revise while it helps."""
        last = self._at_tier[-1]
        can_escalate = self._can_escalate()
        first_here = len(self._at_tier) == 1
        gained = first_here or last.score - self._at_tier[-2].score >= LEAST_GAIN
        # What asks for a tool cannot be answered by a note: the tool's result is due first.
        tellable = bool(last.feedback) and not last.response.tool_calls
        mendable = tellable and (last.score >= REPAIRABLE or not can_escalate)
        if mendable and gained and (first_here or not can_escalate):
            return Move.REVISE, f"scored {last.score:.2f}, which feedback may mend"
        if can_escalate:
            return Move.ESCALATE, f"scored {last.score:.2f} after {len(self._at_tier)} here"
        return None

    def _can_escalate(self) -> bool:
        return self._tier + 1 < len(self._tiers)

    def _out_of_rounds(self) -> bool:
        return len(self._rounds) + len(self._failed) >= self._goal.max_rounds

    def _is_met(self, done: QualityRound) -> bool:
        return done.score >= self._goal.threshold and not done.unasked

    # -- time and money --

    def _left_s(self) -> float:
        return self._goal.deadline_s - self._now()

    def _left_usd(self) -> Decimal | None:
        limit = self._goal.max_cost_usd
        return None if limit is None else max(Decimal(0), limit - self._spent)

    def _charge(self, cost_usd: Decimal | None) -> None:
        self._spent += cost_usd or 0
        self._unpriced = self._unpriced or cost_usd is None

    # -- the end --

    def _best(self) -> QualityRound:
        return max(self._rounds, key=lambda one: one.score)

    def _conclude(self, ending: Ending) -> QualityResponse:
        if not self._rounds:
            error = self._failed[-1].error
            error.chosen = self._chosen or error.chosen
            error.attempts = tuple(step for one in self._failed for step in one.error.attempts)
            raise error
        response = self._response(ending)
        if self._fault is not None:
            self._fault.response = response
            raise self._fault
        return response

    def _response(self, ending: Ending) -> QualityResponse:
        best = self._best()
        fields = {name: getattr(best.response, name) for name in LLMResponse.model_fields}
        fields["cost_usd"] = None if self._unpriced else self._spent
        fields["latency_s"] = self._now() - self._started_s
        fields["chosen"] = self._chosen or best.response.chosen
        return QualityResponse.model_construct(
            **fields,
            score=best.score,
            met_threshold=self._is_met(best),
            rounds=tuple(self._rounds),
            failed_rounds=tuple(self._failed),
            ending=ending,
        )


def _worst(judged: Assessed) -> float:
    known = [score.value for _, score in judged.scores]
    return min([*known, UNKNOWN] if judged.unasked else known, default=1.0)


def _spoken(done: QualityRound) -> float:
    """The worst score of the checks that could be asked."""
    return min((score.value for _, score in done.scores), default=1.0)


def _with_feedback(messages: tuple[Message, ...], done: QualityRound) -> tuple[Message, ...]:
    """The conversation with the draft, and a turn that says what to mend."""
    wish = f"{done.feedback}\n\nAnswer again, in full, without mentioning this note."
    # Some vendors refuse a turn that says nothing.
    draft = [done.response.message()] if done.response.text.strip() else []
    return (*messages, *draft, Message("user", wish))


def _leads_on(error: CallError) -> bool:
    """Whether a better model may answer what this one did not."""
    if isinstance(error, AllCandidatesFailedError) and error.errors:
        return _leads_on(error.errors[-1])
    return error.onward not in (Onward.NOBODY, Onward.EXPLICIT_CHAIN)


def cost_of(error: CallError) -> Decimal | None:
    """What a failed call cost all the same, None where a price is unknown."""
    sent = [step.cost_usd for step in error.attempts if step.sent is not Sent.NO]
    return None if None in sent else sum((cost for cost in sent if cost is not None), Decimal(0))
