"""The OpenAI chat dialect, which most vendors speak; what one does otherwise is a field."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import partial
from typing import TYPE_CHECKING, Any, Literal

from scout.llm.providers.base import WireRequest
from scout.llm.providers.wires.error_envelope import body_of, facts_in, request_id_of
from scout.llm.providers.wires.listings import OPENAI_LISTING, ModelListing
from scout.llm.providers.wires.openai_errors import OPENAI_ERRORS
from scout.llm.providers.wires.openai_request import request_body
from scout.llm.providers.wires.openai_stream import OpenAIReader

if TYPE_CHECKING:
    from collections.abc import Mapping

    from scout.errors import ProviderError
    from scout.llm.providers.base import Provider, StreamDecoder, WireReply
    from scout.llm.providers.wires.business_status import BusinessStatus
    from scout.llm.providers.wires.error_table import ErrorTable
    from scout.llm.types import Call, ProviderResult


def _nothing() -> Mapping[str, Any]:
    return {}


@dataclass(frozen=True, slots=True)
class OpenAIChat:
    """The wire of every vendor with an OpenAI-compatible chat endpoint.

    An answer is malformed where it holds no message, or a message with nothing in it and no
    finish reason. A message without text that names its finish reason is an answer: a model may
    have nothing to say.

    Examples:
        >>> wire = OpenAIChat(output_limit_field="max_completion_tokens")
        >>> wire.dialect
        'openai_chat'

    Attributes:
        path: Path of the endpoint, below the provider's `base_url`.
        output_limit_field: Where the output limit goes. OpenAI, Groq and MiniMax now prefer
            `max_completion_tokens`; `max_tokens` is what all compatible vendors know.
        system_role: Role of system turns; OpenAI's reasoning models know `developer` too.
        stream_usage: Whether a stream is asked to tell its usage (`include_usage`).
        temperature_range: Lowest and highest temperature the vendor takes; others are moved
            to the nearer end. None where the vendor may judge for itself.
        can_force_tools: Whether the vendor obeys `required` and a named tool; where not, the
            model is left to choose.
        extra_body: Fields that stand in every request, such as a service tier.
        returned_fields: What goes back with an assistant turn that called tools:
            `reasoning_content`, `reasoning_details`, or `content` with its thinking inside.
        think_tags: Whether `<think>...</think>` at the start of the text is thinking.
        repeats_text: Whether a piece of a stream may hold all the text before it.
        reasoning_outside_output: Whether thinking is counted beside the completion tokens;
            asked only where the vendor's own total does not tell.
        end_marker_required: Whether a stream without `[DONE]` is cut off even when it told a
            finish reason; some vendors never send the marker.
        errors: What errors mean.
        business_status: Where the vendor says inside a 200 that it failed, if it does so.
        listing: How the vendor lists its models.
        dialect: Name of the dialect.
        framing: How a stream is cut into events.
    """

    path: str = "/chat/completions"
    output_limit_field: str = "max_tokens"
    system_role: Literal["system", "developer"] = "system"
    stream_usage: bool = True
    temperature_range: tuple[float, float] | None = None
    can_force_tools: bool = True
    extra_body: Mapping[str, Any] = field(default_factory=_nothing)
    returned_fields: tuple[str, ...] = ()
    think_tags: bool = True
    repeats_text: bool = False
    reasoning_outside_output: bool = False
    end_marker_required: bool = False
    errors: ErrorTable = OPENAI_ERRORS
    business_status: BusinessStatus | None = None
    listing: ModelListing = OPENAI_LISTING
    dialect: str = "openai_chat"
    framing: Literal["sse", "ndjson"] = "sse"

    def encode(self, call: Call, provider: Provider) -> WireRequest:
        """Say a call in the vendor's words."""
        return WireRequest(self.path, request_body(self, call, provider))

    def decode(self, reply: WireReply, now_s: float) -> ProviderResult:
        """Read a whole answer; see `Wire.decode`."""
        if reply.status >= 300:
            raise self.classify(reply, now_s)
        reader = OpenAIReader(self, partial(self._error, reply=reply, now_s=now_s))
        reader.take(reply.json())
        if reader.is_void:
            raise ValueError("the answer holds no message")
        return reader.result(request_id_of(reply.headers))

    def stream_decoder(self) -> StreamDecoder:
        """A decoder for one stream."""
        return OpenAIReader(self, self._error)

    def classify(self, reply: WireReply, now_s: float) -> ProviderError:
        """Name the error in a reply, whatever its body is."""
        return self._error(body_of(reply), reply, now_s)

    def _error(
        self, body: object, reply: WireReply | None = None, now_s: float | None = None
    ) -> ProviderError:
        """Name the error in a decoded body; a stream has no reply and no clock at hand."""
        business = self.business_status
        facts = facts_in(
            body if business is None else business.envelope(body),
            status=200 if reply is None else reply.status,
            headers={} if reply is None else reply.headers,
            now_s=now_s,
        )
        return self.errors.error(facts if business is None else business.coded(facts))
