"""The decoder of Anthropic streams: what each event adds, and when an answer is whole."""

from __future__ import annotations

from typing import Any

import pytest

from scout.errors import OverloadedError, RateLimitedError, ServerError, StreamInterruptedError
from scout.llm.providers.wires.anthropic_messages import AnthropicMessages
from scout.llm.types import (
    FinishReason,
    ReasoningDelta,
    TextDelta,
    ToolCall,
    ToolCallDelta,
    Usage,
    UsageUpdate,
)
from tests.llm.providers.wires.asking import fed, streamed

WIRE = AnthropicMessages()
STOP = {"type": "message_stop"}
PING = {"type": "ping"}


def _begin(**message: Any) -> dict[str, Any]:
    usage = {"input_tokens": 9, "cache_read_input_tokens": 4, "output_tokens": 1}
    whole = {"id": "msg_1", "model": "some-1-x", "content": [], "usage": usage}
    return {"type": "message_start", "message": {**whole, **message}}


def _open(index: object, block: dict[str, Any]) -> dict[str, Any]:
    return {"type": "content_block_start", "index": index, "content_block": block}


def _delta(index: object, kind: str, **delta: Any) -> dict[str, Any]:
    return {"type": "content_block_delta", "index": index, "delta": {"type": kind, **delta}}


def _close(index: object) -> dict[str, Any]:
    return {"type": "content_block_stop", "index": index}


def _end(reason: object = "end_turn", **usage: int) -> dict[str, Any]:
    told = usage or {"output_tokens": 6}
    return {"type": "message_delta", "delta": {"stop_reason": reason}, "usage": told}


TEXT = _open(0, {"type": "text", "text": ""})
USE = _open(1, {"type": "tool_use", "id": "toolu_1", "name": "weather", "input": {}})


def _word(text: str) -> dict[str, Any]:
    return _delta(0, "text_delta", text=text)


def _piece(text: str, index: int = 1) -> dict[str, Any]:
    return _delta(index, "input_json_delta", partial_json=text)


def test_a_stream_becomes_events_and_a_whole_answer() -> None:
    """Each piece is handed on as it comes; the end holds all of it."""
    decoder = WIRE.stream_decoder()
    events = fed(decoder, _begin(), TEXT, PING, _word("Hel"), _word(""), _word("lo"), _close(0))
    events += fed(decoder, _end(), STOP)
    assert events == [
        UsageUpdate(Usage(9, 4, 0, 1, 0)),
        TextDelta("Hel"),
        TextDelta("lo"),
        UsageUpdate(Usage(9, 4, 0, 6, 0)),
    ]
    result = decoder.finish()
    assert decoder.ended
    assert (result.text, result.finish, result.usage) == (
        "Hello",
        FinishReason.STOP,
        Usage(9, 4, 0, 6, 0),
    )
    assert (result.served_model, result.request_id) == ("some-1-x", "msg_1")


def test_counts_are_cumulative_and_replace_each_other() -> None:
    """A message_delta repeats the input; nothing is added up."""
    detail = {"thinking_tokens": 2}
    end = _end(input_tokens=9, cache_read_input_tokens=4, output_tokens=6)
    end["usage"]["output_tokens_details"] = detail
    assert streamed(WIRE, _begin(), TEXT, _word("Hi"), end, STOP).usage == Usage(9, 4, 0, 4, 2)


def test_a_null_count_leaves_the_earlier_one() -> None:
    """Fields that a later event leaves open keep their value."""
    end = {**_end(), "usage": {"input_tokens": None, "output_tokens": 6}}
    assert streamed(WIRE, _begin(), TEXT, _word("Hi"), end, STOP).usage == Usage(9, 4, 0, 6, 0)


def test_tool_arguments_come_in_pieces() -> None:
    """Id and name come with the first piece; empty pieces make no event."""
    decoder = WIRE.stream_decoder()
    pieces = (_piece(""), _piece('{"town": "B'), _piece('onn"}'), _close(1))
    events = fed(decoder, _begin(), USE, *pieces, _end("tool_use"), STOP)
    assert [event for event in events if isinstance(event, ToolCallDelta)] == [
        ToolCallDelta(0, "toolu_1", "weather", ""),
        ToolCallDelta(0, "", "", '{"town": "B'),
        ToolCallDelta(0, "", "", 'onn"}'),
    ]
    result = decoder.finish()
    assert result.tool_calls == (ToolCall("toolu_1", "weather", {"town": "Bonn"}),)
    assert result.finish is FinishReason.TOOL_CALLS


