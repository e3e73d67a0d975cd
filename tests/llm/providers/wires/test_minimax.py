"""MiniMax: the OpenAI dialect with a status inside each answer, and pieces that repeat."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any

import pytest

from scout.errors import (
    AuthenticationError,
    ContentFilteredError,
    ContextLengthError,
    InvalidRequestError,
    PermissionDeniedError,
    ProviderError,
    QuotaExhaustedError,
    RateLimitedError,
    ServerError,
    StreamInterruptedError,
)
from scout.llm.providers.wires.minimax import MiniMaxChat
from scout.llm.providers.wires.openai_chat import OpenAIChat
from scout.llm.types import (
    Call,
    FinishReason,
    Message,
    ReasoningDelta,
    TextDelta,
    Tool,
    ToolCall,
    Usage,
)
from tests.llm.providers.wires.openai_bodies import DONE, USAGE, answer, chunk, reply, row, stream

WIRE = MiniMaxChat()
FINE = {"status_code": 0, "status_msg": ""}
NOON_S = datetime(2026, 5, 15, 12, tzinfo=UTC).timestamp()
CALLS = [{"id": "c", "type": "function", "function": {"name": "f", "arguments": "{}"}}]


def _failed(code: object, message: str = "no") -> dict[str, Any]:
    return {
        "id": "0609",
        "choices": None,
        "base_resp": {"status_code": code, "status_msg": message},
    }


def _enveloped(message: str, kind: str = "bad_request_error") -> dict[str, Any]:
    error = {"type": kind, "message": message, "http_code": "400"}
    return {"type": "error", "error": error, "request_id": "0634"}


@pytest.mark.parametrize(
    ("asked", "sent"), [(0.0, 0.01), (0.005, 0.01), (0.5, 0.5), (1.0, 1.0), (1.7, 1.0)]
)
def test_a_temperature_is_moved_into_the_range(asked: float, sent: float) -> None:
    """The vendor takes more than 0 and at most 1, and answers 0 with an error."""
    call = Call("acme-1", (Message("user", "hi"),), temperature=asked)
    assert WIRE.encode(call, row(WIRE)).json["temperature"] == sent


def test_a_request_is_in_the_vendor_s_words() -> None:
    """The limit's current name; a tool that cannot be forced is left to choice."""
    call = Call("acme-1", (Message("user", "hi"),), 9, tools=(Tool("f", "", {}),), tool_choice="f")
    body = WIRE.encode(call, row(WIRE)).json
    assert body["max_completion_tokens"] == 9
    assert "tool_choice" not in body
    assert "temperature" not in body


def test_an_answer_with_a_sound_status_is_an_answer() -> None:
    """Code 0 is success; thinking in tags is no text."""
    body = answer({"content": "<think>hm</think>\n\nhi", "name": "M"}, base_resp=FINE)
    result = WIRE.decode(reply(body), 0.0)
    assert (result.text, result.reasoning) == ("hi", "hm")
    for status in (None, {}, {"status_code": None}, {"status_code": "0"}, "sound", [1]):
        assert WIRE.decode(reply(body | {"base_resp": status}), 0.0).text == "hi"


CODES: list[tuple[int, type[ProviderError]]] = [
    (1000, ServerError),
    (1001, ServerError),
    (1002, RateLimitedError),
    (1004, AuthenticationError),
    (1008, QuotaExhaustedError),
    (1013, ServerError),
    (1024, ServerError),
    (1026, ContentFilteredError),
    (1027, ContentFilteredError),
    (1028, QuotaExhaustedError),
    (1030, QuotaExhaustedError),
    (1033, ServerError),
    (1039, RateLimitedError),
    (1041, RateLimitedError),
    (1042, InvalidRequestError),
    (2013, InvalidRequestError),
    (2045, RateLimitedError),
    (2049, AuthenticationError),
    (2056, QuotaExhaustedError),
    (2061, PermissionDeniedError),
    (4242, ServerError),
]


@pytest.mark.parametrize(("code", "error"), CODES)
def test_a_status_inside_a_200_has_its_class(code: int, error: type[ProviderError]) -> None:
    """Plain and streamed, as a number or as text."""
    for told in (code, str(code)):
        with pytest.raises(ProviderError) as caught:
            WIRE.decode(reply(_failed(told)), 0.0)
        assert type(caught.value) is error
        assert caught.value.provider_code == str(code)
    with pytest.raises(error):
        stream(WIRE, chunk({"content": "a"}), json.dumps(_failed(code)).encode())


