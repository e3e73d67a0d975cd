"""Bodies that no vendor should send: the Anthropic and Gemini wires name them, and never crash."""

from __future__ import annotations

import copy
import json
from collections.abc import Callable, Iterator
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scout.errors import ProviderError, StreamInterruptedError
from scout.llm.providers.base import Wire
from scout.llm.providers.wires.anthropic_messages import AnthropicMessages
from scout.llm.providers.wires.gemini import Gemini
from scout.llm.types import Message, ProviderResult
from tests.llm.providers.wires.asking import NOW_S, call, encoded, reply

ALLOWED = (ProviderError, KeyError, TypeError, ValueError)
CLAUDE: Wire = AnthropicMessages()
GEMINI: Wire = Gemini()
SETTINGS = settings(max_examples=300, derandomize=True, database=None, deadline=None)

USAGE = {
    "input_tokens": 9,
    "cache_read_input_tokens": 2,
    "cache_creation": {"ephemeral_5m_input_tokens": 1},
    "output_tokens": 5,
    "output_tokens_details": {"thinking_tokens": 2},
}
BLOCKS = [
    {"type": "thinking", "thinking": "Hm.", "signature": "c2ln"},
    {"type": "text", "text": "Hello."},
    {"type": "tool_use", "id": "toolu_1", "name": "weather", "input": {"town": "Bonn"}},
]
MESSAGE = {
    "type": "message",
    "id": "msg_1",
    "model": "some-1",
    "content": BLOCKS,
    "stop_reason": "tool_use",
    "usage": USAGE,
}
CLAUDE_STREAM: list[Any] = [
    {"type": "message_start", "message": {**MESSAGE, "content": [], "stop_reason": None}},
    {"type": "content_block_start", "index": 0, "content_block": {"type": "thinking"}},
    {
        "type": "content_block_delta",
        "index": 0,
        "delta": {"type": "thinking_delta", "thinking": "Hm."},
    },
    {
        "type": "content_block_delta",
        "index": 0,
        "delta": {"type": "signature_delta", "signature": "c2ln"},
    },
    {"type": "content_block_start", "index": 1, "content_block": BLOCKS[2]},
    {
        "type": "content_block_delta",
        "index": 1,
        "delta": {"type": "input_json_delta", "partial_json": '{"n": 1}'},
    },
    {"type": "content_block_delta", "index": 2, "delta": {"type": "text_delta", "text": "Hi"}},
    {"type": "content_block_stop", "index": 1},
    {"type": "message_delta", "delta": {"stop_reason": "tool_use"}, "usage": USAGE},
    {"type": "message_stop"},
]
CHUNK = {
    "candidates": [
        {
            "content": {
                "role": "model",
                "parts": [
                    {"text": "Hm.", "thought": True},
                    {"text": "Hello.", "thoughtSignature": "c2ln"},
                    {"functionCall": {"name": "weather", "args": {"n": 1}, "id": "c1"}},
                ],
            },
            "finishReason": "STOP",
            "finishMessage": "Done.",
            "index": 0,
        }
    ],
    "promptFeedback": {"safetyRatings": []},
    "usageMetadata": {
        "promptTokenCount": 9,
        "cachedContentTokenCount": 2,
        "candidatesTokenCount": 5,
        "thoughtsTokenCount": 2,
        "toolUsePromptTokenCount": 1,
    },
    "modelVersion": "some-1",
    "responseId": "resp1",
}
ERRORS: list[Any] = [
    {
        "type": "error",
        "error": {
            "type": "rate_limit_error",
            "message": "You will regain access on 2026-10-01 at 00:00 UTC",
            "details": {"error_code": "ramp_limit_exceeded"},
        },
        "request_id": "req_1",
    },
    {
        "error": {
            "code": 429,
            "message": "Please retry in 48.9s.",
            "status": "RESOURCE_EXHAUSTED",
            "details": [
                {"@type": "x", "violations": [{"quotaId": "PerDay"}]},
                {"@type": "x", "retryDelay": "48s", "reason": "QUOTA"},
            ],
        }
    },
]

