"""Decides what the quality loop does next: accept a draft, have it revised, or ask a better model.

`plan_quality` is a generator like `plan_call`: it yields what is to be generated and what is to
be judged, and is sent the outcome. Rounds share one deadline and one limit of money, and the
loop returns the best draft it has seen, whatever came after.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Generator
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum
from typing import Protocol, TypeAlias

from pydantic import BaseModel

from scout.errors import BudgetExceededError, CallError, DeadlineExceededError
from scout.llm.types import FinishReason, LLMResponse, Message, ToolCall

REPAIRABLE = 0.3
"""A draft below this score is not worth mending; another model starts afresh."""

LEAST_GAIN = 0.01
"""A revision that gains less than this is no improvement."""


class Asker(Protocol):
    """Lets a check ask a model, within the deadline and the money of its loop."""

    async def __call__(
        self, prompt: str, *, model: str | None, form: type[BaseModel], system: str
    ) -> LLMResponse:
        """Ask for an answer of a form.

        Raises:
            CallError: There is no answer, no time or no money.
        """
        ...


@dataclass(frozen=True, slots=True)
class Draft:
    """One answer under judgement.

    Attributes:
        messages: What was asked, oldest first.
        text: The answer.
        finish: Why the model stopped.
        tool_calls: What it asked to have called.
        author: The model that wrote it.
        ask: For checks that ask a model; None where nobody can be asked.
    """

    messages: tuple[Message, ...]
    text: str
    finish: FinishReason = FinishReason.STOP
    tool_calls: tuple[ToolCall, ...] = ()
    author: str = ""
    ask: Asker | None = field(default=None, repr=False, compare=False)

    @property
    def question(self) -> str:
        """The last turn of the user."""
        asked = (turn.text for turn in reversed(self.messages) if turn.role == "user")
        return next(asked, "")


@dataclass(frozen=True, slots=True)
class Score:
    """What a check thinks of a draft.

    Attributes:
        value: From 0, unusable, to 1, flawless.
        feedback: What to mend, addressed to the model; empty where there is nothing.

    Raises:
        ValueError: The value is not from 0 to 1.
    """

    value: float
    feedback: str = ""

    def __post_init__(self) -> None:
        if not 0 <= self.value <= 1:
            raise ValueError(f"a score is from 0 to 1, not {self.value!r}")


Judgement: TypeAlias = Score | float | bool
"""What a check may return; a bare number or truth value has no feedback."""


class QualityCheck(Protocol):
    """Anything that scores a draft: a class of `scout.llm.quality_checks`, or your own function."""

    def __call__(self, draft: Draft, /) -> Judgement | Awaitable[Judgement]:
        """Score a draft, at once or as an awaitable."""
        ...


class Move(StrEnum):
    """How a round came to be."""

    FIRST = "first"
    REVISE = "revise"
    ESCALATE = "escalate"


class Ending(StrEnum):
    """Why a loop stopped."""

    MET = "the threshold is met"
    ROUNDS = "max_rounds are used up"
    NO_GAIN = "nothing improves any more"
    MONEY = "the next round cannot be paid"
    TIME = "the deadline leaves no time for another round"
    FAILED = "the next round failed"


@dataclass(frozen=True, slots=True)
class QualityRound:
    """One round of the loop.

    Attributes:
        number: From 1.
        move: How it came to be.
        model: The model that was asked for.
        score: The worst of its checks, from 0 to 1.
        scores: Each check's name and score.
        feedback: What the checks found, for the next revision.
        response: The answer.
        reason: Why this round was made, in a sentence.
    """

    number: int
    move: Move
    model: str | None
    score: float
    scores: tuple[tuple[str, Score], ...]
    feedback: str
    response: LLMResponse = field(repr=False)
    reason: str = ""

    def __str__(self) -> str:
        cost = self.response.cost_usd
        paid = "" if cost is None else f", ${cost:f}"
        worst = f"; {self.feedback}" if self.feedback else ""
        asked = f"{self.response.provider}/{self.response.model}"
        return f"round {self.number}, {self.move}: {asked} scored {self.score:.2f}{paid}{worst}"


class QualityResponse(LLMResponse):
    """The best answer of a quality loop; its cost is that of all rounds.

    Attributes:
        score: From 0 to 1.
        met_threshold: Whether that is enough.
        rounds: Every round, in order.
        ending: Why the loop stopped.
    """

    score: float
    met_threshold: bool
    rounds: tuple[QualityRound, ...]
    ending: Ending

    def explain(self) -> str:
        """Every round, why the loop stopped, and every step of the best answer's call."""
        rounds = [str(one) for one in self.rounds]
        stopped = f"stopped: {self.ending}; best score {self.score:.2f}"
        return "\n".join([*rounds, stopped, super().explain()])


