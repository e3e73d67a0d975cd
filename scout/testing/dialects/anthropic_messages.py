"""The dialect of the Anthropic messages API: blocks, named events, cumulative usage."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import Any, Final

from scout.llm.types import FinishReason, ProviderResult
from scout.testing.asked import Asked
from scout.testing.dialects.base import (
    STATUSES,
    ErrorKind,
    Events,
    UnknownToDialectError,
    VendorError,
    arguments_of,
    finish_in,
    halves,
    spoken,
    sse,
    tokens_of,
)

_STOPS: Final = MappingProxyType(
    {
        FinishReason.STOP: "end_turn",
        FinishReason.LENGTH: "max_tokens",
        FinishReason.TOOL_CALLS: "tool_use",
        FinishReason.CONTENT_FILTER: "refusal",
    }
)
_TYPES: Final[Mapping[ErrorKind, tuple[str, str]]] = MappingProxyType(
    {
        "bad_key": ("authentication_error", "invalid x-api-key"),
        "no_permission": ("permission_error", "This key may not use that."),
        "no_money": ("invalid_request_error", "Your credit balance is too low for this."),
        "daily_quota": ("billing_error", "The plan is used up."),
        "rate_limit": ("rate_limit_error", "Too many requests in a minute."),
        "tokens_per_minute": ("rate_limit_error", "Too many input tokens in a minute."),
        "context_length": ("invalid_request_error", "prompt is too long: 2 tokens > 1 maximum"),
        "model_gone": ("not_found_error", "model: gone"),
        "invalid": ("invalid_request_error", "temperature: out of range"),
        "too_large": ("request_too_large", "The body is too large."),
        "overloaded": ("overloaded_error", "Overloaded"),
        "server_error": ("api_error", "Something broke."),
        "timeout": ("timeout_error", "It took too long."),
    }
)
_OWN_STATUSES: Final[Mapping[ErrorKind, int]] = MappingProxyType(
    {"no_money": 400, "daily_quota": 402, "overloaded": 529}
)


class AnthropicMessagesDialect:
    """Anthropic and those who copy its API."""

    name = "anthropic_messages"

    def asks(self, asked: Asked) -> tuple[str, bool]:
        """The model stands in the body, and so does the wish for a stream."""
        body = asked.json if isinstance(asked.json, dict) else {}
        return str(body.get("model", "")), bool(body.get("stream"))

    def whole(self, answer: ProviderResult, asked: Asked) -> dict[str, Any]:
        """A `message` of blocks."""
        return {
            **self._message(answer, asked),
            "content": list(_whole_blocks(answer)),
            "stop_reason": finish_in(_STOPS, answer, "end_turn"),
            "usage": _usage(answer),
        }

    def events(self, answer: ProviderResult, asked: Asked) -> Events:
        """`message_start`, the blocks piece by piece, `message_delta`, `message_stop`."""
        message = {**self._message(answer, asked), "usage": {**_usage(answer), "output_tokens": 1}}
        delta = {
            "type": "message_delta",
            "delta": {"stop_reason": finish_in(_STOPS, answer, "end_turn"), "stop_sequence": None},
            "usage": _usage(answer),
        }
        return Events(
            opening=(_event({"type": "message_start", "message": message}), _PING),
            content=tuple(_streamed_blocks(answer)),
            finish=(_event(delta),),
            marker=(_event({"type": "message_stop"}),),
        )

    def error(self, kind: ErrorKind, *, told: str = "", wait_s: float | None = None) -> VendorError:  # noqa: ARG002 -- only headers tell a wait
        """An `error` of a type; a refused prompt is no error but an answer's stop reason."""
        if kind not in _TYPES:
            raise UnknownToDialectError(f"{self.name} has no error of the kind {kind!r}")
        type_, message = _TYPES[kind]
        body = {"type": "error", "error": {"type": type_, "message": message}}
        status = _OWN_STATUSES.get(kind) or STATUSES[kind]
        return VendorError(
            status, {**spoken(body, told), "request_id": "req_scripted"}, event="error"
        )

    def _message(self, answer: ProviderResult, asked: Asked) -> dict[str, Any]:
        return {
            "id": answer.request_id or "msg_scripted",
            "type": "message",
            "role": "assistant",
            "model": answer.served_model or asked.model,
            "content": [],
            "stop_reason": None,
            "stop_sequence": None,
        }


def _event(data: dict[str, Any]) -> bytes:
    return sse(data, data["type"])


_PING: Final = _event({"type": "ping"})


def _whole_blocks(answer: ProviderResult) -> Iterator[dict[str, Any]]:
    if answer.reasoning:
        yield {"type": "thinking", "thinking": answer.reasoning, "signature": ""}
    if answer.text:
        yield {"type": "text", "text": answer.text}
    for call in answer.tool_calls:
        arguments = dict(call.arguments)
        yield {"type": "tool_use", "id": call.id, "name": call.name, "input": arguments}


def _streamed_blocks(answer: ProviderResult) -> Iterator[bytes]:
    """The pieces of all blocks; a block's beginning and end go with its first and last piece."""
    for index, (begun, deltas) in enumerate(_block_pieces(answer)):
        start = {"type": "content_block_start", "index": index, "content_block": begun}
        stop = {"type": "content_block_stop", "index": index}
        pieces = [
            _event({"type": "content_block_delta", "index": index, "delta": delta})
            for delta in deltas
        ]
        pieces[0] = _event(start) + pieces[0]
        pieces[-1] += _event(stop)
        yield from pieces


def _block_pieces(
    answer: ProviderResult,
) -> Iterator[tuple[dict[str, Any], list[dict[str, Any]]]]:
    """Each block as it begins, and what is added to it."""
    if answer.reasoning:
        thoughts = tokens_of(answer.reasoning)
        begun: dict[str, Any] = {"type": "thinking", "thinking": "", "signature": ""}
        yield begun, [{"type": "thinking_delta", "thinking": token} for token in thoughts]
    if answer.text:
        words = tokens_of(answer.text)
        yield {"type": "text", "text": ""}, [{"type": "text_delta", "text": word} for word in words]
    for call in answer.tool_calls:
        begun = {"type": "tool_use", "id": call.id, "name": call.name, "input": {}}
        parts = ("", *halves(arguments_of(call)))
        yield begun, [{"type": "input_json_delta", "partial_json": part} for part in parts]


def _usage(answer: ProviderResult) -> dict[str, Any]:
    """Usage as the API counts: the cache beside the input, thinking inside the output."""
    usage = answer.usage
    return {
        "input_tokens": usage.input_tokens,
        "cache_creation_input_tokens": usage.cache_write_tokens,
        "cache_read_input_tokens": usage.cache_read_tokens,
        "output_tokens": usage.output_tokens + usage.reasoning_tokens,
        "output_tokens_details": {"thinking_tokens": usage.reasoning_tokens},
    }
