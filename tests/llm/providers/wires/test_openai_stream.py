"""Streams of the OpenAI chat dialect, sound, odd, broken and hostile."""

from __future__ import annotations

import json
from typing import Any

import pytest

from scout.errors import (
    ContentFilteredError,
    GenerationFailedError,
    InvalidRequestError,
    OverloadedError,
    ProviderError,
    RateLimitedError,
    ServerError,
    StreamInterruptedError,
)
from scout.llm.providers.wires.openai_chat import OpenAIChat
from scout.llm.types import (
    FinishReason,
    ReasoningDelta,
    TextDelta,
    ToolCall,
    ToolCallDelta,
    Usage,
    UsageUpdate,
)
from tests.llm.providers.wires.openai_bodies import DONE, STOP, USAGE, answer, chunk, reply, stream

WIRE = OpenAIChat()
COUNTED = Usage(12, output_tokens=5)


def _call(index: object = 0, **fields: Any) -> dict[str, Any]:
    function = {key: fields.pop(key) for key in ("name", "arguments") if key in fields}
    entry = {"function": function} | fields
    return {"tool_calls": [entry if index is None else {"index": index} | entry]}


def test_a_stream_is_read_piece_by_piece() -> None:
    """Each piece is handed on as it comes, and the pieces are the result."""
    events, result = stream(
        WIRE,
        chunk({"role": "assistant", "content": ""}, usage=None),
        chunk({"content": "Hel"}, usage=None, obfuscation="x"),
        chunk({"content": "lo"}, usage=None),
        chunk({}, "stop", usage=None),
        chunk(usage=USAGE),
        DONE,
    )
    assert events == [TextDelta("Hel"), TextDelta("lo"), UsageUpdate(COUNTED)]
    assert (result.text, result.finish, result.usage) == ("Hello", FinishReason.STOP, COUNTED)
    assert (result.served_model, result.request_id) == ("acme-1-0601", "a1")


def test_the_end_marker_ends_the_reading() -> None:
    """What follows `[DONE]` is nobody's answer."""
    decoder = WIRE.stream_decoder()
    list(decoder.feed("", chunk({"content": "a"}, "stop")))
    assert not decoder.ended
    list(decoder.feed("", DONE))
    assert decoder.ended
    assert list(decoder.feed("", chunk({"content": "b"}))) == []
    assert list(decoder.feed("", b"{broken")) == []
    assert decoder.finish().text == "a"


@pytest.mark.parametrize("end", [b"[DONE]", b"[DONE] ", b"[DONE]\r"])
def test_an_end_marker_may_have_padding(end: bytes) -> None:
    """Blanks after it do not matter."""
    assert stream(WIRE, chunk({"content": "a"}), end)[1].finish is FinishReason.OTHER


def test_a_finish_reason_ends_a_stream_without_end_marker() -> None:
    """MiniMax leaves the marker out at times."""
    assert stream(WIRE, chunk({"content": "a"}, "length"))[1].finish is FinishReason.LENGTH


def test_a_vendor_may_be_held_to_its_end_marker() -> None:
    """A quirk, for those who always send it."""
    with pytest.raises(StreamInterruptedError):
        stream(OpenAIChat(end_marker_required=True), chunk({"content": "a"}, "stop"))


@pytest.mark.parametrize(
    "events",
    [
        [],
        [chunk({"content": "half"})],
        [chunk({"role": "assistant"}), chunk(usage=USAGE)],
        [DONE],
        [chunk({"role": "assistant", "content": ""}), DONE],
        [chunk(usage=USAGE), DONE],
        [b"", b"  "],
    ],
)
def test_a_stream_that_does_not_end_is_interrupted(events: list[bytes]) -> None:
    """Neither finish reason nor end marker, or a marker after nothing: no answer."""
    with pytest.raises(StreamInterruptedError):
        stream(WIRE, *events)


def test_an_interruption_carries_text_and_usage() -> None:
    """What came before the cut is in the error."""
    with pytest.raises(StreamInterruptedError) as caught:
        stream(WIRE, chunk({"content": "half"}, usage=USAGE))
    assert (caught.value.partial_text, caught.value.partial_usage) == ("half", COUNTED)


@pytest.mark.parametrize(
    "events",
    [
        [chunk({}, "stop"), chunk(usage=USAGE)],
        [chunk({}, "stop", usage=USAGE)],
        [chunk({}, "stop", x_groq={"id": "r", "usage": USAGE})],
        [chunk({}, "stop", x_groq={"usage": USAGE}, usage=USAGE), chunk(usage=USAGE)],
        [chunk({}, "stop", usage=USAGE), chunk(usage={"total_tokens": 0})],
        [
            chunk({}, usage={"prompt_tokens": 12, "completion_tokens": 1}),
            chunk({}, "stop", usage=USAGE),
        ],
        [chunk({}, "stop", usage=USAGE), chunk(usage=None), chunk(usage={})],
        [chunk(choices=[STOP | {"usage": USAGE}])],
    ],
)
def test_usage_is_counted_once_wherever_it_stands(events: list[bytes]) -> None:
    """On the finish chunk, an extra one, in `x_groq`, thrice: the last that counts holds."""
    assert stream(WIRE, chunk({"content": "a"}), *events, DONE)[1].usage == COUNTED