@dataclass(frozen=True, slots=True)
class Goal:
    """What a loop is after, and its bounds.

    Attributes:
        messages: What is asked.
        tiers: Models from cheap to dear; None stands for scout's own choice.
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
class Generate:
    """Ask a model for a draft."""

    messages: tuple[Message, ...]
    model: str | None
    timeout_s: float
    max_cost_usd: Decimal | None


@dataclass(frozen=True, slots=True)
class Assess:
    """Have the checks judge a draft, within what is left."""

    draft: Draft
    timeout_s: float
    max_cost_usd: Decimal | None


@dataclass(frozen=True, slots=True)
class Assessed:
    """What the checks say.

    Attributes:
        scores: Each check's name and score.
        cost_usd: What it cost to ask for them.
    """

    scores: tuple[tuple[str, Score], ...]
    cost_usd: Decimal = Decimal(0)


QualityStep: TypeAlias = Generate | Assess | QualityRound
QualityAnswer: TypeAlias = LLMResponse | CallError | Assessed | None
Loop: TypeAlias = Generator[QualityStep, QualityAnswer, QualityResponse]


def plan_quality(goal: Goal, now: Callable[[], float]) -> Loop:
    """Plan one loop.

    Args:
        goal: What it is after.
        now: The clock that the deadline is on.

    Yields:
        `Generate`, answered with a response or the error of the call; `Assess`, answered with
        `Assessed`; a `QualityRound` when one is complete, answered with None.

    Returns:
        The best answer.

    Raises:
        CallError: The first round failed, so that there is nothing to return.
    """
    return _QualityPlan(goal, now).run()


class _QualityPlan:
    def __init__(self, goal: Goal, now: Callable[[], float]) -> None:
        self._goal = goal
        self._now = now
        self._rounds: list[QualityRound] = []
        self._at_tier: list[QualityRound] = []
        self._spent = Decimal(0)
        self._tier = 0
        self._slowest_s = 0.0

    def run(self) -> Loop:
        move, reason, messages = Move.FIRST, "the first draft", self._goal.messages
        while True:
            outcome = yield from self._round(move, reason, messages)
            if isinstance(outcome, CallError):
                if not self._rounds:
                    raise outcome
                return self._conclude(_ending_of(outcome))
            yield outcome
            further = self._next_move()
            ending = self._ending(can_go_on=further is not None)
            if ending is not None or further is None:
                return self._conclude(ending or Ending.NO_GAIN)
            move, reason = further
            if move is Move.ESCALATE:
                self._tier += 1
                self._at_tier = []
                messages = self._goal.messages
            else:
                messages = _with_feedback(self._goal.messages, outcome)

    def _round(
        self, move: Move, reason: str, messages: tuple[Message, ...]
    ) -> Generator[QualityStep, QualityAnswer, QualityRound | CallError]:
        started_s = self._now()
        model = self._goal.tiers[self._tier]
        response = yield Generate(messages, model, self._left_s(), self._left_usd())
        if isinstance(response, CallError):
            return response
        if not isinstance(response, LLMResponse):
            raise TypeError(f"Generate was answered with {type(response).__name__}")
        self._spent += response.cost_usd or 0
        draft = Draft(
            self._goal.messages,
            response.text,
            response.finish,
            response.tool_calls,
            response.model,
        )
        judged = yield Assess(draft, self._left_s(), self._left_usd())
        if not isinstance(judged, Assessed):
            raise TypeError(f"Assess was answered with {type(judged).__name__}")
        self._spent += judged.cost_usd
        done = QualityRound(
            number=len(self._rounds) + 1,
            move=move,
            model=model,
            score=min((score.value for _, score in judged.scores), default=1.0),
            scores=judged.scores,
            feedback=" ".join(score.feedback for _, score in judged.scores if score.feedback),
            response=response,
            reason=reason,
        )
        self._rounds.append(done)
        self._at_tier.append(done)
        self._slowest_s = max(self._slowest_s, self._now() - started_s)
        return done

    def _ending(self, *, can_go_on: bool) -> Ending | None:
        """Why the loop is over after a complete round, or None."""
        left_usd = self._left_usd()
        if self._best().score >= self._goal.threshold:
            return Ending.MET
        if len(self._rounds) >= self._goal.max_rounds:
            return Ending.ROUNDS
        if not can_go_on:
            return Ending.NO_GAIN
        if left_usd is not None and left_usd <= 0:
            return Ending.MONEY
        # A round takes about as long as the slowest so far; one that cannot end is only paid for.
        return Ending.TIME if self._left_s() <= self._slowest_s else None

    def _next_move(self) -> tuple[Move, str] | None:
        """Revise once per tier what can be mended, then escalate, then revise while it helps."""
        last = self._at_tier[-1]
        can_escalate = self._tier + 1 < len(self._goal.tiers)
        first_here = len(self._at_tier) == 1
        gained = first_here or last.score - self._at_tier[-2].score >= LEAST_GAIN
        mendable = bool(last.feedback) and (last.score >= REPAIRABLE or not can_escalate)
        if mendable and gained and (first_here or not can_escalate):
            return Move.REVISE, f"scored {last.score:.2f}, which feedback may mend"
        if can_escalate:
            return Move.ESCALATE, f"scored {last.score:.2f} after {len(self._at_tier)} here"
        return None

    def _left_s(self) -> float:
        return self._goal.deadline_s - self._now()

    def _left_usd(self) -> Decimal | None:
        limit = self._goal.max_cost_usd
        return None if limit is None else max(Decimal(0), limit - self._spent)

    def _best(self) -> QualityRound:
        return max(self._rounds, key=lambda one: one.score)

    def _conclude(self, ending: Ending) -> QualityResponse:
        best = self._best()
        priced = all(one.response.cost_usd is not None for one in self._rounds)
        fields = {name: getattr(best.response, name) for name in LLMResponse.model_fields}
        fields["cost_usd"] = self._spent if priced else None
        return QualityResponse.model_construct(
            **fields,
            score=best.score,
            met_threshold=best.score >= self._goal.threshold,
            rounds=tuple(self._rounds),
            ending=ending,
        )


def _with_feedback(messages: tuple[Message, ...], done: QualityRound) -> tuple[Message, ...]:
    """The conversation with the draft, and a turn that says what to mend."""
    wish = f"{done.feedback}\n\nAnswer again, in full, without mentioning this note."
    return (*messages, done.response.message(), Message("user", wish))


def _ending_of(error: CallError) -> Ending:
    if isinstance(error, BudgetExceededError):
        return Ending.MONEY
    return Ending.TIME if isinstance(error, DeadlineExceededError) else Ending.FAILED
