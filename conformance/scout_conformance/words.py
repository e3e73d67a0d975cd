"""Says requests, replies and streams in a line, for the `sent` and `got` of a failure."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import fields
from enum import Enum
from typing import TYPE_CHECKING, Any

from scout.llm.types import Usage

if TYPE_CHECKING:
    from scout.errors import ProviderError
    from scout.llm.providers.base import WireReply, WireRequest
    from scout.llm.types import Call, Message, ProviderResult

MAX_BODY = 600
"""Longest body that a sentence shows; of a longer one the middle is left out."""

MAX_STREAM = 1200
"""Longest stream that a sentence shows; of a longer one whole events are left out."""

_END = 200
"""How much of the end of a long text is shown."""


def of_call(call: Call) -> str:
    """A call, by what makes it different from the plainest one."""
    turns = ", ".join(map(_turn, call.messages))
    options = {
        "max_output_tokens": call.max_output_tokens,
        "temperature": call.temperature,
        "stop": call.stop or None,
        "tools": [tool.name for tool in call.tools] or None,
        "tool_choice": call.tool_choice if call.tool_choice != "auto" else None,
        "response_schema": call.response_schema,
        "seed": call.seed,
        "stream": call.stream or None,
    }
    set_ones = [f"{name}={value!r}" for name, value in options.items() if value is not None]
    return shortened(f"Call({call.model!r}, [{turns}]{''.join(', ' + one for one in set_ones)})")


def _turn(turn: Message) -> str:
    """A turn: who says what, which tools it calls, or which call it answers."""
    calls = [f"{one.name}({of_json(dict(one.arguments))}) as {one.id!r}" for one in turn.tool_calls]
    made = f" calls {', '.join(calls)}" if calls else ""
    answers = f" for {turn.tool_call_id!r}" if turn.tool_call_id else ""
    images = 0 if isinstance(turn.content, str) else sum(hasattr(p, "url") for p in turn.content)
    seen = f" and {images} image{'s' if images > 1 else ''}" if images else ""
    return f"{turn.role}{answers}: {turn.text!r}{seen}{made}"


def of_request(request: WireRequest) -> str:
    """A request of a wire."""
    query = "".join(f"{'&' if at else '?'}{k}={v}" for at, (k, v) in enumerate(request.query))
    return f"{request.method} {request.path}{query} {of_json(request.json)}"


def of_reply(reply: WireReply) -> str:
    """A reply of the vendor."""
    told = {k: v for k, v in reply.headers.items() if k != "content-type"}
    headers = "".join(f" {name}: {value}" for name, value in told.items())
    return f"HTTP {reply.status}{headers} {of_bytes(reply.body)}"


def of_frames(frames: Sequence[tuple[str, bytes]]) -> str:
    """The events of a stream, a line each: the first ones, and as many of the last as fit."""
    if not frames:
        return "HTTP 200 and a stream without an event"
    said = [f"{event + ': ' if event else ''}{of_bytes(data)}" for event, data in frames]
    left_out = _left_out([len(one) for one in said])
    if left_out:
        said[left_out] = [f"({left_out.stop - left_out.start} more)"]
    count = f"{len(frames)} event{'s' if len(frames) > 1 else ''}"
    return "\n- ".join([f"HTTP 200 and a stream of {count}:", *said])


def _left_out(lengths: Sequence[int]) -> slice | None:
    """Which items of a list are left out so that it fits: some after the second; None if none."""
    if sum(lengths) <= MAX_STREAM or len(lengths) < 4:
        return None
    room, kept = MAX_STREAM - sum(lengths[:2]), len(lengths) - 1
    while kept > 2 and sum(lengths[kept - 1 :]) <= room:
        kept -= 1
    return slice(2, kept) if kept > 2 else None


def of_error(error: ProviderError) -> str:
    """An error: its class, and what it would do."""
    wait = f", retry_after_s={error.retry_after_s:g}" if error.retry_after_s is not None else ""
    return f"{type(error).__name__} (again={error.again}, key={error.key_effect}{wait})"


def of_result(result: ProviderResult) -> str:
    """An answer, its text first."""
    return shortened(f"the answer {result.text!r}, finish={result.finish}")


def of_json(value: Mapping[str, Any] | Any) -> str:
    """JSON in a line."""
    return shortened(json.dumps(value, ensure_ascii=False, default=repr))


def of_bytes(body: bytes) -> str:
    """A body in a line; an empty one is said to be so."""
    return shortened(body.decode("utf-8", "backslashreplace")) if body else "(an empty body)"


def of_value(value: object) -> str:
    """A value as its author would write it: an enumeration's name, counts that are not nought."""
    if isinstance(value, Enum):
        return f"{type(value).__name__}.{value.name}"
    if isinstance(value, Usage):
        told = ((field.name, getattr(value, field.name)) for field in fields(value))
        return f"Usage({', '.join(f'{name}={count}' for name, count in told if count)})"
    return shortened(repr(value))


def difference(first: Any, second: Any, place: str) -> tuple[str, str]:
    """What two values hold at the first place where they differ, each with the place.

    Examples:
        >>> difference({"a": [1, 2]}, {"a": [1, 3]}, "body")
        ('body.a[1]: 2', 'body.a[1]: 3')
    """
    if isinstance(first, Mapping) and isinstance(second, Mapping):
        for name in {**first, **second}:
            if name not in first or name not in second:
                inner = f"{place}.{name}"
                one, other = (
                    f"{inner}: {of_json(held[name])}" if name in held else f"no {inner}"
                    for held in (first, second)
                )
                return one, other
            if first[name] != second[name]:
                return difference(first[name], second[name], f"{place}.{name}")
    pair = (first, second)
    if all(isinstance(one, list | tuple) for one in pair) and len(first) == len(second):
        for at, (one, other) in enumerate(zip(first, second, strict=True)):
            if one != other:
                return difference(one, other, f"{place}[{at}]")
    return f"{place}: {of_json(first)}", f"{place}: {of_json(second)}"


def shortened(text: str) -> str:
    """A text, or its beginning and end, with its length where it is cut."""
    if len(text) <= MAX_BODY:
        return text
    return f"{text[: MAX_BODY - _END]} ... {text[-_END:]} ({len(text)} characters)"
