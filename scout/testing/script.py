"""What a scripted vendor does with one request: the steps that a script is made of.

A step is pure: it turns a request into a `Reply`. Those that spoil an answer take it as a text or
as another step, so that they combine: `cuts(answers("Hi", tool_calls=[...]))`.
"""

from __future__ import annotations

import gzip
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
    Ending,
    Framing,
    Piece,
    Reply,
    Role,
    cut_at,
    json_reply,
    kept,
    raw_reply,
    resplit,
)

GREETING: Final = "Hello from a scripted vendor."
"""What is answered where a script gives no text."""

_KEEP_ALIVE: Final = Piece(b": keep-alive\n\n", Role.NOISE)
_MANY: Final = 100_000
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


def interrupts(kind: ErrorKind, said: Said = GREETING, *, after_tokens: int = 0) -> Step:
    """Begins to stream an answer and sends an error in the middle; plain, just the error."""
    begun = _step(said)

    def reply(asked: Asked, dialect: Dialect) -> Reply:
        error = dialect.error(kind)
        if not asked.streams:
            return json_reply(error.body, error.status, error.headers)
        whole = begun.reply(asked, dialect)
        event = Piece(sse(error.body, error.event), Role.NOISE)
        return replace(whole, pieces=(*kept(whole.pieces, after_tokens), event), usage=None)

    return Step(f"interrupts({kind!r}, after_tokens={after_tokens})", reply)


# -- silence and broken connections --


def hangs() -> Step:
    """Takes the request and never says a word."""
    return Step("hangs()", lambda *_: Reply(has_head=False, ending=Ending.SILENT))


def closes() -> Step:
    """Takes the request and closes the connection, as a stale one is closed."""
    return Step("closes()", lambda *_: Reply(has_head=False, ending=Ending.CLOSED))


def drops(said: Said = GREETING) -> Step:
    """Answers well, and closes the connection behind it without having said so."""
    return _ending("drops", said, Ending.DROPPED, None)


def resets(said: Said = GREETING, *, after_tokens: int | None = None) -> Step:
    """Tears the connection down: before a status line, or in the midst of the answer."""
    if after_tokens is None:
        return Step("resets()", lambda *_: Reply(has_head=False, ending=Ending.RESET))
    return _ending("resets", said, Ending.RESET, after_tokens)


def breaks(said: Said = GREETING, *, after_tokens: int = 1) -> Step:
    """Closes the connection in the midst of the answer, which HTTP can tell from an end."""
    return _ending("breaks", said, Ending.CLOSED, after_tokens)


def half_closes(said: Said = GREETING, *, after_tokens: int = 1) -> Step:
    """Ends its own side of the connection in the midst of the answer, and goes on listening."""
    return _ending("half_closes", said, Ending.HALF_CLOSED, after_tokens)


def stalls(said: Said = GREETING, *, after_tokens: int = 1) -> Step:
    """Says nothing more in the midst of the answer, with the connection open."""
    return _ending("stalls", said, Ending.SILENT, after_tokens)


def cuts(said: Said = GREETING, *, after_tokens: int = 1) -> Step:
    """Ends in the midst of the answer as if it were whole, so that only its content can tell."""
    return _ending("cuts", said, Ending.WHOLE, after_tokens)


def _ending(name: str, said: Said, ending: Ending, after_tokens: int | None) -> Step:
    begun = _step(said)

    def reply(asked: Asked, dialect: Dialect) -> Reply:
        whole = begun.reply(asked, dialect)
        if after_tokens is None:
            return replace(whole, ending=ending)
        pieces = kept(whole.pieces, after_tokens)
        missing = 0
        if ending is not Ending.WHOLE:
            missing = len(whole.body) - sum(len(piece.data) for piece in pieces)
        return replace(whole, pieces=pieces, ending=ending, length_offset=missing, usage=None)

    return Step(f"{name}({begun.name}, after_tokens={after_tokens})", reply)


# -- spoilt streams --


def murmurs(*, every_s: float = 0.05) -> Step:
    """Streams keep-alive comments and never a word; plain, blank lines before a body."""

    def reply(asked: Asked, _: Dialect) -> Reply:
        noise = _KEEP_ALIVE if asked.streams else Piece(b"\n", Role.NOISE)
        media_type = "text/event-stream" if asked.streams else "application/json"
        return Reply(
            headers={"content-type": media_type},
            pieces=(noise,) * _MANY,
            framing=Framing.CHUNKED,
            piece_every_s=every_s,
        )

    return Step(f"murmurs(every_s={every_s:g})", reply)


def omits(*roles: Literal["finish", "marker"], said: Said = GREETING) -> Step:
    """Streams an answer without what says why it stopped, or without its end marker."""
    begun = _step(said)

    def reply(asked: Asked, dialect: Dialect) -> Reply:
        whole = begun.reply(asked, dialect)
        pieces = tuple(piece for piece in whole.pieces if piece.role not in roles)
        return replace(whole, pieces=pieces)

    return Step(f"omits({', '.join(roles)})", reply)


