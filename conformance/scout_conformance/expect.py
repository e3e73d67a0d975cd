"""Asks a provider's own functions, and compares what they say with what is due."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any, TypeVar
from urllib.parse import unquote

from scout.errors import ProviderError
from scout.llm.providers.base import WireReply, WireRequest
from scout.llm.transport.foreign import MALFORMED
from scout.llm.types import (
    Call,
    Message,
    ProviderResult,
    StreamEvent,
    TextDelta,
    Tool,
    ToolCallDelta,
)
from scout_conformance import words
from scout_conformance.blame import describe
from scout_conformance.samples import WALL_S
from scout_conformance.subject import Subject
from scout_conformance.violation import Violation

T = TypeVar("T")

REFUSAL = "an exception that says so, such as KeyError, TypeError, ValueError, or a ProviderError"
"""What is expected of a body that is no answer."""

UNREADABLE = (*MALFORMED, ProviderError)
"""How a wire says that a body is no answer; of all but the last scout makes its own error."""

WEATHER = Tool(
    "look_up_weather",
    "Tells the weather of a place.",
    {
        "type": "object",
        "properties": {"place": {"type": "string"}, "days": {"type": "integer"}},
        "required": ["place", "days"],
        "additionalProperties": False,
    },
)
"""The tool that the kit offers."""

TRAINS = Tool(
    "find_trains",
    "Finds trains between two places.",
    {"type": "object", "properties": {"via": {"type": "string"}}, "required": ["via"]},
)
"""The one that it offers beside it."""


@dataclass(frozen=True, slots=True)
class Streamed:
    """What a decoder made of a stream."""

    events: tuple[StreamEvent, ...]
    result: ProviderResult

    @property
    def text(self) -> str:
        """The pieces of text that were handed on, together."""
        return "".join(event.text for event in self.events if isinstance(event, TextDelta))

    def handed_on(self) -> list[tuple[str, str, object]]:
        """Id, name and arguments of each tool call that was handed on, its pieces together."""
        calls: dict[int, list[ToolCallDelta]] = {}
        for event in self.events:
            if isinstance(event, ToolCallDelta):
                calls.setdefault(event.index, []).append(event)
        return [
            (pieces[0].id, pieces[0].name, _parsed("".join(one.arguments for one in pieces)))
            for _, pieces in sorted(calls.items())
        ]


def _parsed(arguments: str) -> object:
    """Arguments as JSON, or the text that is none."""
    try:
        return json.loads(arguments or "{}")
    except ValueError:
        return arguments


def plain_call(subject: Subject, text: str = "Say hello.", **changes: Any) -> Call:
    """The plainest call of the default model, with changes."""
    call = Call(subject.model.id, (Message("user", text),))
    return replace(call, **changes)


def encoded(subject: Subject, call: Call) -> WireRequest:
    """What the wire says for a call."""
    wire, row = subject.wire, subject.provider
    request = ask(
        lambda: wire.encode(call, row), sent=words.of_call(call), expected="a WireRequest"
    )
    if not isinstance(request, WireRequest):
        raise Violation(
            sent=words.of_call(call),
            expected="a WireRequest",
            got=_kind(request),
            fix="Return a WireRequest from encode().",
        )
    return request


def decoded(subject: Subject, reply: WireReply) -> ProviderResult:
    """What the wire reads in a whole answer."""
    sent = words.of_reply(reply)
    return _result(
        ask(
            lambda: subject.wire.decode(reply, WALL_S),
            sent=sent,
            expected="an answer that is read without an error",
        ),
        sent,
    )


def streamed(subject: Subject, frames: Sequence[tuple[str, bytes]]) -> Streamed:
    """What a fresh decoder reads in a stream that is whole."""
    sent = words.of_frames(frames)
    decoder = ask(subject.wire.stream_decoder, sent=sent, expected="a decoder of its own")
    if not all(hasattr(decoder, name) for name in ("feed", "ended", "finish")):
        fix = "Return an object with feed(), ended and finish() from stream_decoder()."
        raise Violation(sent=sent, expected="a StreamDecoder", got=_kind(decoder), fix=fix)
    expected = "a stream that is read to its end without an error"
    streamed = ask(lambda: read_stream(subject, frames), sent=sent, expected=expected)
    _result(streamed.result, sent)
    return streamed


def _result(result: object, sent: str) -> ProviderResult:
    if not isinstance(result, ProviderResult):
        fix = "Return a ProviderResult from decode(), and from finish() of the stream decoder."
        raise Violation(sent=sent, expected="a ProviderResult", got=_kind(result), fix=fix)
    return result


def _kind(value: object) -> str:
    return "None" if value is None else f"a {type(value).__name__}"


def read_stream(subject: Subject, frames: Sequence[tuple[str, bytes]]) -> Streamed:
    """Feed a fresh decoder as scout does: until it says that it ended, then conclude."""
    decoder = subject.wire.stream_decoder()
    events: list[StreamEvent] = []
    for event, data in frames:
        events.extend(decoder.feed(event, data))
        if decoder.ended:
            break
    return Streamed(tuple(events), decoder.finish())


def classified(subject: Subject, reply: WireReply) -> ProviderError:
    """The error that the wire makes of a reply, whether it returns or raises it."""
    sent = words.of_reply(reply)

    def judge() -> object:
        if reply.status >= 400:
            return subject.wire.classify(reply, WALL_S)
        try:
            return subject.wire.decode(reply, WALL_S)
        except ProviderError as error:
            return error

    error = ask(judge, sent=sent, expected="a ProviderError")
    if not isinstance(error, ProviderError):
        got = words.of_result(error) if isinstance(error, ProviderResult) else repr(error)
        raise Violation(sent=sent, expected="a ProviderError", got=got)
    return error


def ask(call: Callable[[], T], *, sent: str, expected: str) -> T:
    """Call a function of the author's.

    Raises:
        Violation: It raised; the author's frames are kept as its cause.
    """
    try:
        return call()
    except Violation:
        raise
    except Exception as error:
        raise Violation(sent=sent, expected=expected, got=describe(error)) from error


def same(what: str, *, sent: str, expected: object, got: object, fix: str = "") -> None:
    """Two values are equal.

    Raises:
        Violation: They are not.
    """
    if expected != got or type(expected) is not type(got):
        due = f"{what} {words.of_value(expected)}"
        raise Violation(sent=sent, expected=due, got=words.of_value(got), fix=fix)


def differ(subject: Subject, call: Call, other: Call) -> None:
    """Two calls that mean different things make different requests.

    Raises:
        Violation: They do not.
    """
    first, second = encoded(subject, call), encoded(subject, other)
    if first == second:
        raise Violation(
            sent=words.of_call(call),
            expected=f"another request than for {words.of_call(other)}",
            got=words.of_request(first),
        )


def leaves(value: Any) -> Iterator[Any]:
    """Every number, text and flag in a JSON value."""
    if isinstance(value, dict):
        for inner in value.values():
            yield from leaves(inner)
    elif isinstance(value, list | tuple):
        for inner in value:
            yield from leaves(inner)
    else:
        yield value


def strings_of(request: WireRequest) -> list[str]:
    """Every text of a request: path, query, headers, and the texts and names in its body."""
    texts = [request.path, unquote(request.path)]
    texts += [part for pair in request.query for part in pair]
    texts += [part for pair in request.headers for part in pair]
    texts += [leaf for leaf in leaves(_with_keys(request.json)) if isinstance(leaf, str)]
    return texts


def numbers_of(request: WireRequest) -> list[float]:
    """Every number in the body of a request."""
    found = leaves(request.json)
    return [leaf for leaf in found if isinstance(leaf, int | float) and not isinstance(leaf, bool)]


def reaches(subject: Subject, call: Call, what: str, value: str | float) -> None:
    """A value of a call stands in the request that the wire makes of it.

    Raises:
        Violation: It does not.
    """
    request = encoded(subject, call)
    if isinstance(value, str):
        found = any(value in text for text in strings_of(request))
    else:
        found = value in numbers_of(request)
    if not found:
        raise Violation(
            sent=words.of_call(call),
            expected=f"{what} {value!r} in the request",
            got=words.of_request(request),
        )


def _with_keys(value: Any) -> Any:
    if isinstance(value, dict):
        return [*value.keys(), *map(_with_keys, value.values())]
    if isinstance(value, list | tuple):
        return [_with_keys(inner) for inner in value]
    return value
