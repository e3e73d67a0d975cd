"""What a plan asks of a driver, and what a driver may answer."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

from scout.errors import BudgetExceededError, ProviderError
from scout.llm.types import ProviderResult, Usage

if TYPE_CHECKING:
    from scout.llm.dispatch import Candidate
    from scout.llm.types import Call


@dataclass(frozen=True, slots=True)
class Limits:
    """How long one request may take, in seconds, already cut to what the caller has left.

    Attributes:
        connect_s: TCP and TLS.
        first_token_s: To the first content of a stream.
        idle_s: Between two pieces of content.
        answer_s: A whole answer that is not streamed.
        total_s: Everything.
    """

    connect_s: float
    first_token_s: float
    idle_s: float
    answer_s: float
    total_s: float


@dataclass(frozen=True, slots=True)
class Reserve:
    """Set money aside before a request; added to what the call holds already."""

    amount_nano_usd: int


@dataclass(frozen=True, slots=True)
class Reserved:
    """The money is set aside."""


@dataclass(frozen=True, slots=True)
class Send:
    """Make one transport request.

    Attributes:
        candidate: Whom to ask.
        key_id: With which key.
        call: What to ask.
        limits: How long it may take.
        restart: Why the caller's stream begins anew; empty where it does not.
    """

    candidate: Candidate
    key_id: str
    call: Call
    limits: Limits
    restart: str = ""


@dataclass(frozen=True, slots=True)
class Opened:
    """The first content of a stream is here; nothing has been handed to the caller yet."""

    first_token_s: float


@dataclass(frozen=True, slots=True)
class Follow:
    """Hand the opened stream on until it ends."""


@dataclass(frozen=True, slots=True)
class Ended:
    """The stream is whole."""

    result: ProviderResult


@dataclass(frozen=True, slots=True)
class Interrupted:
    """The stream broke off.

    Attributes:
        error: Why.
        output_started: Whether the caller has seen any of it.
    """

    error: ProviderError
    output_started: bool


@dataclass(frozen=True, slots=True)
class Abandoned:
    """The caller left the stream; usage and text are what had come until then."""

    text: str
    usage: Usage | None


@dataclass(frozen=True, slots=True)
class Sleep:
    """Wait."""

    seconds: float


@dataclass(frozen=True, slots=True)
class Settle:
    """Charge what was spent out of what is set aside.

    Attributes:
        spent_nano_usd: Cost of the attempt that just ended.
        final: Whether the rest is given back, because the call is over.
    """

    spent_nano_usd: int
    final: bool


Step: TypeAlias = Reserve | Send | Follow | Sleep | Settle
Answer: TypeAlias = (
    Reserved
    | BudgetExceededError
    | ProviderResult
    | ProviderError
    | Opened
    | Ended
    | Interrupted
    | Abandoned
    | None
)
