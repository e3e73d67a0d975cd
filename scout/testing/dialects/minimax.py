"""MiniMax's dialect: OpenAI's, with a status of its own in every answer, also in failed ones."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any, Final

from scout.llm.types import ProviderResult
from scout.testing.asked import Asked
from scout.testing.dialects.base import ErrorKind, Events, UnknownToDialectError, VendorError, sse
from scout.testing.dialects.openai_chat import OpenAIChatDialect

_FINE: Final = MappingProxyType({"status_code": 0, "status_msg": ""})

_INSIDE: Final[Mapping[ErrorKind, tuple[int, str]]] = MappingProxyType(
    {
        "rate_limit": (1002, "rate limit"),
        "tokens_per_minute": (1039, "token limit"),
        "no_permission": (2061, "the plan does not hold this model"),
        "content_filter": (1026, "the input is sensitive"),
        "server_error": (1033, "system error"),
        "timeout": (1001, "timeout"),
        "overloaded": (1024, "internal error"),
    }
)
_BESIDE: Final[Mapping[ErrorKind, tuple[int, str, str, int]]] = MappingProxyType(
    {
        "bad_key": (401, "authorized_error", "invalid api key", 2049),
        "no_money": (500, "api_error", "insufficient balance", 1008),
        "daily_quota": (429, "rate_limit_error", "the plan's window is used up", 2056),
        "context_length": (
            400,
            "bad_request_error",
            "invalid params, context window exceeds limit",
            2013,
        ),
        "invalid": (400, "bad_request_error", "invalid params", 2013),
        "model_gone": (404, "not_found_error", "no such model", 0),
        "too_large": (413, "bad_request_error", "the body is too large", 0),
    }
)


class MiniMaxDialect(OpenAIChatDialect):
    """MiniMax on its OpenAI-compatible surface."""

    name = "minimax"

    def whole(self, answer: ProviderResult, asked: Asked) -> dict[str, Any]:
        """A `chat.completion` with flags and `base_resp`."""
        flags = {"input_sensitive": False, "output_sensitive": False}
        return {**super().whole(answer, asked), **flags, "base_resp": dict(_FINE)}

    def events(self, answer: ProviderResult, asked: Asked) -> Events:
        """Chunks as the dialect has them, then the whole message once more."""
        told = super().events(answer, asked)
        closing = {**self.whole(answer, asked), "object": "chat.completion"}
        return Events(told.opening, told.content, (*told.finish, sse(closing)), told.marker)

    def error(self, kind: ErrorKind, *, told: str = "", wait_s: float | None = None) -> VendorError:  # noqa: ARG002 -- only messages tell a wait
        """An error inside a 200, or an `error` whose message ends with the code."""
        if kind in _INSIDE:
            code, message = _INSIDE[kind]
            status = {"status_code": code, "status_msg": f"{message}{told}"}
            return VendorError(200, {"id": "scripted", "choices": None, "base_resp": status})
        if kind not in _BESIDE:
            raise UnknownToDialectError(f"{self.name} has no error of the kind {kind!r}")
        http, type_, message, code = _BESIDE[kind]
        text = f"{message}{told} ({code})" if code else f"{message}{told}"
        error = {"type": type_, "message": text, "http_code": str(http)}
        return VendorError(http, {"type": "error", "error": error, "request_id": "scripted"})
