"""The Anthropic messages API: how Claude models are asked and how they answer."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

from scout.llm.providers.base import WireRequest
from scout.llm.providers.wires.anthropic_answer import (
    finish_of,
    keep_thinking,
    settle_finish,
    take_blocks,
    text_of,
    usage_of,
)
from scout.llm.providers.wires.anthropic_errors import ANTHROPIC_ERRORS, anthropic_facts
from scout.llm.providers.wires.anthropic_request import choice_of, system_of, tools_of, turns_of
from scout.llm.providers.wires.anthropic_stream import AnthropicStream
from scout.llm.providers.wires.assembly import Assembly
from scout.llm.providers.wires.closed_schema import closed_schema
from scout.llm.providers.wires.error_envelope import request_id_of
from scout.llm.providers.wires.listings import ANTHROPIC_LISTING, ModelListing
from scout.llm.providers.wires.schema_instruction import abilities_of, schema_instruction

if TYPE_CHECKING:
    from scout.errors import ProviderError
    from scout.llm.providers.base import Model, Provider, WireReply
    from scout.llm.providers.wires.error_table import ErrorTable
    from scout.llm.types import Call, ProviderResult


@dataclass(frozen=True, slots=True)
class AnthropicMessages:
    """The wire of the messages API, for Anthropic and those that copy it.

    An answer's JSON Schema is sent where the model offers `json_schema`, else told in words.

    Attributes:
        version: Value of the `anthropic-version` header, which the API requires.
        betas: Names of beta features, for the `anthropic-beta` header.
        default_max_tokens: Sent where the caller sets no limit, because the API requires one.
            8,192 tokens are some 25 pages, more than all but a few answers need, and every
            model sold can give them; a model's own limit counts where it is smaller.
        max_temperature: The API takes 0 to 1 where others take 0 to 2; what is above is sent
            as 1, so that a call moved here from another vendor is answered.
        errors: What its errors mean.
        listing: How the vendor lists its models.
        dialect: Name of the dialect.
        framing: How a stream is cut.
    """

    version: str = "2023-06-01"
    betas: tuple[str, ...] = ()
    default_max_tokens: int = 8192
    max_temperature: float = 1.0
    errors: ErrorTable = ANTHROPIC_ERRORS
    listing: ModelListing = ANTHROPIC_LISTING
    dialect: str = "anthropic_messages"
    framing: Literal["sse", "ndjson"] = "sse"

    def encode(self, call: Call, provider: Provider) -> WireRequest:
        """Say a call as `POST /messages`; the API has no seed, so that none is sent."""
        schema = call.response_schema
        told = schema is not None and "json_schema" not in abilities_of(call, provider)
        body: dict[str, Any] = {
            "model": call.model,
            "max_tokens": self._limit(call, provider.model(call.model)),
            **_conversation(call, schema_instruction(schema) if schema and told else ""),
        }
        if call.temperature is not None:
            body["temperature"] = min(max(call.temperature, 0.0), self.max_temperature)
        if call.stop:
            body["stop_sequences"] = list(call.stop)
        if call.tools:
            body["tools"] = tools_of(call.tools)
            if call.tool_choice != "auto":
                body["tool_choice"] = choice_of(call.tool_choice)
        if schema is not None and not told:
            format_ = {"type": "json_schema", "schema": closed_schema(schema)}
            body["output_config"] = {"format": format_}
        if call.stream:
            body["stream"] = True
        return WireRequest("/messages", body, headers=self._headers())

    def decode(self, reply: WireReply, now_s: float) -> ProviderResult:
        """Read a whole answer; a `retry-after` beside it means nothing.

        Raises:
            ProviderError: The body is an error.
            KeyError, TypeError, ValueError: The body is not an answer.
        """
        body = reply.json()
        if not isinstance(body, Mapping):
            raise TypeError(f"{type(body).__name__} instead of a message")
        if body.get("type") == "error" or (body.get("error") and "content" not in body):
            raise self.classify(reply, now_s)
        blocks = body["content"] or []
        if not isinstance(blocks, list):
            raise TypeError(f"content: {type(blocks).__name__} instead of blocks")
        answer = Assembly()
        answer.request_id = request_id_of(reply.headers) or text_of(body.get("id")) or None
        answer.served_model = text_of(body.get("model")) or None
        answer.finish = finish_of(body.get("stop_reason"))
        answer.usage = usage_of(body.get("usage"))
        if not blocks and answer.finish is None:
            raise ValueError("a message without content and without a stop reason")
        take_blocks(answer, blocks)
        keep_thinking(answer, blocks)
        settle_finish(answer)
        return answer.result()

    def stream_decoder(self) -> AnthropicStream:
        """A decoder for one stream."""
        return AnthropicStream(self.errors)

    def classify(self, reply: WireReply, now_s: float) -> ProviderError:
        """Name the error in a reply."""
        return self.errors.error(anthropic_facts(reply, now_s))

    def _limit(self, call: Call, model: Model | None) -> int:
        wanted = call.max_output_tokens or self.default_max_tokens
        most = model.max_output_tokens if model else None
        return min(wanted, most) if most else wanted

    def _headers(self) -> tuple[tuple[str, str], ...]:
        version = (("anthropic-version", self.version),)
        return (*version, ("anthropic-beta", ",".join(self.betas))) if self.betas else version


def _conversation(call: Call, instruction: str) -> dict[str, Any]:
    """System prompt and turns; a system prompt alone is said as the user's turn."""
    system = system_of(call.messages, instruction)
    turns = turns_of(call.messages)
    if not turns:
        return {"messages": [{"role": "user", "content": system}]}
    return {"system": system, "messages": turns} if system else {"messages": turns}
