"""What a scripted vendor does with one request: the steps that a script is made of.

A step is pure: it turns a request into a `Reply`. How an answer is spoilt is in
`scout.testing.faults`.
"""

from __future__ import annotations

import json
import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from email.utils import formatdate
from typing import Any, Final, Literal, TypeAlias

from scout.llm.types import FinishReason, ProviderResult, ToolCall, Usage
from scout.testing.asked import Asked
from scout.testing.dialects.base import USAGE, Dialect, ErrorKind, sse, tokens_of
from scout.testing.reply import (
    Framing,
    Piece,
    Reply,
    Role,
    json_reply,
    raw_reply,
    resplit,
)

GREETING: Final = "Hello from a scripted vendor."
"""What is answered where a script gives no text."""

_PAGE: Final = b"<!doctype html><html><head><title>%s</title></head><body></body></html>"


@dataclass(frozen=True, slots=True)
class Step:
    """What a vendor does with one request.

    Attributes:
        name: What the script called it, for failure messages.
        reply: Gives the reply to a request, in a dialect.
    """

    name: str
    reply: Callable[[Asked, Dialect], Reply]

    def __repr__(self) -> str:
        return self.name

    def slowly(
        self, *, head_after_s: float = 0.0, content_after_s: float = 0.0, piece_every_s: float = 0.0
    ) -> Step:
        """The same, with pauses.

        Args:
            head_after_s: Before the status line.
            content_after_s: Before the first content, the head and its comments being there.
            piece_every_s: Between two pieces: tokens of a stream, slices of a plain body.
        """

        def alter(reply: Reply) -> Reply:
            return replace(
                reply,
                head_after_s=head_after_s,
                content_after_s=content_after_s,
                piece_every_s=piece_every_s,
            )

        return self._altered(f"{self.name}, slowly", alter)

    def with_headers(self, **headers: str) -> Step:
        """The same, with further headers; an underscore stands for a hyphen."""
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        return self._altered(
            f"{self.name} with {', '.join(named)}",
            lambda reply: replace(reply, headers={**reply.headers, **named}),
        )

    def _altered(self, name: str, alter: Callable[[Reply], Reply]) -> Step:
        return Step(name, lambda asked, dialect: alter(self.reply(asked, dialect)))


Said: TypeAlias = str | Step
"""An answer to spoil: its text, or the step that gives it."""


# -- answers --


def answers(
    text: str = GREETING,
    *,
    tool_calls: Sequence[ToolCall] = (),
    reasoning: str = "",
    finish: FinishReason | None = None,
    usage: Usage = USAGE,
    served_model: str | None = None,
) -> Step:
    """Answers, as a stream where one was asked for, token by token.

    Args:
        text: The answer.
        tool_calls: What the model asks to have called.
        reasoning: Thinking that the vendor shows.
        finish: Why the model stopped; told by the tool calls where absent.
        usage: What the vendor says it used; `Usage()` for a vendor that does not say.
        served_model: The model that the vendor says it used; the one that was asked by default.
    """
    reason = finish or (FinishReason.TOOL_CALLS if tool_calls else FinishReason.STOP)
    answer = ProviderResult(
        text,
        tuple(tool_calls),
        finish=reason,
        usage=usage,
        reasoning=reasoning,
        served_model=served_model,
    )

    def reply(asked: Asked, dialect: Dialect) -> Reply:
        if asked.streams:
            return _streamed(answer, asked, dialect)
        whole = json_reply(dialect.whole(answer, asked))
        # As many slices as a stream has tokens and one more, so that the last is never content.
        size = math.ceil(len(whole.body) / (len(tokens_of(text)) + len(tool_calls) + 1))
        return replace(whole, pieces=resplit(whole.pieces, size), usage=answer.usage)

    return Step(f"answers({text!r})", reply)


def _streamed(answer: ProviderResult, asked: Asked, dialect: Dialect) -> Reply:
    events = dialect.events(answer, asked)
    parts = (
        (Role.OPENING, events.opening),
        (Role.CONTENT, events.content),
        (Role.FINISH, events.finish),
        (Role.MARKER, events.marker),
    )
    return Reply(
        headers={"content-type": "text/event-stream"},
        pieces=tuple(Piece(data, role) for role, group in parts for data in group),
        framing=Framing.CHUNKED,
        usage=answer.usage,
    )