def test_repeated_usage_is_told_once() -> None:
    """An observer hears of usage when it changes."""
    told = [chunk({}, "stop", usage=USAGE), chunk(usage=USAGE)]
    events, _ = stream(WIRE, chunk({"content": "a"}), *told, DONE)
    assert events == [TextDelta("a"), UsageUpdate(COUNTED)]


@pytest.mark.parametrize(
    "pieces",
    [
        [_call(id="c", name="f", arguments=""), _call(arguments='{"a"'), _call(arguments=":1}")],
        [_call(id="c", name="f", arguments='{"a":1}')],
        [_call(id="c", name="f", arguments={"a": 1})],
        [_call(None, id="c", name="f", arguments='{"a"'), _call(None, arguments=":1}")],
        [_call(id="c", name="f", arguments='{"a"'), _call(id="c", name="f", arguments=":1}")],
        [_call(id="c", name="f", arguments=None), _call(id=None, name=None, arguments='{"a":1}')],
        [_call("0", id="c", name="f", arguments='{"a":1}')],
    ],
)
def test_a_tool_call_is_joined_from_its_fragments(pieces: list[dict[str, Any]]) -> None:
    """By index or without, with id and name once or on each."""
    result = stream(WIRE, *map(chunk, pieces), chunk({}, "tool_calls"), DONE)[1]
    assert result.tool_calls == (ToolCall("c", "f", {"a": 1}),)
    assert result.finish is FinishReason.TOOL_CALLS


def test_tool_calls_in_parallel_stay_apart() -> None:
    """Fragments of two calls, and their deltas."""
    pieces = [
        _call(0, id="c", name="f", arguments=""),
        _call(1, id="d", name="g", arguments="{}"),
        _call(0, arguments='{"a":1}'),
    ]
    events, result = stream(WIRE, *map(chunk, pieces), chunk({}, "tool_calls"), DONE)
    assert events[0] == ToolCallDelta(0, "c", "f", "")
    assert events[2] == ToolCallDelta(0, "", "", '{"a":1}')
    assert result.tool_calls == (ToolCall("c", "f", {"a": 1}), ToolCall("d", "g", {}))


def test_a_function_call_of_old_is_joined_too() -> None:
    """Before tools there were functions; some vendors still speak so."""
    pieces = [
        {"function_call": {"name": "f", "arguments": '{"a"'}},
        {"function_call": {"arguments": ":1}"}},
    ]
    (call,) = stream(WIRE, *map(chunk, pieces), chunk({}, "function_call"), DONE)[1].tool_calls
    assert (call.name, call.arguments) == ("f", {"a": 1})


def test_thinking_and_text_are_told_apart() -> None:
    """DeepSeek's and Groq's fields, and tags inside the text."""
    for field in ("reasoning_content", "reasoning"):
        pieces = [{field: "h", "content": None}, {field: "m"}, {"content": "a", field: None}]
        events, result = stream(WIRE, *map(chunk, pieces), chunk({}, "stop"), DONE)
        assert events == [ReasoningDelta("h"), ReasoningDelta("m"), TextDelta("a")]
        assert (result.reasoning, result.text) == ("hm", "a")
    tagged = [{"content": piece} for piece in ("<th", "ink>h", "m</thi", "nk>\n\n", "a<b")]
    events, result = stream(WIRE, *map(chunk, tagged), chunk({}, "stop"), DONE)
    assert events == [ReasoningDelta("h"), ReasoningDelta("m"), TextDelta("a<b")]
    assert (result.reasoning, result.text) == ("hm", "a<b")


@pytest.mark.parametrize(
    "end", [[chunk({}, "stop")], [DONE], [chunk({"content": ""}, "stop"), DONE]]
)
def test_text_that_was_held_back_is_let_go_at_the_end(end: list[bytes]) -> None:
    """An answer that looks like the beginning of a tag is handed on all the same."""
    events, result = stream(WIRE, chunk({"content": "<thi"}), *end)
    assert events == [TextDelta("<thi")]
    assert result.text == "<thi"


@pytest.mark.parametrize(
    "odd",
    [
        chunk({"role": ""}),
        chunk({"role": None, "content": None, "tool_calls": None}),
        chunk(None),
        chunk(None, choices=None),
        json.dumps({"id": "x"}).encode(),
        chunk(None, choices=[{"index": 0, "delta": None, "finish_reason": None}]),
        chunk(None, choices=[{"index": 0}]),
        chunk({"content": []}),
        chunk({"content": "", "reasoning": "", "tool_calls": []}),
        chunk(None, id="", model="", prompt_filter_results=[{"x": 1}]),
        chunk({}, ""),
        chunk(None, choices=[{"index": 1, "delta": {"content": "another answer"}}]),
        chunk(None, error=None),
        chunk({"role": "tool", "content": "found by the vendor's own search"}),
        b"\n" + chunk(None) + b"   ",
        chunk({"refusal": 7}),
    ],
)
def test_an_odd_chunk_adds_nothing(odd: bytes) -> None:
    """Null, empty and unknown things in a chunk are no content and no failure."""
    events, result = stream(
        WIRE, chunk({"content": "a"}), odd, chunk({"content": "b"}), chunk({}, "stop"), DONE
    )
    assert events == [TextDelta("a"), TextDelta("b")]
    assert (result.text, result.finish) == ("ab", FinishReason.STOP)