@pytest.mark.parametrize(("code", "error"), [pair for pair in CODES if pair[0] != 4242])
@pytest.mark.parametrize("status", [400, 401, 429, 500])
def test_a_code_at_the_end_of_a_message_beats_the_status(
    status: int, code: int, error: type[ProviderError]
) -> None:
    """The same codes stand in parentheses; an empty balance comes as a 500."""
    found = WIRE.classify(reply(_enveloped(f"something ({code})"), status), 0.0)
    assert type(found) is error
    assert (found.status, found.provider_code) == (status, str(code))
    assert found.request_id == "0634"


@pytest.mark.parametrize(
    ("status", "body", "error"),
    [
        (
            400,
            _enveloped("invalid params, context window exceeds limit (2013)"),
            ContextLengthError,
        ),
        (400, _enveloped("invalid params, context length is 9 (2013)"), ContextLengthError),
        (400, _enveloped("invalid params, tokens exceed 8 (2013)"), ContextLengthError),
        (400, _enveloped("invalid params, tool id (x_1) not found (2013)"), InvalidRequestError),
        (401, _enveloped("who", "authorized_error"), AuthenticationError),
        (429, _enveloped("no money", "insufficient_balance_error"), QuotaExhaustedError),
        (429, _enveloped("slow", "rate_limit_error"), RateLimitedError),
        (500, _enveloped("unknown error, 999 (1000)", "api_error"), ServerError),
        (401, _failed(1004, "login fail"), AuthenticationError),
        (404, b"404 page not found", ProviderError),
    ],
)
def test_an_error_with_a_status_has_its_class(
    status: int, body: object, error: type[ProviderError]
) -> None:
    """By code, then type, then status; 2013 means a full window or any bad field."""
    assert isinstance(WIRE.classify(reply(body, status), 0.0), error)


@pytest.mark.parametrize(
    ("ids", "request_id"),
    [
        ({"request_id": "r", "trace_id": "t"}, "r"),
        ({"request_id": "", "trace_id": "t"}, "t"),
        ({}, "0609"),
        ({"id": None}, None),
    ],
)
def test_a_failure_inside_a_200_bears_the_id_that_a_support_desk_asks_for(
    ids: dict[str, str | None], request_id: str | None
) -> None:
    """That of the request before that of the trace before that of the answer."""
    with pytest.raises(ServerError) as caught:
        WIRE.decode(reply(_failed(1000) | ids), 0.0)
    assert caught.value.request_id == request_id


def test_a_plan_says_when_its_window_begins_anew() -> None:
    """The wait is in the message, as a moment."""
    message = "usage limit exceeded, 5-hour window used up, resets at 2026-05-15T15:00:00Z (2056)"
    found = WIRE.classify(reply(_enveloped(message, "rate_limit_error"), 429), NOON_S)
    assert type(found) is QuotaExhaustedError
    assert found.retry_after_s == 3 * 3600
    with pytest.raises(QuotaExhaustedError) as caught:
        WIRE.decode(reply(_failed(2056, message)), NOON_S)
    assert caught.value.retry_after_s == 3 * 3600


def test_an_answer_that_the_filter_emptied_is_filtered() -> None:
    """The flag stands beside the answer; with text it is an answer all the same."""
    for flag in ("input_sensitive", "output_sensitive"):
        body = answer({"content": ""}, base_resp=FINE, **{flag: True})
        assert WIRE.decode(reply(body), 0.0).finish is FinishReason.CONTENT_FILTER
    spoken = answer(base_resp=FINE, output_sensitive=True)
    assert WIRE.decode(reply(spoken), 0.0).finish is FinishReason.STOP
    innocent = answer({"content": ""}, base_resp=FINE, output_sensitive=False)
    assert WIRE.decode(reply(innocent), 0.0).finish is FinishReason.STOP


def test_pieces_that_repeat_all_before_them_are_heard_once() -> None:
    """The vendor's own sample cuts off what it has shown; so does scout."""
    pieces = [
        {"role": "", "reasoning_details": [{"index": 0, "text": "I"}]},
        {"reasoning_details": [{"index": 0, "text": "I think"}]},
        {"content": "Hello", "reasoning_details": [{"index": 0, "text": "I think"}]},
        {"content": "Hello there"},
    ]
    events, result = stream(WIRE, *map(chunk, pieces), chunk({}, "stop"))
    assert events == [
        ReasoningDelta("I"),
        ReasoningDelta(" think"),
        TextDelta("Hello"),
        TextDelta(" there"),
    ]
    assert (result.text, result.reasoning) == ("Hello there", "I think")