def test_a_plain_stop_with_tool_calls_is_a_wish_to_have_them_called() -> None:
    """Some copies of the API say end_turn all the same."""
    result = streamed(WIRE, _begin(), USE, _end("end_turn"), STOP)
    assert result.finish is FinishReason.TOOL_CALLS


def test_parallel_calls_of_one_name_stay_apart() -> None:
    """Pieces go to the block of their index, also where blocks are interleaved."""
    other = _open(2, {"type": "tool_use", "id": "toolu_2", "name": "weather", "input": {}})
    pieces = (_piece('{"n"', 1), _piece('{"n"', 2), _piece(": 1}", 1), _piece(": 2}", 2))
    result = streamed(WIRE, _begin(), USE, other, *pieces, _end("tool_use"), STOP)
    assert [call.arguments for call in result.tool_calls] == [{"n": 1}, {"n": 2}]


def test_a_tool_call_without_arguments_is_an_empty_object() -> None:
    """The vendor sends one empty piece, or none."""
    result = streamed(WIRE, _begin(), USE, _piece(""), _close(1), _end("tool_use"), STOP)
    assert result.tool_calls == (ToolCall("toolu_1", "weather", {}),)


def test_input_that_comes_with_the_beginning_counts_where_no_piece_follows() -> None:
    """Some copies of the API send the whole call at once, with or without a closing event."""
    whole = _open(1, {**USE["content_block"], "input": {"town": "Bonn"}})
    for closing in ((_close(1),), ()):
        result = streamed(WIRE, _begin(), whole, *closing, _end("tool_use"), STOP)
        assert result.tool_calls[0].arguments == {"town": "Bonn"}


def test_input_that_came_at_once_is_handed_on_when_its_block_closes() -> None:
    """Whoever shows a call as it comes sees its arguments, too."""
    whole = _open(1, {**USE["content_block"], "input": {"town": "Bonn"}})
    events = fed(WIRE.stream_decoder(), _begin(), whole, _close(1))
    shown = [event.arguments for event in events if isinstance(event, ToolCallDelta)]
    assert shown == ["", '{"town": "Bonn"}']


def test_pieces_count_before_the_input_at_the_beginning() -> None:
    """Where both come, the pieces are the whole."""
    whole = _open(1, {**USE["content_block"], "input": {"town": "Bonn"}})
    piece = _piece('{"town": "Ulm"}')
    result = streamed(WIRE, _begin(), whole, piece, _close(1), _end("tool_use"), STOP)
    assert result.tool_calls[0].arguments == {"town": "Ulm"}


def test_arguments_cut_by_the_output_limit_are_malformed_and_kept() -> None:
    """Half an object is shown as it came, never as an empty one."""
    result = streamed(WIRE, _begin(), USE, _piece('{"town": "B'), _end("max_tokens"), STOP)
    assert result.tool_calls[0].malformed == '{"town": "B'
    assert result.finish is FinishReason.LENGTH


def test_input_of_the_vendors_own_tools_is_passed_over() -> None:
    """A server tool streams its input the same way and is no wish of the model's."""
    search = _open(0, {"type": "server_tool_use", "id": "s", "name": "web_search", "input": {}})
    events = (_begin(), search, _piece('{"q": 1}', 0), _close(0), _end(), STOP)
    assert streamed(WIRE, *events).tool_calls == ()


def test_thinking_is_put_together_with_its_signature() -> None:
    """The blocks that go back are what the vendor would have sent in one go."""
    start = _open(0, {"type": "thinking", "thinking": "", "signature": ""})
    pieces = (_delta(0, "thinking_delta", thinking=text) for text in ("Ra", "", "in?"))
    signature = _delta(0, "signature_delta", signature="c2ln")
    hidden = _open(1, {"type": "redacted_thinking", "data": "eHg="})
    decoder = WIRE.stream_decoder()
    events = fed(decoder, _begin(), start, *pieces, signature, hidden, _end(), STOP)
    assert events[1:3] == [ReasoningDelta("Ra"), ReasoningDelta("in?")]
    result = decoder.finish()
    assert (result.reasoning, result.text) == ("Rain?", "")
    assert result.vendor_state == {
        "thinking_blocks": [
            {"type": "thinking", "thinking": "Rain?", "signature": "c2ln"},
            {"type": "redacted_thinking", "data": "eHg="},
        ]
    }


