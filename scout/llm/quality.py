"""The values of a quality loop: drafts, scores, rounds, and the answer that comes out."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum
from typing import Protocol, TypeAlias

from pydantic import BaseModel

from scout.errors import CallError
from scout.llm.presentation import Explanation, attempts_markdown, escaped
from scout.llm.types import AttemptRecord, FinishReason, LLMResponse, Message, ToolCall

UNKNOWN = 0.5
"""The most that a draft scores while one of its checks could not be asked: nobody knows."""


class Asker(Protocol):
    """Lets a check ask a model, within the deadline and the money of its loop."""

    async def __call__(
        self,
        prompt: str,
        *,
        model: str | None,
        form: type[BaseModel],
        system: str,
        max_output_tokens: int | None = None,
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
        author: Id of the model that wrote it.
        ask: For checks that ask a model; None where nobody can be asked.
        id_of: The id of the model that a name leads to, so that a judge knows its own drafts.
    """

    messages: tuple[Message, ...]
    text: str
    finish: FinishReason = FinishReason.STOP
    tool_calls: tuple[ToolCall, ...] = ()
    author: str = ""
    ask: Asker | None = field(default=None, repr=False, compare=False)
    id_of: Callable[[str], str] = field(default=str, repr=False, compare=False)

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
    """Anything that scores a draft: a class of `scout.llm.quality_checks`, or your own function.

    A check that returns an awaitable is bounded by the deadline of the loop; one that blocks is
    not, so what takes long should be awaited.
    """

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
    UNJUDGED = "all checks that could be asked are content, and one could not be"
    BROKEN = "a check raised an exception"


@dataclass(frozen=True, slots=True)
class RoundStarted:
    """A model is about to be asked for a draft.

    Attributes:
        number: From 1.
        move: How the round came to be.
        model: The model that is asked for, None where the choice is scout's.
        reason: Why the round is made, in a sentence.
    """

    number: int
    move: Move
    model: str | None
    reason: str


@dataclass(frozen=True, slots=True)
class Drafted:
    """A draft is there and about to be judged."""

    number: int
    draft: Draft


@dataclass(frozen=True, slots=True)
class QualityRound:
    """One round of the loop.

    Attributes:
        number: From 1.
        move: How it came to be.
        model: The model that was asked for.
        score: The worst of its checks, from 0 to 1; at most `UNKNOWN` where one was not asked.
        scores: Each check's name and score.
        feedback: What the checks found, for the next revision.
        response: The answer.
        reason: Why this round was made, in a sentence.
        unasked: Each check that could not be asked, and why: the code of an error.
        judging_usd: What the checks cost, None where a price is unknown.
    """

    number: int
    move: Move
    model: str | None
    score: float
    scores: tuple[tuple[str, Score], ...]
    feedback: str
    response: LLMResponse = field(repr=False)
    reason: str = ""
    unasked: tuple[tuple[str, str], ...] = ()
    judging_usd: Decimal | None = Decimal(0)

    @property
    def cost_usd(self) -> Decimal | None:
        """What draft and judgement cost, None where a price is unknown."""
        if self.response.cost_usd is None or self.judging_usd is None:
            return None
        return self.response.cost_usd + self.judging_usd

    def __str__(self) -> str:
        paid = "" if self.cost_usd is None else f", ${self.cost_usd:f}"
        missing = "".join(f"; {name} could not be asked ({why})" for name, why in self.unasked)
        worst = f"; {self.feedback}" if self.feedback else ""
        asked = f"{self.response.provider}/{self.response.model}"
        head = f"round {self.number}, {self.move}: {asked} scored {self.score:.2f}"
        return f"{head}{paid}{missing}{worst}"

    @property
    def steps(self) -> tuple[AttemptRecord, ...]:
        """Every step of its call."""
        return self.response.attempts

    def explain(self) -> str:
        """The round, and every step of its call below it."""
        return "\n".join([str(self), *(f"  {step}" for step in self.steps)])


@dataclass(frozen=True, slots=True)
class FailedRound:
    """A round without a draft: the call failed.

    Attributes:
        number: From 1.
        move: How it came to be.
        model: The model that was asked for.
        error: Why there is no draft.
        reason: Why this round was made, in a sentence.
    """

    number: int
    move: Move
    model: str | None
    error: CallError
    reason: str = ""

    def __str__(self) -> str:
        asked = self.model or "scout's choice"
        return f"round {self.number}, {self.move}: {asked} failed: {self.error}"

    @property
    def steps(self) -> tuple[AttemptRecord, ...]:
        """Every step of its call."""
        return self.error.attempts

    def explain(self) -> str:
        """The round, and every step of its call below it."""
        return "\n".join([str(self), *(f"  {step}" for step in self.steps)])


QualityEvent: TypeAlias = RoundStarted | Drafted | QualityRound | FailedRound
"""What a loop tells while it runs, in this order for each round."""


class QualityResponse(LLMResponse, frozen=True):
    """The best answer of a quality loop; its cost is that of all rounds and their judges.

    Where `response_format` was given and no draft matched it, `parsed` is None.

    Attributes:
        score: From 0 to 1.
        met_threshold: Whether that is enough, and every check was asked.
        rounds: Every round with a draft, in order.
        failed_rounds: Every round without one.
        ending: Why the loop stopped.
    """

    score: float
    met_threshold: bool
    rounds: tuple[QualityRound, ...]
    failed_rounds: tuple[FailedRound, ...] = ()
    ending: Ending

    def explain(self) -> Explanation:
        """Every round with every step of its call, why the loop stopped, and the sum."""
        over: list[QualityRound | FailedRound] = [*self.rounds, *self.failed_rounds]
        rounds = sorted(over, key=lambda one: one.number)
        first = () if self.chosen is None else (str(self.chosen),)
        ending = (f"stopped: {self.ending}; best score {self.score:.2f}", self.summary())
        text = "\n".join([*first, *(one.explain() for one in rounds), *ending])
        drawn = (f"{escaped(str(one))}\n\n{attempts_markdown(one.steps)}" for one in rounds)
        return Explanation(text, "\n\n".join([*map(escaped, first), *drawn, *map(escaped, ending)]))

    def _footer(self) -> str:
        rounds = "1 round" if len(self.rounds) == 1 else f"{len(self.rounds)} rounds"
        judged = f"score {self.score:.2f} after {rounds}: {self.ending}"
        return f"{super()._footer()}, {judged}"