def test_pieces_that_do_not_repeat_are_all_heard() -> None:
    """The other way in which this vendor streams."""
    pieces = [{"content": piece} for piece in ("ha", "ha", " Hello", " there", " there")]
    assert stream(WIRE, *map(chunk, pieces), chunk({}, "stop"))[1].text == "haha Hello there there"


@pytest.mark.parametrize(
    "said", [["Hel", "lo"], ["<think>hm</think>Hel", "lo"], ["Hello"], ["Hel"], []]
)
def test_a_last_event_with_the_whole_message_adds_only_what_is_new(said: list[str]) -> None:
    """The native path repeats everything at its end."""
    whole = "<think>hm</think>Hello" if said[:1] == ["<think>hm</think>Hel"] else "Hello"
    last = answer({"content": whole, "role": "assistant"}, base_resp=FINE)
    events, result = stream(
        WIRE, *(chunk({"content": piece}) for piece in said), json.dumps(last).encode()
    )
    assert result.text == "Hello"
    assert "".join(event.text for event in events if isinstance(event, TextDelta)) == "Hello"
    assert result.finish is FinishReason.STOP


def test_a_last_event_repeats_no_thinking() -> None:
    """Thinking that has come in pieces is not thought twice."""
    pieces = [{"reasoning_content": piece} for piece in ("I", " think")]
    last = answer({"content": "Hello", "reasoning_content": "I think"}, base_resp=FINE)
    for wire in (WIRE, OpenAIChat()):
        result = stream(wire, *map(chunk, pieces), json.dumps(last).encode())[1]
        assert (result.reasoning, result.text) == ("I think", "Hello")


def test_a_last_event_that_says_something_else_adds_nothing() -> None:
    """What was handed on cannot be taken back."""
    last = answer({"content": "Good day"}, base_resp=FINE)
    result = stream(WIRE, chunk({"content": "Hello"}), json.dumps(last).encode())[1]
    assert result.text == "Hello"


def test_a_last_event_repeats_no_tool_call() -> None:
    """A call that has come in fragments is not made twice."""
    last = answer({"content": "", "tool_calls": CALLS}, "tool_calls", base_resp=FINE)
    fragment = chunk({"tool_calls": [{"index": 0, **CALLS[0]}]})
    for events in ([fragment], []):
        result = stream(WIRE, *events, json.dumps(last).encode())[1]
        assert result.tool_calls == (ToolCall("c", "f", {}),)


def test_usage_in_a_stream_is_the_last_that_counts() -> None:
    """Chunks carry zeros; `choices` may be null; the end marker may be missing."""
    zeros = {"total_tokens": 0, "total_characters": 0}
    result = stream(
        WIRE,
        chunk({"content": "a"}, usage=zeros),
        chunk({}, "stop", usage=zeros),
        chunk(None, choices=None, usage=USAGE, base_resp=FINE),
    )[1]
    assert result.usage == Usage(12, output_tokens=5)


def test_a_stream_that_is_cut_is_interrupted() -> None:
    """No finish reason and no end marker."""
    with pytest.raises(StreamInterruptedError):
        stream(WIRE, chunk({"content": "a"}, base_resp=FINE))


@pytest.mark.parametrize("streamed", [False, True])
def test_thinking_goes_back_with_a_turn_that_called_tools(streamed: bool) -> None:
    """As it came: inside the text, or as details; the conversation continues from it."""
    inside = {"content": "<think>hm</think>\n", "tool_calls": CALLS}
    details = [{"type": "reasoning.text", "id": "r1", "index": 0, "text": "hm"}]
    apart = {"content": "", "reasoning_details": details, "tool_calls": CALLS}
    for message, field in ((inside, "content"), (apart, "reasoning_details")):
        if streamed:
            result = stream(WIRE, chunk(message), chunk({}, "tool_calls"), DONE)[1]
        else:
            result = WIRE.decode(reply(answer(message, "tool_calls")), 0.0)
        assert result.vendor_state == {field: message[field]}
        state = result.vendor_state
        turn = Message("assistant", result.text, result.tool_calls, vendor_state=state)
        (sent,) = WIRE.encode(Call("acme-1", (turn,)), row(WIRE)).json["messages"]
        assert sent[field] == message[field]


def test_a_turn_without_thinking_has_nothing_to_keep() -> None:
    """Its text goes back as text."""
    message = {"content": "let me look", "tool_calls": CALLS}
    assert WIRE.decode(reply(answer(message, "tool_calls")), 0.0).vendor_state == {}
