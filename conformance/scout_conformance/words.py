"""Says requests, replies and streams in a line, for the `sent` and `got` of a failure."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from scout.errors import ProviderError
    from scout.llm.providers.base import WireReply, WireRequest
    from scout.llm.types import Call, Message, ProviderResult

MAX_BODY = 400
"""Longest body that a sentence shows; the beginning is what tells."""


def of_call(call: Call) -> str:
    """A call, by what makes it different from the plainest one."""
    turns = ", ".join(map(_turn, call.messages))
    options = {
        "max_output_tokens": call.max_output_tokens,
        "temperature": call.temperature,
        "stop": call.stop or None,
        "tools": [tool.name for tool in call.tools] or None,
        "tool_choice": call.tool_choice if call.tools else None,
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
    return f"{turn.role}{answers}: {turn.text!r}{made}"


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
    """The events of a stream, as many as fit."""
    said = (f"{event + ': ' if event else ''}{of_bytes(data)}" for event, data in frames)
    return shortened(f"HTTP 200 and a stream of {len(frames)} events: " + " | ".join(said))


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


def shortened(text: str) -> str:
    """The beginning of a text, with its length where it is cut."""
    return text if len(text) <= MAX_BODY else f"{text[:MAX_BODY]}... ({len(text)} characters)"
