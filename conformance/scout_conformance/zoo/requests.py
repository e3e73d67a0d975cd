"""Broken wires: what is said to the vendor."""

from __future__ import annotations

import itertools
from dataclasses import replace

from scout.llm.providers.base import WireRequest
from scout.llm.types import (
    Call,
    Message,
    TextPart,
)
from scout_conformance.zoo.animal import Animal, altered
from scout_conformance.zoo.meddling import (
    Meddled,
    meddled,
    with_body,
    with_field,
    without_field,
)

_COUNTER = itertools.count()


def _keep_messages(call: Call, *roles: str) -> Call:
    return replace(call, messages=tuple(turn for turn in call.messages if turn.role in roles))


def _trimmed(call: Call) -> Call:
    turns = (
        replace(turn, content=turn.content.strip()) if isinstance(turn.content, str) else turn
        for turn in call.messages
    )
    return replace(call, messages=tuple(turns))


def _texts_only(call: Call) -> Call:
    def only_text(turn: Message) -> Message:
        if isinstance(turn.content, str):
            return turn
        return replace(turn, content=tuple(p for p in turn.content if isinstance(p, TextPart)))

    return replace(call, messages=tuple(map(only_text, call.messages)))


def _counted(_: Call, request: WireRequest) -> WireRequest:
    return with_body(request, lambda body: {**body, "user": f"request-{next(_COUNTER)}"})


def _no_slash(_: Call, request: WireRequest) -> WireRequest:
    return replace(request, path=request.path.removeprefix("/"))


def _with_demo_key(_: Call, request: WireRequest) -> WireRequest:
    return replace(request, headers=(("x-api-key", "demo"),))


REQUESTS: tuple[Animal, ...] = (
    altered("a dialect without samples", "WIR-001", wire=Meddled(dialect="acme_chat")),
    meddled("a path without its slash", "WIR-010", on_request=_no_slash),
    meddled("always the same model", "WIR-011", on_request=with_field(model="acme-small-1")),
    meddled("the user's text trimmed", "WIR-012", on_call=_trimmed),
    meddled(
        "no system prompt",
        "WIR-013",
        on_call=lambda call: _keep_messages(call, "user", "assistant", "tool"),
    ),
    meddled(
        "the turns reversed",
        "WIR-014",
        on_call=lambda call: replace(call, messages=call.messages[::-1]),
    ),
    meddled(
        "no output limit",
        "WIR-015",
        on_call=lambda call: replace(call, max_output_tokens=None),
    ),
    meddled("a temperature of its own", "WIR-016", on_request=with_field(temperature=0.7)),
    meddled("no stop sequences", "WIR-017", on_request=without_field("stop")),
    meddled("a counter in the body", "WIR-018", on_request=_counted),
    meddled(
        "a stream that is not asked for",
        "WIR-019",
        on_call=lambda call: replace(call, stream=False),
    ),
    meddled("no tools", "WIR-020", on_request=without_field("tools")),
    meddled(
        "no tool results",
        "WIR-021",
        on_call=lambda call: _keep_messages(call, "system", "user", "assistant"),
    ),
    meddled("no response schema", "WIR-022", on_request=without_field("response_format")),
    meddled("a seed that is dropped", "WIR-023", claims="seed", on_request=without_field("seed")),
    meddled("an image that is dropped", "WIR-024", claims="vision", on_call=_texts_only),
    meddled("a credential in the wire", "SEC-002", on_request=_with_demo_key),
)