def garbles(
    said: Said = GREETING, *, after_tokens: int = 1, garbage: bytes = b'data: {"broken": \n\n'
) -> Step:
    """Puts an event that cannot be read among those of a stream; plain, garbage in the body."""
    begun = _step(said)

    def reply(asked: Asked, dialect: Dialect) -> Reply:
        whole = begun.reply(asked, dialect)
        first = kept(whole.pieces, after_tokens)
        rest = whole.pieces[len(first) :]
        return replace(whole, pieces=(*first, Piece(garbage, Role.NOISE), *rest))

    return Step(f"garbles(after_tokens={after_tokens})", reply)


def splits(said: Said = GREETING, *, size: int = 1, every_s: float = 0.001) -> Step:
    """Sends the body in packets of so many bytes, whatever they cut in two."""
    begun = _step(said)

    def reply(asked: Asked, dialect: Dialect) -> Reply:
        whole = begun.reply(asked, dialect)
        return replace(whole, pieces=resplit(whole.pieces, size), piece_every_s=every_s)

    return Step(f"splits(size={size})", reply)


def splits_characters(said: Said = "Grüße, 世界 🌍", *, every_s: float = 0.01) -> Step:
    """Sends the body in packets that each end within a character of several bytes."""
    begun = _step(said)

    def reply(asked: Asked, dialect: Dialect) -> Reply:
        whole = begun.reply(asked, dialect)
        inside = (place for place, byte in enumerate(whole.body) if byte & 0xC0 == 0x80)
        return replace(whole, pieces=cut_at(whole.pieces, inside), piece_every_s=every_s)

    return Step("splits_characters()", reply)


def mixes_line_ends(said: Said = GREETING) -> Step:
    """Ends the lines of a stream with LF, CRLF and CR in turn."""
    begun = _step(said)

    def reply(asked: Asked, dialect: Dialect) -> Reply:
        whole = begun.reply(asked, dialect)
        ends = (b"\n", b"\r\n", b"\r")
        pieces = tuple(
            replace(piece, data=piece.data.replace(b"\n", ends[number % 3]))
            for number, piece in enumerate(whole.pieces)
        )
        return replace(whole, pieces=pieces) if asked.streams else whole

    return Step("mixes_line_ends()", reply)


# -- spoilt bodies --


def alters(change: Callable[[Any], Any], said: Said = GREETING) -> Step:
    """Answers with a changed document: the body, or each event of a stream.

    Args:
        change: Gives the document that is sent instead of the one it is given.
        said: The answer to change.
    """
    begun = _step(said)

    def alter(data: bytes) -> bytes:
        return json.dumps(change(json.loads(data)), ensure_ascii=False).encode()

    def reply(asked: Asked, dialect: Dialect) -> Reply:
        whole = begun.reply(asked, dialect)
        if not asked.streams:
            return replace(whole, pieces=(Piece(alter(whole.body)),))
        pieces = (replace(piece, data=_by_event(piece.data, alter)) for piece in whole.pieces)
        return replace(whole, pieces=tuple(pieces))

    return Step(f"alters({getattr(change, '__name__', 'a function')})", reply)


def _by_event(data: bytes, alter: Callable[[bytes], bytes]) -> bytes:
    head = b"data: "
    lines = data.split(b"\n")
    changed = (
        head + alter(line.removeprefix(head)) if line.startswith(head + b"{") else line
        for line in lines
    )
    return b"\n".join(changed)


def rewrites(old: bytes, new: bytes, said: Said = GREETING) -> Step:
    """Answers with some bytes in place of others, such as a number that no JSON writer makes."""
    begun = _step(said)

    def reply(asked: Asked, dialect: Dialect) -> Reply:
        whole = begun.reply(asked, dialect)
        if not asked.streams:
            return replace(whole, pieces=(Piece(whole.body.replace(old, new)),))
        pieces = (replace(piece, data=piece.data.replace(old, new)) for piece in whole.pieces)
        return replace(whole, pieces=tuple(pieces))

    return Step(f"rewrites({old!r})", reply)


Compression: TypeAlias = Literal["sound", "corrupt", "bomb"]


def compresses(
    said: Said = GREETING, *, how: Compression = "sound", bomb_bytes: int = 2**20
) -> Step:
    """Sends the body gzipped: soundly, with bytes flipped, or as a bomb of so many zeros."""
    begun = _step(said)

    def reply(asked: Asked, dialect: Dialect) -> Reply:
        whole = begun.reply(asked, dialect)
        data = gzip.compress(bytes(bomb_bytes) if how == "bomb" else whole.body)
        if how == "corrupt":
            data = data[:10] + bytes(byte ^ 0xFF for byte in data[10:])
        headers = {**whole.headers, "content-encoding": "gzip"}
        return replace(whole, headers=headers, pieces=(Piece(data),))

    return Step(f"compresses(how={how!r})", reply)


def misdeclares(said: Said = GREETING, *, by: int = 10) -> Step:
    """Declares a body longer than it is, or shorter with a negative number, and then closes."""
    begun = _step(said)

    def reply(asked: Asked, dialect: Dialect) -> Reply:
        whole = begun.reply(asked, dialect)
        return replace(whole, framing=Framing.LENGTH, length_offset=by, ending=Ending.CLOSED)

    return Step(f"misdeclares(by={by})", reply)


def _step(said: Said) -> Step:
    return answers(said) if isinstance(said, str) else said