def replies(
    body: bytes | str | Mapping[str, Any] | Sequence[Any],
    *,
    status: int = 200,
    media_type: str = "application/json",
) -> Step:
    """Sends just this: bytes or text as they are, anything else as JSON."""
    if isinstance(body, str):
        data = body.encode()
    else:
        data = body if isinstance(body, bytes) else json.dumps(body).encode()
    shown = data if len(data) < 40 else data[:37] + b"..."
    return Step(f"replies({shown!r}, {status})", lambda *_: raw_reply(data, status, media_type))


def streams(*events: bytes | str | Mapping[str, Any]) -> Step:
    """Sends just these events, whatever was asked; bytes as they are, all else as `data:`."""
    pieces = tuple(Piece(event if isinstance(event, bytes) else sse(event, "")) for event in events)
    reply = Reply(
        headers={"content-type": "text/event-stream"}, pieces=pieces, framing=Framing.CHUNKED
    )
    return Step(f"streams({len(pieces)} events)", lambda *_: reply)


# -- errors --

Told: TypeAlias = Literal[
    "seconds", "decimal", "date", "milliseconds", "duration", "message", "details", "moment"
]
"""How a vendor says when to come back."""


def limits(retry_after_s: float | None = None, *, told: Told = "seconds") -> Step:
    """Refuses with the vendor's rate limit.

    Args:
        retry_after_s: When to come back; None where the vendor does not say.
        told: How it is said: a `retry-after` header in `seconds`, as `decimal`, HTTP `date` or
            `duration` such as `1m2.5s`; a `retry-after-ms` header in `milliseconds`; in the
            `message` as a duration or as a `moment`; in the `details` of Gemini's errors.
    """
    if retry_after_s is None:
        return fails("rate_limit")
    wait_s = retry_after_s

    def reply(asked: Asked, dialect: Dialect) -> Reply:
        at_s = asked.wall_s + wait_s
        message, wait = _in_body(wait_s, at_s, told)
        error = dialect.error("rate_limit", told=message, wait_s=wait)
        headers = {**error.headers, **_in_headers(wait_s, at_s, told)}
        return json_reply(error.body, error.status, headers)

    return Step(f"limits({wait_s:g}, told={told!r})", reply)


def _in_headers(wait_s: float, at_s: float, told: Told) -> dict[str, str]:
    if told == "seconds":
        return {"retry-after": str(math.ceil(wait_s))}
    if told == "decimal":
        return {"retry-after": f"{wait_s:.3f}"}
    if told == "duration":
        return {"retry-after": duration(wait_s)}
    if told == "date":
        # HTTP dates have whole seconds: the next one, so that nobody comes too early.
        return {"retry-after": formatdate(math.ceil(at_s), usegmt=True)}
    return {"retry-after-ms": f"{wait_s * 1000:.0f}"} if told == "milliseconds" else {}


def _in_body(wait_s: float, at_s: float, told: Told) -> tuple[str, float | None]:
    if told == "message":
        return f" Please try again in {duration(wait_s)}.", None
    if told == "moment":
        moment = datetime.fromtimestamp(at_s, UTC).isoformat(timespec="milliseconds")
        return f" It resets at {moment}", None
    return "", wait_s if told == "details" else None


def duration(seconds: float) -> str:
    """Seconds as vendors write a duration, such as `1m2.5s`."""
    minutes, rest = divmod(round(seconds, 3), 60)
    return f"{minutes:.0f}m{rest:g}s" if minutes else f"{rest:g}s"


def fails(kind: ErrorKind | int, *, retry_after_s: float | None = None) -> Step:
    """Refuses a request.

    Args:
        kind: What the vendor has against it, said in the vendor's own shape; or an HTTP status,
            for the page that a gateway sends.
        retry_after_s: Sent as a `retry-after` header, where given.
    """
    headers = {} if retry_after_s is None else {"retry-after": f"{retry_after_s:g}"}

    def reply(_: Asked, dialect: Dialect) -> Reply:
        if isinstance(kind, int):
            return raw_reply(_PAGE % b"%d" % kind, kind, "text/html", headers)
        error = dialect.error(kind)
        return json_reply(error.body, error.status, {**error.headers, **headers})

    return Step(f"fails({kind!r})", reply)


def redirects(location: str, *, status: int = 307) -> Step:
    """Sends the client elsewhere, where its key has no business."""
    headers = {"location": location}
    return Step(f"redirects({location!r})", lambda *_: raw_reply(b"", status, "", headers))


def step_of(said: Said) -> Step:
    """The answer to spoil, as a step."""
    return answers(said) if isinstance(said, str) else said
