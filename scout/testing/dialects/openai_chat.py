"""The OpenAI chat dialect as its vendors write it, down to the chunks without choices."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import Any, Final

from scout.llm.types import FinishReason, ProviderResult, Usage
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

_CREATED: Final = 1_790_000_000
_FINISHES: Final = MappingProxyType(
    {
        FinishReason.STOP: "stop",
        FinishReason.LENGTH: "length",
        FinishReason.TOOL_CALLS: "tool_calls",
        FinishReason.CONTENT_FILTER: "content_filter",
    }
)


def _error(message: str, type_: str, code: str | None) -> dict[str, Any]:
    return {"error": {"message": message, "type": type_, "param": None, "code": code}}


_BODIES: Final[Mapping[ErrorKind, dict[str, Any]]] = MappingProxyType(
    {
        "bad_key": _error("Incorrect API key.", "invalid_request_error", "invalid_api_key"),
        "no_permission": _error("This key may not do that.", "invalid_request_error", None),
        "no_money": _error("No credit is left.", "insufficient_quota", "insufficient_quota"),
        "daily_quota": _error(
            "Limit of tokens per day (TPD) reached.", "tokens", "rate_limit_exceeded"
        ),
        "rate_limit": _error("Rate limit reached.", "requests", "rate_limit_exceeded"),
        "tokens_per_minute": _error(
            "Request too large: over the tokens per minute (TPM).", "tokens", "rate_limit_exceeded"
        ),
        "context_length": _error(
            "The prompt is longer than the model reads.",
            "invalid_request_error",
            "context_length_exceeded",
        ),
        "content_filter": _error(
            "The prompt was refused.", "invalid_request_error", "content_policy_violation"
        ),
        "model_gone": _error("No such model.", "invalid_request_error", "model_not_found"),
        "invalid": _error("A field is wrong.", "invalid_request_error", "invalid_value"),
        "too_large": _error("The body is too large.", "invalid_request_error", None),
        "generation_failed": _error(
            "The model wrote a broken call.", "invalid_request_error", "tool_use_failed"
        ),
        "no_capacity": _error("No capacity on this tier.", "service_tier", "capacity_exceeded"),
        "overloaded": _error("Too busy.", "server_error", None),
        "server_error": _error("Something broke.", "server_error", None),
        "timeout": _error("It took too long.", "server_error", None),
    }
)
_OWN_STATUSES: Final[Mapping[ErrorKind, int]] = MappingProxyType(
    {
        "no_money": 429,
        "tokens_per_minute": 413,
        "generation_failed": 400,
        "no_capacity": 498,
    }
)


class OpenAIChatDialect:
    """OpenAI, Groq, DeepSeek and all who speak like them."""

    name = "openai_chat"

    def asks(self, asked: Asked) -> tuple[str, bool]:
        """The model stands in the body, and so does the wish for a stream."""
        body = asked.json if isinstance(asked.json, dict) else {}
        return str(body.get("model", "")), bool(body.get("stream"))

    def whole(self, answer: ProviderResult, asked: Asked) -> dict[str, Any]:
        """A `chat.completion`."""
        message: dict[str, Any] = {"role": "assistant", "content": answer.text or None}
        if answer.reasoning:
            message["reasoning_content"] = answer.reasoning
        if answer.tool_calls:
            message["tool_calls"] = [
                {
                    "id": call.id,
                    "type": "function",
                    "function": {"name": call.name, "arguments": arguments_of(call)},
                }
                for call in answer.tool_calls
            ]
        finish = finish_in(_FINISHES, answer, "stop")
        choice = {"index": 0, "message": message, "logprobs": None, "finish_reason": finish}
        return {**self._envelope(answer, asked), "choices": [choice], "usage": usage_in(answer)}

    def events(self, answer: ProviderResult, asked: Asked) -> Events:
        """`chat.completion.chunk`s, usage in a chunk of its own where it was asked for."""
        finish = self._chunk(answer, asked, {}, finish_in(_FINISHES, answer, "stop"))
        told = {**self._streamed(answer, asked), "choices": [], "usage": usage_in(answer)}
        options = asked.json.get("stream_options") if isinstance(asked.json, dict) else None
        wanted = isinstance(options, dict) and options.get("include_usage")
        return Events(
            opening=(self._chunk(answer, asked, {"role": "assistant", "content": ""}),),
            content=tuple(self._chunk(answer, asked, delta) for delta in _deltas(answer)),
            finish=(finish, sse(told)) if wanted else (finish,),
            marker=(sse("[DONE]"),),
        )

    def error(self, kind: ErrorKind, *, told: str = "", wait_s: float | None = None) -> VendorError:  # noqa: ARG002 -- only headers tell a wait
        """An `error` object."""
        body = _BODIES.get(kind)
        if body is None:
            raise UnknownToDialectError(f"{self.name} has no error of the kind {kind!r}")
        return VendorError(_OWN_STATUSES.get(kind) or STATUSES[kind], spoken(body, told))

    def _envelope(self, answer: ProviderResult, asked: Asked) -> dict[str, Any]:
        return {
            "id": answer.request_id or "chatcmpl-scripted",
            "object": "chat.completion",
            "created": _CREATED,
            "model": answer.served_model or asked.model,
        }

    def _streamed(self, answer: ProviderResult, asked: Asked) -> dict[str, Any]:
        return {**self._envelope(answer, asked), "object": "chat.completion.chunk"}

    def _chunk(
        self,
        answer: ProviderResult,
        asked: Asked,
        delta: dict[str, Any],
        finish: str | None = None,
    ) -> bytes:
        choice = {"index": 0, "delta": delta, "logprobs": None, "finish_reason": finish}
        return sse({**self._streamed(answer, asked), "choices": [choice]})


def _deltas(answer: ProviderResult) -> Iterator[dict[str, Any]]:
    for token in tokens_of(answer.reasoning):
        yield {"reasoning_content": token}
    for token in tokens_of(answer.text):
        yield {"content": token}
    for index, call in enumerate(answer.tool_calls):
        function = {"name": call.name, "arguments": ""}
        yield _fragment({"index": index, "id": call.id, "type": "function", "function": function})
        for piece in halves(arguments_of(call)):
            yield _fragment({"index": index, "function": {"arguments": piece}})


def _fragment(call: dict[str, Any]) -> dict[str, Any]:
    return {"tool_calls": [call]}


def usage_in(answer: ProviderResult) -> dict[str, Any] | None:
    """Usage as the dialect counts: thinking inside the completion, the cache inside the prompt."""
    usage: Usage = answer.usage
    if not usage.total_tokens:
        return None
    completion = usage.output_tokens + usage.reasoning_tokens
    return {
        "prompt_tokens": usage.prompt_tokens,
        "completion_tokens": completion,
        "total_tokens": usage.prompt_tokens + completion,
        "prompt_tokens_details": {
            "cached_tokens": usage.cache_read_tokens,
            "cache_write_tokens": usage.cache_write_tokens,
        },
        "completion_tokens_details": {"reasoning_tokens": usage.reasoning_tokens},
    }