def test_thinking_counts_at_the_beginning_of_its_block_and_without_one() -> None:
    """With the signature that follows it, which the vendor wants back."""
    signature = _delta(0, "signature_delta", signature="c2ln")
    for first in (
        _open(0, {"type": "thinking", "thinking": "hm"}),
        _delta(0, "thinking_delta", thinking="hm"),
    ):
        result = streamed(WIRE, _begin(), first, signature, _close(0), _end(), STOP)
        assert result.reasoning == "hm"
        kept = {"type": "thinking", "thinking": "hm", "signature": "c2ln"}
        assert result.vendor_state == {"thinking_blocks": [kept]}


def test_text_that_comes_with_the_beginning_of_a_block_counts() -> None:
    """Blocks need not begin empty."""
    start = _open(0, {"type": "text", "text": "Hel"})
    assert streamed(WIRE, _begin(), start, _word("lo"), _end(), STOP).text == "Hello"


def test_content_that_comes_with_the_message_counts() -> None:
    """A deferred tool call arrives whole inside message_start."""
    use = {**USE["content_block"], "input": {"town": "Bonn"}}
    begin = _begin(content=[use], stop_reason="tool_use")
    result = streamed(WIRE, begin, STOP)
    assert result.tool_calls == (ToolCall("toolu_1", "weather", {"town": "Bonn"}),)
    assert result.finish is FinishReason.TOOL_CALLS


def test_unknown_events_blocks_and_deltas_are_passed_over() -> None:
    """The vendor promises to add more; none of it is an error."""
    future = {"type": "message_pondered", "depth": 3}
    block = _open(1, {"type": "compaction", "content": None})
    deltas = (
        _delta(1, "compaction_delta", content="no"),
        _delta(0, "citations_delta", citation={"url": "x"}),
    )
    result = streamed(WIRE, _begin(), TEXT, future, _word("Hi"), block, *deltas, _end(), STOP)
    assert result.text == "Hi"


def test_text_without_a_beginning_of_its_block_counts() -> None:
    """A piece of text says all that is needed."""
    assert streamed(WIRE, _begin(), _word("Hi"), _end(), STOP).text == "Hi"


def test_arguments_for_a_block_that_never_began_are_malformed() -> None:
    """Nobody could say which tool they are for."""
    with pytest.raises(ValueError, match="never began"):
        fed(WIRE.stream_decoder(), _begin(), _piece("{}", 7))


def test_a_second_beginning_goes_on_where_the_first_ended() -> None:
    """Its blocks may use the same numbers again; its counts replace the earlier ones."""
    again = _begin(id="msg_2", usage={"input_tokens": 20, "output_tokens": 1})
    first = (_begin(), TEXT, _word("One "), USE, _piece('{"n": 1}'))
    use = _open(1, {"type": "tool_use", "id": "toolu_2", "name": "weather", "input": {}})
    result = streamed(
        WIRE, *first, again, TEXT, _word("two"), use, _piece('{"n": 2}'), _end("tool_use"), STOP
    )
    assert result.text == "One two"
    assert [call.arguments for call in result.tool_calls] == [{"n": 1}, {"n": 2}]
    assert result.usage == Usage(20, 4, 0, 6, 0)


def test_nothing_counts_after_the_end() -> None:
    """What follows message_stop is not read, not even an error."""
    decoder = WIRE.stream_decoder()
    fed(decoder, _begin(), TEXT, _word("Hi"), _end(), STOP)
    assert list(decoder.feed("error", b"whatever")) == []
    assert fed(decoder, _word(" there")) == []
    assert decoder.finish().text == "Hi"


def test_a_stop_reason_makes_an_answer_whole_without_the_end_marker() -> None:
    """As in the other dialects: the vendor has said why it stopped."""
    decoder = WIRE.stream_decoder()
    fed(decoder, _begin(), TEXT, _word("Hi"), _end())
    assert not decoder.ended
    assert decoder.finish().finish is FinishReason.STOP


