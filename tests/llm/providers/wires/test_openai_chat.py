"""Answers of the OpenAI chat dialect, in every spelling that vendors use."""

from __future__ import annotations

import json
from typing import Any

import pytest

from scout.errors import (
    AuthenticationError,
    InvalidRequestError,
    MalformedResponseError,
    OverloadedError,
    ProviderError,
    RateLimitedError,
    ServerError,
)
from scout.llm.providers.wires.openai_chat import OpenAIChat
from scout.llm.types import (
    FinishReason,
    ProviderResult,
    ToolCall,
    Usage,
)
from tests.llm.providers.wires.openai_bodies import answer, reply

MALFORMED = (KeyError, TypeError, ValueError)


def _decode(body: object, **quirks: Any) -> ProviderResult:
    return OpenAIChat(**quirks).decode(reply(body), 0.0)


def test_an_answer_is_read_whole() -> None:
    """Text, finish, usage, model and the id that the vendor's support asks for."""
    result = OpenAIChat().decode(reply(answer(), x_request_id="req_9", retry_after="20"), 0.0)
    assert (result.text, result.finish) == ("hi", FinishReason.STOP)
    assert result.usage == Usage(12, output_tokens=5)
    assert (result.served_model, result.request_id) == ("acme-1-0601", "req_9")


def test_blank_lines_before_an_answer_are_patience() -> None:
    """DeepSeek sends them while a request waits in its queue."""
    body = b"\n\n \n" + json.dumps(answer()).encode()
    assert OpenAIChat().decode(reply(body), 0.0).text == "hi"


@pytest.mark.parametrize(
    ("content", "text", "thought"),
    [
        ("a", "a", ""),
        ("", "", ""),
        (None, "", ""),
        ([], "", ""),
        ([{"type": "text", "text": "a"}, {"type": "text", "text": "b"}], "ab", ""),
        ([{"type": "output_text", "text": {"value": "a"}}, "b"], "ab", ""),
        ([{"type": "thinking", "thinking": [{"text": "h"}, {"text": "m"}]}, "a"], "a", "hm"),
        ([{"type": "image_url", "image_url": {"url": "x"}}], "", ""),
        ("<think>hm</think>\n\na", "a", "hm"),
    ],
)
def test_content_is_read_in_every_form(content: object, text: str, thought: str) -> None:
    """A text, nothing, a list of parts, thinking among them or in tags."""
    result = _decode(answer({"role": "assistant", "content": content}))
    assert (result.text, result.reasoning) == (text, thought)


def test_tags_can_be_left_in_the_text() -> None:
    """For a vendor whose models write about tags."""
    message = {"content": "<think>a</think>b"}
    assert _decode(answer(message), think_tags=False).text == "<think>a</think>b"


@pytest.mark.parametrize(
    "fields",
    [
        {"reasoning_content": "hm"},
        {"reasoning": "hm"},
        {"reasoning_content": None, "reasoning": "hm"},
        {"reasoning": "hm", "reasoning_details": [{"text": "hm"}]},
        {"reasoning_details": [{"type": "reasoning.text", "text": "h"}, {"text": "m"}]},
        {"reasoning_details": [{"summary": "hm"}, {"data": "secret"}, {"text": None}]},
        {"reasoning": {"effort": "low"}, "reasoning_details": [{"text": "hm"}]},
    ],
)
def test_thinking_is_read_once_wherever_it_stands(fields: dict[str, Any]) -> None:
    """Vendors that say it in two fields are heard once."""
    result = _decode(answer({"content": "a"} | fields))
    assert (result.text, result.reasoning) == ("a", "hm")