def test_an_id_that_is_no_text_is_none() -> None:
    """Nobody could look it up."""
    odd = {"id": 7, "model": None}
    result = stream(WIRE, chunk({"content": "a"}, **odd), chunk({}, "stop", **odd), DONE)[1]
    assert (result.request_id, result.served_model) == (None, None)


def test_a_refusal_is_a_filtered_answer() -> None:
    """Its pieces are no text."""
    pieces = [{"refusal": "I can"}, {"refusal": "not."}]
    events, result = stream(WIRE, *map(chunk, pieces), chunk({}, "stop"), DONE)
    assert events == []
    assert result.finish is FinishReason.CONTENT_FILTER
    assert result.vendor_state["refusal"] == "I cannot."


@pytest.mark.parametrize("before", [[], [chunk({"content": "a"})], [chunk({}, "stop")]])
@pytest.mark.parametrize(
    ("event", "error"),
    [
        (("error", b'{"error":{"message":"x","code":"tool_use_failed","status_code":400}}'),
         GenerationFailedError),
        (("", b'{"error":{"message":"x","code":"tool_use_failed","status_code":400}}'),
         GenerationFailedError),
        (("", b'{"error":{"message":"Content Exists Risk","code":"invalid_request_error"}}'),
         ContentFilteredError),
        (("", b'{"error":{"message":"Provider returned error","code":429}}'), RateLimitedError),
        (("", b'{"error":"the engine is overloaded"}'), OverloadedError),
        (("", b'{"error":{"message":"x","type":"server_error"}}'), ServerError),
        (("", b'{"error":{"message":"x","type":"invalid_request_error"}}'), InvalidRequestError),
        (("", chunk({"content": ""}, "error")), ServerError),
        (("", chunk(None, x_groq={"id": "r", "error": "overloaded"})), OverloadedError),
        (("", b'{"object":"error","message":"no","code":503}'), OverloadedError),
        (("", b'{"type":"error","message":"no","code":503}'), OverloadedError),
        (("", b'[{"error":{"message":"x","code":"rate_limit_exceeded"}}]'), RateLimitedError),
        (("error", b"not JSON at all"), ServerError),
        (("error", b'{"message":"rate limit"}'), RateLimitedError),
        (("error", b""), ServerError),
    ],
)  # fmt: skip
def test_an_error_in_a_stream_is_an_error(
    before: list[bytes], event: tuple[str, bytes], error: type[ProviderError]
) -> None:
    """Named or not, as first event, after text or after the finish reason."""
    with pytest.raises(error) as caught:
        stream(WIRE, *before, event)
    assert type(caught.value) is error


def test_an_error_in_a_stream_has_the_status_under_which_it_came() -> None:
    """And the vendor's words, be they JSON or not."""
    for event in (("", chunk({"content": ""}, "error")), ("error", b"boom")):
        with pytest.raises(ServerError) as caught:
            stream(WIRE, event)
        assert caught.value.status == 200
    assert "boom" in caught.value.message


def test_a_call_may_come_in_the_same_chunk_as_the_words_before_it() -> None:
    """Some vendors send both at once."""
    both = {"content": "let me see", **_call(id="c", name="f", arguments="{}")}
    result = stream(WIRE, chunk(both), chunk({}, "tool_calls"), DONE)[1]
    assert (result.text, result.tool_calls) == ("let me see", (ToolCall("c", "f", {}),))


@pytest.mark.parametrize(
    "broken",
    [
        b"{",
        b"nonsense",
        b"7",
        b"[]",
        chunk(None, choices="x"),
        chunk(None, choices=[7]),
        chunk(None, choices=[{"delta": "x"}]),
        chunk(None, choices=[{"delta": [1]}]),
        chunk({"content": 7}),
        chunk({"tool_calls": 7}),
        chunk({"tool_calls": [7]}),
        chunk({"tool_calls": [{"index": 0, "function": "f"}]}),
        chunk({}, usage={"prompt_tokens": "x"}),
        chunk({}, usage=[1]),
        chunk({}, ["stop"]),
        b'{"choices":' + b"[" * 3_000,
        b'{"usage":{"prompt_tokens":NaN},"choices":[]}',
    ],
)
def test_a_broken_chunk_is_malformed(broken: bytes) -> None:
    """What cannot be read is said so, and is not passed over."""
    with pytest.raises((KeyError, TypeError, ValueError)):
        stream(WIRE, chunk({"content": "a"}), broken)


def test_a_stream_that_holds_a_whole_answer_is_that_answer() -> None:
    """A vendor that does not stream what it was asked to stream."""
    events, result = stream(WIRE, json.dumps(answer()).encode(), DONE)
    assert events == [UsageUpdate(COUNTED), TextDelta("hi")]
    assert result == WIRE.decode(reply(answer()), 0.0)
