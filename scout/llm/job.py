"""What a plan works on, what all plans of a router share, and what a plan returns."""

from __future__ import annotations

import random
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from scout.errors import DOCS_BASE
from scout.llm.clock import Clock
from scout.llm.fleeting import fleeting

if TYPE_CHECKING:
    from scout.errors import ContextLengthError
    from scout.llm.dispatch import Candidate
    from scout.llm.intent_types import Chosen
    from scout.llm.prompt_size import TokenCounter
    from scout.llm.providers.base import Provider
    from scout.llm.providers.client import ProviderClient
    from scout.llm.types import AttemptRecord, Call, ProviderResult


@fleeting
class Job:
    """One call, ready to be planned.

    Attributes:
        call: What to ask; each candidate puts its own model in.
        candidates: Whom to ask, in order.
        deadline_s: When the whole call must be over, on the plan's clock.
        content_candidates: Whom to ask after a content policy refused.
        streaming: Whether the caller reads a stream.
        upstream_stream: Whether a whole answer is read as a stream: auto, always, never.
        stream_above_tokens: Output limit from which `auto` streams.
        restart: Whether a broken stream may begin anew after the caller saw some of it.
        budgeted: Whether money is reserved before each request.
        max_cost_nano_usd: The most this call may cost, None for no limit of its own.
        unpriced_allowed: Whether a model without a price may be used under a budget.
        set_aside_s: How long a model that is gone is left out.
        fault: Says what is wrong with an answer, where the caller wants a certain form.
        counter: Counts tokens, where the user brings a tokenizer.
        larger: Finds models with a larger window, where the choice is not the caller's.
        docs_base: Address of the guide, for the link of an error.
    """

    call: Call
    candidates: tuple[Candidate, ...]
    deadline_s: float
    content_candidates: tuple[Candidate, ...] = ()
    streaming: bool = False
    upstream_stream: str = "auto"
    stream_above_tokens: int = 1024
    restart: bool = False
    budgeted: bool = False
    max_cost_nano_usd: int | None = None
    unpriced_allowed: bool = False
    set_aside_s: float = 600.0
    fault: Callable[[ProviderResult], str | None] | None = None
    counter: TokenCounter | None = None
    larger: Callable[[ContextLengthError], Sequence[Candidate]] | None = None
    docs_base: str = DOCS_BASE

    def reads_stream(self, candidate: Candidate) -> bool:
        """Whether its answer is read as a stream: the caller's wish, or so that a stall shows."""
        if "stream" not in candidate.provider.capabilities_of(candidate.model):
            return False
        if self.streaming or self.upstream_stream == "always":
            return True
        limit = self.call.max_output_tokens
        is_long = limit is None or limit > self.stream_above_tokens
        return self.upstream_stream == "auto" and is_long


@dataclass(frozen=True, slots=True)
class Shared:
    """What all plans of one router share.

    Attributes:
        client: Finds the keys and circuits of a provider.
        clock: The time.
        lock: Held while keys, circuits and buckets are read and changed, never over a step.
        random: Gives a number from 0 to 1.
    """

    client: Callable[[Provider], ProviderClient]
    clock: Clock
    lock: threading.Lock = field(default_factory=threading.Lock)
    random: Callable[[], float] = random.random


@fleeting
class Conclusion:
    """How a call ended.

    Attributes:
        result: The answer; None where the caller left the stream.
        candidate: Who gave it.
        attempts: Every step, in order.
        cost_nano_usd: Price of all attempts, None where one has no price.
        first_token_s: Seconds from the request to the first content, None without a stream.
        chosen: Where it began and why, if it named no model.
    """

    result: ProviderResult | None
    candidate: Candidate
    attempts: tuple[AttemptRecord, ...]
    cost_nano_usd: int | None
    first_token_s: float | None
    chosen: Chosen | None = None