def test_an_end_without_a_reason_is_no_clean_stop() -> None:
    """The marker came, the reason did not: OTHER."""
    result = streamed(WIRE, _begin(), TEXT, _word("Hi"), _end(None), STOP)
    assert result.finish is FinishReason.OTHER


def test_a_blocked_prompt_ends_without_blocks() -> None:
    """A refusal may come straight after the beginning."""
    result = streamed(WIRE, _begin(), PING, _end("refusal"), STOP)
    assert (result.text, result.finish) == ("", FinishReason.CONTENT_FILTER)


@pytest.mark.parametrize(
    "chunks", [(), (PING,), (_begin(),), (_begin(), TEXT, _word("Hi"), _close(0)), (STOP,)]
)
def test_a_stream_that_just_stops_is_interrupted(chunks: tuple[dict[str, Any], ...]) -> None:
    """A truncated answer is never a whole one; neither is an end of nothing."""
    decoder = WIRE.stream_decoder()
    fed(decoder, *chunks)
    with pytest.raises(StreamInterruptedError):
        decoder.finish()


def test_an_interrupted_stream_tells_what_had_come() -> None:
    """Text and usage so far are on the error."""
    decoder = WIRE.stream_decoder()
    fed(decoder, _begin(), TEXT, _word("Hi"))
    with pytest.raises(StreamInterruptedError) as caught:
        decoder.finish()
    assert caught.value.partial_text == "Hi"
    assert caught.value.partial_usage == Usage(9, 4, 0, 1, 0)
    assert caught.value.request_id == "msg_1"


@pytest.mark.parametrize(
    ("kind", "expected"),
    [
        ("overloaded_error", OverloadedError),
        ("rate_limit_error", RateLimitedError),
        ("api_error", ServerError),
        ("from_the_future", ServerError),
    ],
)
@pytest.mark.parametrize("before", [(), (_begin(), TEXT, _word("Hi"))])
def test_an_error_in_the_stream_has_its_class(
    kind: str, expected: type[Exception], before: tuple[dict[str, Any], ...]
) -> None:
    """First event or after text: the type decides, for the status was 200."""
    event = {"type": "error", "error": {"type": kind, "message": "Sorry"}}
    decoder = WIRE.stream_decoder()
    fed(decoder, *before)
    with pytest.raises(expected) as caught:
        fed(decoder, event)
    assert type(caught.value) is expected


@pytest.mark.parametrize("data", [b"upstream timed out", b"", b"[]", b"{}", b"null"])
def test_an_error_event_without_a_body_is_still_an_error(data: bytes) -> None:
    """The name of the event is enough."""
    with pytest.raises(ServerError):
        WIRE.stream_decoder().feed("error", data)


def test_an_unnamed_error_object_is_an_error() -> None:
    """Gateways put errors of their own into a stream, without a name."""
    with pytest.raises(ServerError):
        WIRE.stream_decoder().feed("", b'{"error": {"message": "upstream gone"}}')


def test_the_type_in_the_data_does_without_the_events_name() -> None:
    """Proxies drop event lines; the data says the same."""
    decoder = WIRE.stream_decoder()
    for data in (
        b'{"type": "message_start", "message": {"id": "m", "usage": {"input_tokens": 1}}}',
        b'{"type":"content_block_delta","index":0,"delta":{"type":"text_delta","text":"Hi"}}   ',
        b'{"type": "message_stop"}      ',
    ):
        decoder.feed("", data)
    assert decoder.finish().text == "Hi"


@pytest.mark.parametrize(
    "data",
    [
        b"{",
        b"[]",
        b'"text"',
        b'{"type": "content_block_delta"}',
        b'{"type": "content_block_delta", "delta": "text"}',
        b'{"type": "content_block_delta", "delta": {"type": "text_delta", "text": 5}}',
        b'{"type": "content_block_start", "index": 0, "content_block": []}',
        b'{"type": "content_block_start", "index": 0, "content_block": {"type": "tool_use"}}',
        b'{"type": "message_start", "message": null}',
        b'{"type": "message_delta", "delta": [1]}',
    ],
)
def test_a_malformed_event_is_one_of_three_exceptions(data: bytes) -> None:
    """The driver knows what to make of these."""
    with pytest.raises((KeyError, TypeError, ValueError)):
        WIRE.stream_decoder().feed("", data)
