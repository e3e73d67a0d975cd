"""What a dialect must be able to say, so that a script works for every vendor alike."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final, Literal, Protocol, TypeAlias

from scout.llm.types import FinishReason, ProviderResult, ToolCall, Usage
from scout.testing.asked import Asked

ErrorKind: TypeAlias = Literal[
    "bad_key",
    "no_permission",
    "no_money",
    "daily_quota",
    "rate_limit",
    "tokens_per_minute",
    "context_length",
    "content_filter",
    "model_gone",
    "invalid",
    "too_large",
    "generation_failed",
    "no_capacity",
    "overloaded",
    "server_error",
    "timeout",
]
"""What a vendor may have against a request; each dialect says it in its own shape."""

STATUSES: Final[Mapping[ErrorKind, int]] = {
    "bad_key": 401,
    "no_permission": 403,
    "no_money": 402,
    "daily_quota": 429,
    "rate_limit": 429,
    "tokens_per_minute": 429,
    "context_length": 400,
    "content_filter": 400,
    "model_gone": 404,
    "invalid": 400,
    "too_large": 413,
    "overloaded": 503,
    "server_error": 500,
    "timeout": 504,
}
"""The status of each kind, where a dialect has none of its own."""

USAGE: Final = Usage(input_tokens=11, output_tokens=5)
"""What a scripted answer is said to have used, where the script does not say."""


class UnknownToDialectError(LookupError):
    """The dialect has no way to say what the script asks for."""


@dataclass(frozen=True, slots=True)
class VendorError:
    """An error reply of a vendor.

    Attributes:
        status: HTTP status; 200 where the vendor hides its errors inside an answer.
        body: The JSON body.
        headers: Further headers.
        event: Name of the event that carries it inside a stream.
    """

    status: int
    body: Any
    headers: Mapping[str, str] = field(default_factory=dict)
    event: str = ""


@dataclass(frozen=True, slots=True)
class Events:
    """A streamed answer as events, in four parts, so that a script may leave one out.

    Attributes:
        opening: What comes before any content.
        content: One event for each token of the text and each piece of a tool call.
        finish: What says why the model stopped, and what was used.
        marker: What says that nothing more will come; empty where the dialect has none.
    """

    opening: tuple[bytes, ...]
    content: tuple[bytes, ...]
    finish: tuple[bytes, ...]
    marker: tuple[bytes, ...] = ()


class Dialect(Protocol):
    """How one family of vendors writes answers, streams and errors.

    Attributes:
        name: The name of the wire that reads it.
    """

    @property
    def name(self) -> str: ...  # noqa: D102 -- said in the class docstring

    def asks(self, asked: Asked) -> tuple[str, bool]:
        """The model that a request asks for, and whether it wants a stream."""
        ...

    def whole(self, answer: ProviderResult, asked: Asked) -> Any:
        """The JSON document of an answer."""
        ...

    def events(self, answer: ProviderResult, asked: Asked) -> Events:
        """The events of a streamed answer."""
        ...

    def error(self, kind: ErrorKind, *, told: str = "", wait_s: float | None = None) -> VendorError:
        """An error reply.

        Args:
            kind: What the vendor has against the request.
            told: Added to the message, such as when to come back.
            wait_s: A wait that is told in a field of the body, by dialects that have one.

        Raises:
            UnknownToDialectError: The vendor has no such error.
        """
        ...


def sse(data: Any, event: str = "") -> bytes:
    """One server-sent event."""
    text = data if isinstance(data, str) else json.dumps(data, ensure_ascii=False)
    head = f"event: {event}\n" if event else ""
    return f"{head}data: {text}\n\n".encode()


def tokens_of(text: str) -> tuple[str, ...]:
    """A text cut into words with the space behind them, which is how streams bring it."""
    words = text.split(" ")
    return tuple(f"{word} " for word in words[:-1]) + ((words[-1],) if words[-1] else ())


def arguments_of(call: ToolCall) -> str:
    """A tool call's arguments as the text that a model wrote."""
    return json.dumps(dict(call.arguments)) if call.malformed is None else call.malformed


def halves(text: str) -> tuple[str, str]:
    """A text in two pieces, as streams bring the arguments of a tool call."""
    middle = len(text) // 2
    return text[:middle], text[middle:]


def spoken(template: Any, told: str) -> Any:
    """An error body with something added to each of its messages."""
    if isinstance(template, dict):
        return {
            key: f"{value}{told}" if key in ("message", "status_msg") else spoken(value, told)
            for key, value in template.items()
        }
    return template


def finish_in(words: Mapping[FinishReason, str], answer: ProviderResult, default: str) -> str:
    """A finish reason in a vendor's word."""
    return words.get(answer.finish, default)