ODD_ONES: tuple[Any, ...] = (
    *(None, True, False, 0, 1, -1, 10**30, 0.5, -2.5, "", "x", "\ud800", "STOP", "{" * 50),
    *([], {}, [[]], [{}], ["x"], {"a": 1}, {"type": "text"}, {"text": {}}),
    *({"error": {"code": 429}}, {"type": "tool_use", "name": 1}),
)
ODD = st.sampled_from(ODD_ONES).map(copy.deepcopy)


def _places(node: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """The path of every value in a document, its root left out."""
    keys = node if isinstance(node, dict) else range(len(node)) if isinstance(node, list) else ()
    for key in keys:
        yield (*path, key)
        yield from _places(node[key], (*path, key))


@st.composite
def mutated(draw: st.DrawFn, document: Any) -> Any:
    """A document in which up to three values are replaced, or gone."""
    changed = copy.deepcopy(document)
    for _ in range(draw(st.integers(1, 3))):
        paths = list(_places(changed))
        if not paths:
            break
        *way, last = draw(st.sampled_from(paths))
        node = changed
        for key in way:
            node = node[key]
        if draw(st.booleans()) and isinstance(node, dict):
            del node[last]
        else:
            node[last] = draw(ODD)
    return changed


def _dumped(document: Any) -> bytes:
    return json.dumps(document).encode()


def _as_promised(read: Callable[[], object]) -> None:
    """Run it: a result, or an exception that a wire may raise."""
    try:
        result = read()
    except ALLOWED:
        return
    if isinstance(result, ProviderResult):
        _is_sound(result)


def _is_sound(result: ProviderResult) -> None:
    """What comes out is of the types that it says, and can be sent back."""
    usage = result.usage
    assert all(isinstance(text, str) for text in (result.text, result.reasoning))
    ids = [call.id for call in result.tool_calls]
    assert all(ids)
    assert all(isinstance(text, str) for text in (*ids, *(c.name for c in result.tool_calls)))
    assert min(usage.input_tokens, usage.output_tokens, usage.reasoning_tokens) >= 0
    assert min(usage.cache_read_tokens, usage.cache_write_tokens) >= 0
    assert usage.total_tokens < 10**14
    assert result.served_model is None or isinstance(result.served_model, str)


def _streamed(wire: Wire, chunks: list[Any]) -> None:
    decoder = wire.stream_decoder()
    for chunk in chunks:
        name = chunk.get("type", "") if isinstance(chunk, dict) else ""
        try:
            list(decoder.feed(name if isinstance(name, str) else "", _dumped(chunk)))
        except ALLOWED:
            break
    try:
        _is_sound(decoder.finish())
    except StreamInterruptedError:
        return


@SETTINGS
@given(mutated(MESSAGE))
def test_a_changed_message_is_read_or_named(body: Any) -> None:
    """Whatever stands in its fields."""
    _as_promised(lambda: CLAUDE.decode(reply(body), NOW_S))


@SETTINGS
@given(mutated(CHUNK))
def test_a_changed_response_is_read_or_named(body: Any) -> None:
    """Whatever stands in its fields."""
    _as_promised(lambda: GEMINI.decode(reply(body), NOW_S))


@SETTINGS
@given(mutated(CLAUDE_STREAM), st.randoms(use_true_random=False), st.booleans())
def test_changed_events_are_read_or_named(chunks: Any, dice: Any, is_shuffled: bool) -> None:
    """In any order; the end is a sound answer or an interruption, and nothing else."""
    if is_shuffled:
        dice.shuffle(chunks)
    _streamed(CLAUDE, chunks)


@SETTINGS
@given(mutated([CHUNK, CHUNK, [CHUNK]]))
def test_changed_chunks_are_read_or_named(chunks: Any) -> None:
    """The end is a sound answer or an interruption, and nothing else."""
    _streamed(GEMINI, chunks)


@SETTINGS
@given(
    st.sampled_from([CLAUDE, GEMINI]),
    st.sampled_from(ERRORS).flatmap(mutated),
    st.sampled_from([200, 301, 400, 401, 404, 418, 429, 500, 503, 529, 599]),
)
def test_every_changed_error_has_a_class(wire: Wire, body: Any, status: int) -> None:
    """Classifying never fails, and its texts can be shown."""
    error = wire.classify(reply(body, status), NOW_S)
    assert isinstance(error, ProviderError)
    assert str(error).isprintable()
    assert error.retry_after_s is None or error.retry_after_s >= 0


@SETTINGS
@given(st.sampled_from([CLAUDE, GEMINI]), st.binary(max_size=60), st.integers(0, 600))
def test_bytes_of_any_kind_are_named(wire: Wire, data: bytes, cut: int) -> None:
    """Noise, and real bodies cut short or with noise inside."""
    for whole in (_dumped(MESSAGE), _dumped(CHUNK)):
        body = whole[:cut] + data + whole[cut + 20 :]
        for each in (data, whole[:cut], body):
            _as_promised(lambda each=each: wire.decode(reply(each), NOW_S))  # type: ignore[misc]  # a bound default
            _as_promised(lambda each=each: list(wire.stream_decoder().feed("", each)))  # type: ignore[misc]  # a bound default
            assert isinstance(wire.classify(reply(each, 500), NOW_S), ProviderError)
            with pytest.raises(ProviderError):
                raise wire.classify(reply(each, 200), NOW_S)


@pytest.mark.parametrize("wire", [CLAUDE, GEMINI], ids=["claude", "gemini"])
@pytest.mark.parametrize("depth", [10, 900, 930, 950, 960, 970, 980, 990, 2000, 100_000])
def test_deep_nesting_is_read_or_named(wire: Wire, depth: int) -> None:
    """At no depth does it overflow the stack, nor on the way back to the vendor."""
    nested = "[" * depth + "]" * depth
    use = f'{{"type": "tool_use", "id": "t", "name": "f", "input": {{"a": {nested}}}}}'
    message = f'{{"content": [{use}], "stop_reason": "tool_use"}}'
    called = f'{{"functionCall": {{"name": "f", "args": {{"a": {nested}}}}}}}'
    chunk = f'{{"candidates": [{{"content": {{"parts": [{called}]}}, "finishReason": "STOP"}}]}}'
    start = f'{{"type": "content_block_start", "index": 0, "content_block": {use}}}'
    for body in (message, chunk, start, nested, f"[{chunk}]", f'{{"error": {nested}}}'):
        data = body.encode()
        _as_promised(lambda data=data: wire.decode(reply(data), NOW_S))  # type: ignore[misc]  # a bound default
        _as_promised(lambda data=data: list(wire.stream_decoder().feed("", data)))  # type: ignore[misc]  # a bound default
        assert isinstance(wire.classify(reply(data, 400), NOW_S), ProviderError)
    decoder = wire.stream_decoder()
    try:
        list(decoder.feed("", start.encode()))
        list(decoder.feed("", b'{"type": "content_block_stop", "index": 0}'))
        list(decoder.feed("", b'{"type": "message_stop"}'))
    except ALLOWED:
        return
    with pytest.raises(ALLOWED):
        raise StreamInterruptedError(str(decoder.finish()))


def test_integers_of_thousands_of_digits_are_named() -> None:
    """The interpreter refuses to read them; that is a ValueError and no crash."""
    for field in ("input_tokens", "output_tokens"):
        body = f'{{"content": [], "stop_reason": "x", "usage": {{"{field}": {"9" * 5000}}}}}'
        with pytest.raises(ValueError, match="digits"):
            CLAUDE.decode(reply(body.encode()), NOW_S)


TURNS = st.lists(
    st.tuples(st.sampled_from(["system", "user", "assistant"]), st.text(max_size=8)), max_size=8
)


@SETTINGS
@given(TURNS)
def test_turns_of_any_order_and_script_alternate_and_lose_nothing(turns: Any) -> None:
    """What was said comes out in its order, system turns at the top, roles by turns."""
    messages = tuple(Message(role, text) for role, text in turns)
    asked = call(*messages)
    said = "".join(text for role, text in turns if role != "system")
    for wire, field in ((CLAUDE, "messages"), (GEMINI, "contents")):
        sent = encoded(wire, asked)[field]
        roles = [turn["role"] for turn in sent]
        assert all(a != b for a, b in pairwise(roles))
        if said:
            assert "".join(_text_of(turn) for turn in sent) == said


def _text_of(turn: Any) -> str:
    blocks = turn.get("content", turn.get("parts"))
    return "".join(block["text"] for block in blocks)