@pytest.mark.parametrize(
    ("calls", "read"),
    [
        (None, ()),
        ([], ()),
        (
            [{"id": "c", "type": "function", "function": {"name": "f", "arguments": '{"a":1}'}}],
            (ToolCall("c", "f", {"a": 1}),),
        ),
        (
            [{"id": "c", "index": 0, "function": {"name": "f", "arguments": {"a": 1}}}],
            (ToolCall("c", "f", {"a": 1}),),
        ),
        ([{"id": 3, "function": {"name": "f", "arguments": ""}}], (ToolCall("3", "f", {}),)),
        ([{"id": "c", "function": {"name": "f"}}], (ToolCall("c", "f", {}),)),
        (
            [{"id": "c", "function": {"name": "f", "arguments": '{"a'}}],
            (ToolCall("c", "f", {}, malformed='{"a'),),
        ),
    ],
)
def test_tool_calls_are_read_in_every_form(calls: object, read: tuple[ToolCall, ...]) -> None:
    """Absent, null, empty, arguments as text, object, nothing or broken."""
    result = _decode(answer({"content": None, "tool_calls": calls}, "tool_calls"))
    assert result.tool_calls == read
    assert result.finish is FinishReason.TOOL_CALLS


def test_calls_without_ids_get_ids_that_differ() -> None:
    """Two calls of one answer, and the calls of two answers, can be told apart."""
    calls = [{"function": {"name": "f", "arguments": "{}"}}] * 2
    one = _decode(answer({"tool_calls": calls}, id="a1")).tool_calls
    again = _decode(answer({"tool_calls": calls}, id="a1")).tool_calls
    other = _decode(answer({"tool_calls": calls}, id="a2")).tool_calls
    assert one == again
    assert len({call.id for call in (*one, *other)}) == 4


def test_a_function_call_of_old_is_a_tool_call() -> None:
    """The form that OpenAI had before tools."""
    message = {"content": None, "function_call": {"name": "f", "arguments": '{"a":1}'}}
    (call,) = _decode(answer(message, "function_call")).tool_calls
    assert (call.name, call.arguments) == ("f", {"a": 1})


@pytest.mark.parametrize(
    ("reason", "finish"),
    [
        ("stop", FinishReason.STOP),
        ("eos", FinishReason.STOP),
        ("end_turn", FinishReason.STOP),
        ("stop_sequence", FinishReason.STOP),
        ("length", FinishReason.LENGTH),
        ("max_tokens", FinishReason.LENGTH),
        ("model_length", FinishReason.LENGTH),
        ("tool_calls", FinishReason.TOOL_CALLS),
        ("tool_use", FinishReason.TOOL_CALLS),
        ("function_call", FinishReason.TOOL_CALLS),
        ("content_filter", FinishReason.CONTENT_FILTER),
        ("weather", FinishReason.OTHER),
        (None, FinishReason.OTHER),
        (7, FinishReason.OTHER),
    ],
)
def test_a_finish_reason_is_translated(reason: object, finish: FinishReason) -> None:
    """Those that are known; the rest is OTHER and no failure."""
    assert _decode(answer(finish=reason)).finish is finish


@pytest.mark.parametrize("field", ["thinking", "reasoning", "text"])
def test_thinking_in_a_part_of_the_content_is_no_text(field: str) -> None:
    """Whatever its field is called; details that are no list hold none."""
    parts = [{"type": "thinking", field: "hm"}, {"type": "text", "text": "hi"}]
    result = _decode(answer({"content": parts}))
    assert (result.text, result.reasoning) == ("hi", "hm")
    assert _decode(answer({"content": "hi", "reasoning_details": "hm"})).reasoning == ""


def test_an_answer_without_text_is_an_answer() -> None:
    """A model may have nothing to say, and says that it stopped."""
    assert _decode(answer({"role": "assistant", "content": ""})).text == ""
    assert _decode(answer({"content": None}, "content_filter")).finish == "content_filter"


def test_a_refusal_is_a_filtered_answer() -> None:
    """OpenAI's `refusal` stands where the text would be, and finishes with `stop`."""
    result = _decode(answer({"content": None, "refusal": "I cannot."}))
    assert (result.text, result.finish) == ("", FinishReason.CONTENT_FILTER)
    assert result.vendor_state["refusal"] == "I cannot."


