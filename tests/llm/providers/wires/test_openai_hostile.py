"""Hostile replies in the OpenAI dialect: read or refused, never a crash."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from scout.errors import (
    ProviderError,
)
from scout.llm.providers.wires.minimax import MiniMaxChat
from scout.llm.providers.wires.openai_chat import OpenAIChat
from scout.llm.types import (
    TextDelta,
)
from tests.llm.providers.wires.openai_bodies import DONE, USAGE, answer, reply, stream

WIRE = OpenAIChat()
KEYS = [
    "arguments",
    "base_resp",
    "choices",
    "code",
    "completion_tokens_details",
    "content",
    "delta",
    "error",
    "finish_reason",
    "function",
    "function_call",
    "id",
    "index",
    "message",
    "model",
    "name",
    "object",
    "prompt_tokens",
    "reasoning_details",
    "refusal",
    "status_code",
    "text",
    "tool_calls",
    "type",
    "usage",
    "x_groq",
]
WORDS = ["", "stop", "x", "<think>", "</think>", "0", "error", "{}", "\ud800"]
JUNK = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(10**20), 10**20)
    | st.floats()
    | st.sampled_from(WORDS),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(KEYS), inner, max_size=4)
    ),
    max_leaves=15,
)
WIRES = st.sampled_from([WIRE, MiniMaxChat(), OpenAIChat(returned_fields=("content",))])


def _mutated(draw: st.DrawFn, value: Any) -> Any:
    """A copy of a JSON value in which one place, at any depth, holds junk."""
    if isinstance(value, dict) and value and draw(st.integers(0, 5)):
        key = draw(st.sampled_from(sorted(value)))
        return value | {key: _mutated(draw, value[key])}
    if isinstance(value, list) and value and draw(st.integers(0, 5)):
        return [_mutated(draw, value[0]), *value[1:]]
    return draw(JUNK)


FULL = answer(
    {
        "content": "<think>a</think>b",
        "reasoning_details": [{"text": "r"}],
        "tool_calls": [{"id": "c", "index": 0, "function": {"name": "f", "arguments": "{}"}}],
        "function_call": {"name": "f", "arguments": "{}"},
    },
    base_resp={"status_code": 0, "status_msg": ""},
    x_groq={"id": "r", "usage": USAGE},
)


@st.composite
def _answers(draw: st.DrawFn) -> Any:
    body = _mutated(draw, FULL)
    return _mutated(draw, body) if draw(st.booleans()) else body


@st.composite
def _chunks(draw: st.DrawFn) -> list[bytes]:
    bodies = draw(st.lists(_answers(), max_size=4))
    for body in bodies:
        if isinstance(body, dict) and isinstance(body.get("choices"), list) and body["choices"]:
            first = body["choices"][0]
            if isinstance(first, dict) and "message" in first and draw(st.booleans()):
                first["delta"] = first.pop("message")
    return [json.dumps(body).encode() for body in bodies]


@settings(max_examples=300, suppress_health_check=[HealthCheck.too_slow])
@given(wire=WIRES, body=_answers())
def test_a_mutated_answer_is_read_or_refused_and_nothing_else(wire: OpenAIChat, body: Any) -> None:
    """A hostile body is a typed error: no crash, no other exception."""
    try:
        result = wire.decode(reply(body), 0.0)
    except (ProviderError, KeyError, TypeError, ValueError):
        return
    assert min(result.usage.input_tokens, result.usage.output_tokens) >= 0


@settings(max_examples=300, suppress_health_check=[HealthCheck.too_slow])
@given(wire=WIRES, chunks=_chunks(), name=st.sampled_from(["", "", "error", "ping"]))
def test_a_mutated_stream_is_read_or_refused_and_nothing_else(
    wire: OpenAIChat, chunks: list[bytes], name: str
) -> None:
    """The same for the pieces of a stream, and what was handed on is the result's text."""
    try:
        events, result = stream(wire, *((name, data) for data in chunks), DONE)
    except (ProviderError, KeyError, TypeError, ValueError):
        return
    assert "".join(event.text for event in events if isinstance(event, TextDelta)) == result.text


@given(body=st.binary(max_size=60), status=st.sampled_from([200, 400, 429, 500]))
def test_any_bytes_are_read_or_refused(body: bytes, status: int) -> None:
    """Bytes of any kind never crash a wire."""
    assert isinstance(WIRE.classify(reply(body, status), 0.0), ProviderError)
    with pytest.raises((ProviderError, KeyError, TypeError, ValueError)):
        WIRE.decode(reply(body), 0.0)
