"""What a plan asks of a driver, and what a driver may answer."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, TypeAlias

from scout.errors import LocalError, ProviderError
from scout.llm.answer_cache import KeptAnswer
from scout.llm.fleeting import fleeting
from scout.llm.retry import RetryContext
from scout.llm.types import ProviderResult, Usage

if TYPE_CHECKING:
    from scout.llm.dispatch import Candidate
    from scout.llm.intent_types import Chosen
    from scout.llm.job import Conclusion
    from scout.llm.types import AttemptRecord, Call


@fleeting
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


@fleeting
class Reserve:
    """Set money aside before a request; added to what the call holds already."""

    amount_nano_usd: int


@fleeting
class Reserved:
    """The money is set aside."""


@dataclass(slots=True)
class Heard:
    """What a driver notes of a reply besides its answer, where a pace is kept.

    Attributes:
        headers: Header values by lower-case name.
        wall_s: When they came, in seconds since the epoch.
        tokens: What the answer used.
    """

    headers: Mapping[str, str] = field(default_factory=dict)
    wall_s: float = 0.0
    tokens: int = 0


@fleeting
class Send:
    """Make one transport request.

    Attributes:
        candidate: Whom to ask.
        key_id: With which key.
        call: What to ask.
        limits: How long it may take.
        restart: Why the caller's stream begins anew; empty where it does not.
        context: Counts what authentication sends besides, such as a token refresh.
        heard: Takes note of the reply's headers; None where nobody asks for them.
    """

    candidate: Candidate
    key_id: str
    call: Call
    limits: Limits
    restart: str = ""
    context: RetryContext = field(default_factory=RetryContext, compare=False, repr=False)
    heard: Heard | None = field(default=None, compare=False, repr=False)


@fleeting
class Opened:
    """The first content of a stream is here; nothing has been handed to the caller yet."""

    first_token_s: float


@fleeting
class Follow:
    """Hand the opened stream on until it ends.

    Attributes:
        output_tokens: How much output is paid for; a longer answer is reported before it goes on.
    """

    output_tokens: int | None = None


@fleeting
class Outgrown:
    """The answer is longer than what is paid for; the stream waits.

    Attributes:
        text: What has come.
        usage: What the vendor has told of it.
        output_started: Whether the caller has seen any of it.
    """

    text: str
    usage: Usage | None
    output_started: bool = False


@fleeting
class Ended:
    """The stream is whole.

    Attributes:
        result: The answer.
        output_started: Whether the caller has seen any of it.
    """

    result: ProviderResult
    output_started: bool = False


@fleeting
class Interrupted:
    """The stream broke off.

    Attributes:
        error: Why.
        output_started: Whether the caller has seen any of it.
    """

    error: ProviderError
    output_started: bool


@fleeting
class Abandoned:
    """The caller left the stream.

    Attributes:
        text: What had come until then.
        usage: What the vendor had told until then.
        cancelled: Whether it left by a cancellation, which says nothing of the vendor.
    """

    text: str
    usage: Usage | None
    cancelled: bool = False


@fleeting
class Sleep:
    """Wait."""

    seconds: float


@fleeting
class Settle:
    """Charge what was spent out of what is set aside.

    Attributes:
        spent_nano_usd: Cost of the attempt that just ended.
        final: Whether the rest is given back, because the call is over.
        candidate: Whose attempt it was.
    """

    spent_nano_usd: int
    final: bool
    candidate: Candidate | None = None


@fleeting
class Record:
    """Write down how the call ended; the last step, where calls are recorded.

    Attributes:
        outcome: How it ended: a conclusion, or the error or cancellation that goes on.
        attempts: Every step, in order.
        latency_s: How long the call took.
        chosen: Where it began and why, if it named no model.
        candidates: Whom it asked then.
    """

    outcome: Conclusion | BaseException
    attempts: tuple[AttemptRecord, ...]
    latency_s: float
    chosen: Chosen | None = None
    candidates: tuple[Candidate, ...] = ()


@fleeting
class Recall:
    """Look an answer up that was kept under this key."""

    key: str


@fleeting
class Remember:
    """Keep an answer under a key for a while."""

    key: str
    result: ProviderResult
    lasts_s: float


Step: TypeAlias = Reserve | Send | Follow | Sleep | Settle | Record | Recall | Remember
Answer: TypeAlias = (
    Reserved
    | LocalError
    | Outgrown
    | ProviderResult
    | ProviderError
    | Opened
    | Ended
    | Interrupted
    | Abandoned
    | KeptAnswer
    | None
)