def test_what_a_vendor_wants_back_is_kept() -> None:
    """Thinking before tool calls, for the vendors that ask for it."""
    calls = [{"id": "c", "function": {"name": "f", "arguments": "{}"}}]
    message = {"content": "", "reasoning_content": "hm", "tool_calls": calls}
    wanted = {"returned_fields": ("reasoning_content",)}
    assert _decode(answer(message), **wanted).vendor_state == {"reasoning_content": "hm"}
    assert _decode(answer(message)).vendor_state == {}
    plain = {"content": "a", "reasoning_content": "hm"}
    assert _decode(answer(plain), **wanted).vendor_state == {}


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"  \n",
        b"<html>login</html>",
        b"\xff",
        b'{"choices": [{"mess',
        b"null",
        b"[]",
        b'"text"',
        b"[" * 2_000,
        b'{"choices": ' + b"9" * 5_000 + b"}",
        {},
        {"id": "x"},
        {"choices": None},
        {"choices": []},
        {"choices": {}},
        {"choices": "x"},
        {"choices": [None]},
        {"choices": [{}]},
        {"choices": [{"message": None}]},
        {"choices": [{"message": "x"}]},
        {"choices": [{"message": {}}]},
        {"choices": [{"message": {"role": "assistant", "content": None}}]},
        answer({"content": 7}),
        answer({"content": [7]}),
        answer({"tool_calls": [7]}),
        answer({"tool_calls": 7}),
        answer({"tool_calls": [{"function": 7}]}),
        answer({"tool_calls": [{"function": {"name": 7}}]}),
        answer(usage="many"),
        answer(usage={"prompt_tokens": "12"}),
        answer(usage={"prompt_tokens": True}),
        answer(usage={"prompt_tokens": 1.5}),
        answer(usage={"prompt_tokens": 10**13}),
        b'{"choices": [{"message": {"content": "a"}}], "usage": {"prompt_tokens": NaN}}',
        b'{"choices": [{"message": {"content": "a"}}], "usage": {"prompt_tokens": 1e999}}',
    ],
)
def test_a_body_that_is_no_answer_is_malformed(body: object) -> None:
    """Empty, cut, of the wrong types, out of range: never an answer and never a crash."""
    with pytest.raises(MALFORMED):
        _decode(body)


@pytest.mark.parametrize(
    ("body", "error"),
    [
        ({"error": {"message": "no", "code": "rate_limit_exceeded"}}, RateLimitedError),
        ([{"error": {"message": "no", "code": "invalid_api_key"}}], AuthenticationError),
        ({"error": "Service overloaded"}, OverloadedError),
        ({"error": {"message": "no", "type": "invalid_request_error"}}, InvalidRequestError),
        ({"error": {"message": "gone", "code": 502}}, ServerError),
        ({"error": {"message": "strange"}}, ServerError),
        ({"object": "error", "message": "no", "code": 429}, RateLimitedError),
        (answer(finish="error"), ServerError),
        (answer(finish="insufficient_system_resource"), OverloadedError),
        ({"choices": [{"error": {"code": 429, "message": "no"}}]}, RateLimitedError),
        (answer(x_groq={"error": "over capacity: overloaded"}), OverloadedError),
    ],
)
def test_an_error_inside_a_200_is_an_error(body: object, error: type[ProviderError]) -> None:
    """Wherever it stands, it is classified and never handed on as an answer."""
    with pytest.raises(error):
        _decode(body)


def test_a_redirect_is_refused() -> None:
    """An answer with a 3xx is no answer, whatever its body."""
    with pytest.raises(MalformedResponseError, match="redirect"):
        OpenAIChat().decode(reply(answer(), 302, location="https://evil.example"), 0.0)
