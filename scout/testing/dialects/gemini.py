"""The dialect of the Gemini API: parts, no end marker, errors with details."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import Any, Final

from scout.llm.types import FinishReason, ProviderResult
from scout.testing.asked import Asked
from scout.testing.dialects.base import (
    ErrorKind,
    Events,
    UnknownToDialectError,
    VendorError,
    finish_in,
    sse,
    tokens_of,
)

_GOOGLE: Final = "type.googleapis.com/google.rpc"
_FINISHES: Final = MappingProxyType(
    {FinishReason.LENGTH: "MAX_TOKENS", FinishReason.CONTENT_FILTER: "SAFETY"}
)
_ERRORS: Final[Mapping[ErrorKind, tuple[int, str, str]]] = MappingProxyType(
    {
        "bad_key": (400, "INVALID_ARGUMENT", "API key not valid."),
        "no_permission": (403, "PERMISSION_DENIED", "The project may not do that."),
        "no_money": (429, "RESOURCE_EXHAUSTED", "The prepaid credits are depleted."),
        "daily_quota": (429, "RESOURCE_EXHAUSTED", "The quota is used up."),
        "rate_limit": (429, "RESOURCE_EXHAUSTED", "The quota is used up."),
        "tokens_per_minute": (429, "RESOURCE_EXHAUSTED", "The quota is used up."),
        "context_length": (
            400,
            "INVALID_ARGUMENT",
            "The input token count (2) exceeds the maximum number of tokens allowed (1).",
        ),
        "model_gone": (404, "NOT_FOUND", "models/gone is not found for API version v1beta."),
        "invalid": (400, "INVALID_ARGUMENT", "A field has an invalid value."),
        "too_large": (413, "INVALID_ARGUMENT", "The body is too large."),
        "overloaded": (503, "UNAVAILABLE", "The model is experiencing high demand."),
        "server_error": (500, "INTERNAL", "Something broke."),
        "timeout": (504, "DEADLINE_EXCEEDED", "It took too long."),
    }
)
_QUOTAS: Final[Mapping[ErrorKind, str]] = MappingProxyType(
    {
        "daily_quota": "GenerateRequestsPerDayPerProjectPerModel-FreeTier",
        "rate_limit": "GenerateRequestsPerMinutePerProjectPerModel-FreeTier",
        "tokens_per_minute": "GenerateContentInputTokensPerModelPerMinute-FreeTier",
    }
)


class GeminiDialect:
    """Google's `generateContent` and `streamGenerateContent`."""

    name = "gemini"

    def asks(self, asked: Asked) -> tuple[str, bool]:
        """Model and method stand in the path."""
        resource, _, method = asked.path.rpartition(":")
        return resource.rpartition("/")[2], method == "streamGenerateContent"

    def whole(self, answer: ProviderResult, asked: Asked) -> dict[str, Any]:
        """One response."""
        parts = list(_parts(answer, cut=False))
        return self._response(answer, asked, parts, finish_in(_FINISHES, answer, "STOP"))

    def events(self, answer: ProviderResult, asked: Asked) -> Events:
        """Responses that hold a piece each; the last says why it ended, and nothing follows it."""
        pieces = (self._response(answer, asked, [part]) for part in _parts(answer, cut=True))
        last = self._response(answer, asked, [{"text": ""}], finish_in(_FINISHES, answer, "STOP"))
        return Events(opening=(), content=tuple(map(sse, pieces)), finish=(sse(last),))

    def error(self, kind: ErrorKind, *, told: str = "", wait_s: float | None = None) -> VendorError:
        """An `error` with a gRPC status and details; a content filter is an answer instead."""
        if kind == "content_filter":
            return VendorError(200, {"promptFeedback": {"blockReason": "PROHIBITED_CONTENT"}})
        if kind == "generation_failed":
            failed = {"content": {}, "finishReason": "MALFORMED_FUNCTION_CALL", "index": 0}
            return VendorError(200, {"candidates": [failed]})
        if kind not in _ERRORS:
            raise UnknownToDialectError(f"{self.name} has no error of the kind {kind!r}")
        status, named, message = _ERRORS[kind]
        error = {"code": status, "message": f"{message}{told}", "status": named}
        details = list(_details(kind, wait_s))
        return VendorError(status, {"error": {**error, "details": details} if details else error})

    def _response(
        self,
        answer: ProviderResult,
        asked: Asked,
        parts: list[dict[str, Any]],
        finish: str | None = None,
    ) -> dict[str, Any]:
        candidate: dict[str, Any] = {"content": {"parts": parts, "role": "model"}, "index": 0}
        if finish is not None:
            candidate["finishReason"] = finish
        response = {
            "candidates": [candidate],
            "modelVersion": answer.served_model or asked.model,
            "responseId": answer.request_id or "scripted",
        }
        usage = _usage(answer)
        return {**response, "usageMetadata": usage} if usage["totalTokenCount"] else response


def _parts(answer: ProviderResult, *, cut: bool) -> Iterator[dict[str, Any]]:
    """The parts of an answer; cut into tokens where it is streamed."""
    if answer.reasoning:
        thoughts = tokens_of(answer.reasoning) if cut else (answer.reasoning,)
        yield from ({"text": thought, "thought": True} for thought in thoughts)
    if answer.text:
        yield from (
            {"text": piece} for piece in (tokens_of(answer.text) if cut else (answer.text,))
        )
    for call in answer.tool_calls:
        yield {"functionCall": {"name": call.name, "args": dict(call.arguments), "id": call.id}}


def _details(kind: ErrorKind, wait_s: float | None) -> Iterator[dict[str, Any]]:
    if kind == "bad_key":
        yield {
            "@type": f"{_GOOGLE}.ErrorInfo",
            "reason": "API_KEY_INVALID",
            "domain": "googleapis.com",
        }
    if kind in _QUOTAS:
        violation = {"quotaId": _QUOTAS[kind], "quotaValue": "20"}
        yield {"@type": f"{_GOOGLE}.QuotaFailure", "violations": [violation]}
    if wait_s is not None:
        yield {"@type": f"{_GOOGLE}.RetryInfo", "retryDelay": f"{wait_s:g}s"}


def _usage(answer: ProviderResult) -> dict[str, Any]:
    """Usage as the API counts: the cache inside the prompt, thoughts beside the candidates."""
    usage = answer.usage
    return {
        "promptTokenCount": usage.prompt_tokens,
        "cachedContentTokenCount": usage.cache_read_tokens,
        "candidatesTokenCount": usage.output_tokens,
        "thoughtsTokenCount": usage.reasoning_tokens,
        "totalTokenCount": usage.total_tokens,
    }
