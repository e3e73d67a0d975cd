"""What the tests of a wire ask with: a row, a call in a line, a stream of chunks."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from typing import Any

from scout.llm.providers.base import Model, Provider, StreamDecoder, Wire, WireReply
from scout.llm.types import Call, Message, ProviderResult, StreamEvent

NOW_S = 1_790_000_000.0  # 2026-09-21T14:13:20Z


def row(
    wire: Wire, *models: Model, able: Iterable[str] = ("stream", "tools", "json_schema", "vision")
) -> Provider:
    """A provider that speaks through a wire; its default model is `some-1`."""
    return Provider(
        name="vendor",
        base_url="https://api.vendor.example/v1",
        api_key_env=("VENDOR_API_KEY",),
        model_prefixes=("some-",),
        models=models or (Model("some-1"),),
        default_model=models[0].id if models else "some-1",
        wire=wire,
        capabilities=frozenset(able),
    )


def call(*messages: Message | str, **asked: Any) -> Call:
    """A call to `some-1`; a plain text is a user's turn."""
    turns = tuple(Message("user", m) if isinstance(m, str) else m for m in messages)
    return Call(**{"model": "some-1", "messages": turns, **asked})


def encoded(wire: Wire, asked: Call, provider: Provider | None = None) -> dict[str, Any]:
    """The body that a call becomes, once through JSON so that it is sure to be JSON."""
    body = wire.encode(asked, provider or row(wire)).json
    return dict(json.loads(json.dumps(body)))


def reply(body: object, status: int = 200, headers: Mapping[str, str] | None = None) -> WireReply:
    """A reply with this body: bytes as they are, all else as JSON."""
    data = body if isinstance(body, bytes) else json.dumps(body).encode()
    return WireReply(status, headers or {}, data)


def fed(decoder: StreamDecoder, *chunks: Mapping[str, Any]) -> list[StreamEvent]:
    """Feed chunks, each under the name in its `type`; all the events that came of them."""
    events: list[StreamEvent] = []
    for chunk in chunks:
        events += decoder.feed(str(chunk.get("type", "")), json.dumps(chunk).encode())
    return events


def streamed(wire: Wire, *chunks: Mapping[str, Any]) -> ProviderResult:
    """The result of a stream of these chunks."""
    decoder = wire.stream_decoder()
    fed(decoder, *chunks)
    return decoder.finish()
