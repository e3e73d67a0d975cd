"""What a prompt may want, and who says so: the values that intent detection speaks in."""

from __future__ import annotations

from collections.abc import Generator
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Protocol, TypeAlias

if TYPE_CHECKING:
    from pydantic import BaseModel

    from scout.errors import CallError
    from scout.llm.types import LLMResponse, Message


class Intent(StrEnum):
    """What a prompt wants, by what the answer is: the verb decides, not the subject.

    A poem about calculus is creative, a summary of a function is a summary, SQL that summarises
    sales is code.
    """

    CODE = "code"
    MATH = "math"
    REASONING = "reasoning"
    EXTRACTION = "extraction"
    SUMMARIZE = "summarize"
    TRANSLATE = "translate"
    CLASSIFY = "classify"
    CREATIVE = "creative"
    FACTUAL = "factual"
    CHAT = "chat"


@dataclass(frozen=True, slots=True)
class IntentGuess:
    """What a prompt seems to want.

    Attributes:
        intent: The likeliest.
        confidence: How likely, from 0 to 1.
        signals: What spoke for it, the strongest first, in words such as `do.translate`.
        complexity: How much the answer asks of a model, from 0, a greeting, to 1, a task of many
            parts; by length, structure and demands of the prompt, not by its language.
    """

    intent: Intent
    confidence: float
    signals: tuple[str, ...] = ()
    complexity: float = 0.0

    def __str__(self) -> str:
        return f"{self.intent} ({self.confidence:.2f}), complexity {self.complexity:.2f}"


@dataclass(frozen=True, slots=True)
class Chosen:
    """Where a call that names no model begins, and why.

    Attributes:
        guess: What its prompt seems to want.
        tier: The tier that is asked first, from 1, the cheapest.
        tiers: How many the ladder of the intent has.
        by: Who guessed, and what went wrong on the way; empty for `detect_intent` alone.
    """

    guess: IntentGuess
    tier: int
    tiers: int
    by: str = ""

    def __str__(self) -> str:
        signals = f", by {', '.join(self.guess.signals[:3])}" if self.guess.signals else ""
        who = f" ({self.by})" if self.by else ""
        return f"intent {self.guess}{signals}{who}: tier {self.tier} of {self.tiers}"


@dataclass(frozen=True, slots=True)
class LabelRequest:
    """A detector's wish to ask a model.

    Attributes:
        prompt: The question.
        system: What the model is told beforehand.
        model: Whom to ask: an id, `provider/id`, nickname or prefix.
        form: What the answer must look like.
        max_output_tokens: How long it may be.
        timeout_s: How long it may take.
    """

    prompt: str
    system: str
    model: str
    form: type[BaseModel]
    max_output_tokens: int
    timeout_s: float


Detection: TypeAlias = "Generator[LabelRequest, LLMResponse | CallError, IntentGuess]"
"""A detection that asks a model on its way: yields requests, is sent answers or errors."""


class IntentDetector(Protocol):
    """Says what a conversation wants: `detect_intent`, or a function of your own.

    A detector that asks a model is a generator: it yields a `LabelRequest`, is sent the response
    or the error, and returns its guess. So it needs no client, works in async and blocking
    calls alike, and what it asks counts against the deadline and the money of the call.
    """

    def __call__(self, messages: tuple[Message, ...], /) -> IntentGuess | Detection:
        """Guess what the last turn of a conversation wants."""
        ...
