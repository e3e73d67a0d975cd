"""Bodies in the OpenAI chat dialect, written from its description, for the tests of its wires."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from scout.llm.providers.base import Model, Provider, Wire, WireReply
from scout.llm.types import ProviderResult, StreamEvent

USAGE = {"prompt_tokens": 12, "completion_tokens": 5, "total_tokens": 17}
STOP = {"index": 0, "delta": {}, "finish_reason": "stop"}
DONE = b"[DONE]"


def row(wire: Wire, **fields: Any) -> Provider:
    """A provider with this wire and one model, `acme-1`."""
    fields = {"capabilities": frozenset({"stream", "tools", "json_schema"})} | fields
    return Provider("acme", "https://api.acme.example/v1", ("ACME_API_KEY",), ("acme-",),
                    (Model("acme-1"),), "acme-1", wire, **fields)  # fmt: skip


def reply(body: object, status: int = 200, **headers: str) -> WireReply:
    """A reply with this body, and headers whose names have underscores."""
    raw = body if isinstance(body, bytes) else json.dumps(body).encode()
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return WireReply(status, named, raw)


def answer(message: object = None, finish: object = "stop", **fields: Any) -> dict[str, Any]:
    """A whole answer with this message."""
    message = {"role": "assistant", "content": "hi"} if message is None else message
    choice = {"index": 0, "message": message, "finish_reason": finish}
    return {"id": "a1", "object": "chat.completion", "model": "acme-1-0601", "choices": [choice],
            "usage": USAGE} | fields  # fmt: skip


def chunk(delta: Mapping[str, Any] | None = None, finish: object = None, **fields: Any) -> bytes:
    """One event of a stream; without a delta it has no choices."""
    choices = [{"index": 0, "delta": delta, "finish_reason": finish}] if delta is not None else []
    told = {"id": "a1", "object": "chat.completion.chunk", "model": "acme-1-0601"}
    return json.dumps(told | {"choices": choices} | fields).encode()


def stream(wire: Wire, *events: bytes | tuple[str, bytes]) -> tuple[list[Any], ProviderResult]:
    """The events and the result of a stream; an event may come with its name."""
    decoder = wire.stream_decoder()
    made: list[StreamEvent] = []
    for event in events:
        name, data = event if isinstance(event, tuple) else ("", event)
        made += decoder.feed(name, data)
    return made, decoder.finish()
