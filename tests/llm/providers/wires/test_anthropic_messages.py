"""The Anthropic wire: what a call becomes, and what a whole answer says."""

from __future__ import annotations

from typing import Any

import pytest

from scout.errors import InvalidRequestError, OverloadedError, Sent, ServerError
from scout.llm.providers.base import Model
from scout.llm.providers.wires.anthropic_messages import AnthropicMessages
from scout.llm.types import (
    FinishReason,
    ImagePart,
    Message,
    ProviderResult,
    TextPart,
    Tool,
    ToolCall,
    Usage,
)
from tests.llm.providers.wires.asking import NOW_S, call, encoded, reply, row

WIRE = AnthropicMessages()
WEATHER = Tool("weather", "Tells the weather.", {"properties": {"town": {"type": "string"}}})
ASKED = Message("assistant", "Let me look.", (ToolCall("toolu_1", "weather", {"town": "Bonn"}),))


def _text(text: str) -> dict[str, str]:
    return {"type": "text", "text": text}


def _result(call_id: str, content: object) -> dict[str, object]:
    return {"type": "tool_result", "tool_use_id": call_id, "content": content}


def _read(**changes: Any) -> ProviderResult:
    message = {
        "type": "message",
        "id": "msg_1",
        "role": "assistant",
        "model": "some-1-20260101",
        "content": [_text("Hello.")],
        "stop_reason": "end_turn",
        "usage": {"input_tokens": 7, "output_tokens": 3},
    }
    return WIRE.decode(reply({**message, **changes}), NOW_S)


# --- requests -----------------------------------------------------------------------------------


def test_a_call_is_posted_to_messages_with_the_version_and_no_key() -> None:
    """Path and version header are the API's; authentication is left to the row."""
    request = WIRE.encode(call("Hi"), row(WIRE))
    assert (request.method, request.path, request.query) == ("POST", "/messages", ())
    assert request.headers == (("anthropic-version", "2023-06-01"),)


def test_beta_features_are_named_in_one_header() -> None:
    """Betas are a field of the wire and travel comma-separated."""
    wire = AnthropicMessages(betas=("one-2026", "two-2026"))
    headers = wire.encode(call("Hi"), row(wire)).headers
    assert ("anthropic-beta", "one-2026,two-2026") in headers


def test_only_what_the_caller_set_is_sent() -> None:
    """Beside model, turns and the limit that the API requires, nothing stands in the body."""
    assert encoded(WIRE, call("Hi")) == {
        "model": "some-1",
        "max_tokens": 8192,
        "messages": [{"role": "user", "content": [_text("Hi")]}],
    }


@pytest.mark.parametrize(
    ("asked", "model_limit", "sent"),
    [
        (None, None, 8192),
        (None, 4096, 4096),
        (100, 4096, 100),
        (9000, 4096, 4096),
        (9000, None, 9000),
    ],
)
def test_the_output_limit_is_within_the_models_own(
    asked: int | None, model_limit: int | None, sent: int
) -> None:
    """The caller's limit counts, else the wire's; neither goes past what the model can give."""
    provider = row(WIRE, Model("some-1", max_output_tokens=model_limit))
    assert encoded(WIRE, call("Hi", max_output_tokens=asked), provider)["max_tokens"] == sent


@pytest.mark.parametrize(("asked", "sent"), [(0.0, 0.0), (0.7, 0.7), (1.6, 1.0), (-0.1, 0.0)])
def test_temperature_is_kept_within_the_apis_range(asked: float, sent: float) -> None:
    """Other vendors take up to 2; here 1 is the most, and the call is answered all the same."""
    assert encoded(WIRE, call("Hi", temperature=asked))["temperature"] == sent


def test_stops_and_streaming_are_said_and_a_seed_is_not() -> None:
    """The API knows stop sequences and streams, and has no seed."""
    body = encoded(WIRE, call("Hi", stop=("END", "\n\n"), stream=True, seed=4))
    assert (body["stop_sequences"], body["stream"]) == (["END", "\n\n"], True)
    assert "seed" not in body


def test_system_turns_stand_at_the_top_wherever_they_were() -> None:
    """One system turn is a text, several are blocks in order; none of them is a message."""
    one = encoded(WIRE, call("Hi", Message("system", "Be brief.")))
    two = encoded(WIRE, call(Message("system", "Be brief."), "Hi", Message("system", "Rhyme.")))
    assert one["system"] == "Be brief."
    assert two["system"] == [_text("Be brief."), _text("Rhyme.")]
    assert one["messages"] == two["messages"] == [{"role": "user", "content": [_text("Hi")]}]


def test_a_system_prompt_alone_is_said_as_the_users_turn() -> None:
    """The API wants a message; a call that other vendors take is not refused for it."""
    body = encoded(WIRE, call(Message("system", "Say hello.")))
    assert body["messages"] == [{"role": "user", "content": "Say hello."}]
    assert "system" not in body


def test_neighbours_with_one_role_become_one_turn_and_empty_texts_vanish() -> None:
    """Roles alternate whatever the caller's order; the API refuses empty text blocks."""
    turns = ("One", "", "Two", Message("assistant", "A"), Message("assistant", "B"), "Three")
    assert encoded(WIRE, call(*turns))["messages"] == [
        {"role": "user", "content": [_text("One"), _text("Two")]},
        {"role": "assistant", "content": [_text("A"), _text("B")]},
        {"role": "user", "content": [_text("Three")]},
    ]


def test_tool_results_are_the_users_and_come_first_in_its_turn() -> None:
    """The API refuses a turn in which a text stands before the results."""
    both = Message("assistant", "", (*ASKED.tool_calls, ToolCall("toolu_2", "weather", {})))
    answers = (
        Message("tool", "rain", tool_call_id="toolu_1"),
        "And?",
        Message("tool", "sun", tool_call_id="toolu_2"),
    )
    turns = encoded(WIRE, call("Hi", both, *answers))["messages"]
    assert [turn["role"] for turn in turns] == ["user", "assistant", "user"]
    assert turns[2]["content"] == [
        _result("toolu_1", "rain"),
        _result("toolu_2", "sun"),
        _text("And?"),
    ]


def test_a_tool_call_is_a_block_after_the_text() -> None:
    """An assistant's turn goes back as text and tool use."""
    turns = encoded(WIRE, call("Hi", ASKED))["messages"]
    use = {"type": "tool_use", "id": "toolu_1", "name": "weather", "input": {"town": "Bonn"}}
    assert turns[1] == {"role": "assistant", "content": [_text("Let me look."), use]}


def test_broken_arguments_go_back_inside_an_object() -> None:
    """The API takes only objects as input; the model still sees what it wrote."""
    broken = Message("assistant", "", (ToolCall("toolu_1", "weather", {}, malformed='{"tow'),))
    block = encoded(WIRE, call("Hi", broken))["messages"][1]["content"][0]
    assert block["input"] == {"malformed": '{"tow'}


def test_ids_of_other_vendors_are_spelt_in_the_apis_letters() -> None:
    """A conversation begun elsewhere goes on here: call and result still match."""
    made = Message("assistant", "", (ToolCall("functions.weather:0", "weather", {}),))
    answer = Message("tool", "rain", tool_call_id="functions.weather:0")
    turns = encoded(WIRE, call("Hi", made, answer))["messages"]
    assert turns[1]["content"][0]["id"] == "functions_weather_0"
    assert turns[2]["content"][0]["tool_use_id"] == "functions_weather_0"


def test_a_result_that_answers_no_call_is_refused_before_sending() -> None:
    """The caller is told what is missing; nothing goes out."""
    with pytest.raises(InvalidRequestError, match="tool_call_id") as caught:
        encoded(WIRE, call("Hi", Message("tool", "rain")))
    assert caught.value.sent is Sent.NO


def test_images_go_inline_or_by_address() -> None:
    """A data URL becomes base64 with its media type; another URL is passed on."""
    parts = (
        TextPart("Compare:"),
        ImagePart("data:image/png;base64,QUJD"),
        ImagePart("https://pictures.example/cat.jpg"),
    )
    assert encoded(WIRE, call(Message("user", parts)))["messages"][0]["content"] == [
        _text("Compare:"),
        {"type": "image", "source": {"type": "base64", "media_type": "image/png", "data": "QUJD"}},
        {"type": "image", "source": {"type": "url", "url": "https://pictures.example/cat.jpg"}},
    ]


def test_a_tool_result_may_hold_an_image() -> None:
    """A screenshot that a tool took reaches the model as a block of the result."""
    shot = Message("tool", (ImagePart("data:image/png;base64,QUJD"),), tool_call_id="toolu_1")
    result = encoded(WIRE, call("Hi", ASKED, shot))["messages"][2]["content"][0]
    assert [block["type"] for block in result["content"]] == ["image"]


def test_tools_are_described_by_an_object_schema() -> None:
    """A schema that leaves out its type gets it, since the API insists."""
    assert encoded(WIRE, call("Hi", tools=(WEATHER,)))["tools"] == [
        {
            "name": "weather",
            "description": "Tells the weather.",
            "input_schema": {"type": "object", "properties": {"town": {"type": "string"}}},
        }
    ]


@pytest.mark.parametrize(
    ("choice", "sent"),
    [
        ("auto", None),
        ("none", {"type": "none"}),
        ("required", {"type": "any"}),
        ("weather", {"type": "tool", "name": "weather"}),
    ],
)
def test_a_tool_choice_has_the_apis_words(choice: str, sent: object) -> None:
    """`auto` is the default and is left out; a name is that of the one tool to call."""
    body = encoded(WIRE, call("Hi", tools=(WEATHER,), tool_choice=choice))
    assert body.get("tool_choice") == sent


def test_a_choice_without_tools_is_left_out() -> None:
    """The API refuses a choice where there is nothing to choose from."""
    assert "tool_choice" not in encoded(WIRE, call("Hi", tool_choice="required"))


SCHEMA = {"type": "object", "properties": {"n": {"type": "integer"}}, "required": ["n"]}


def test_a_schema_goes_into_the_output_config_closed() -> None:
    """Where the model offers json_schema, the answer's schema is native."""
    body = encoded(WIRE, call("Hi", response_schema=SCHEMA))
    closed = {**SCHEMA, "additionalProperties": False}
    assert body["output_config"] == {"format": {"type": "json_schema", "schema": closed}}
    assert "system" not in body


def test_a_schema_is_told_in_words_where_the_model_takes_none() -> None:
    """Without the capability the schema stands in the system prompt, after the caller's own."""
    provider = row(WIRE, able=("stream",))
    asked = call(Message("system", "Be brief."), "Hi", response_schema=SCHEMA)
    body = encoded(WIRE, asked, provider)
    assert "output_config" not in body
    assert body["system"][0] == _text("Be brief.")
    assert '"n": {"type": "integer"}' in body["system"][1]["text"]


def test_thinking_goes_back_unchanged_at_the_head_of_its_turn() -> None:
    """The API refuses a tool result whose call lost its signed thinking."""
    thinking = {"type": "thinking", "thinking": "Rain?", "signature": "c2ln"}
    hidden = {"type": "redacted_thinking", "data": "eHg="}
    use = {"type": "tool_use", "id": "toolu_1", "name": "weather", "input": {}}
    result = _read(content=[thinking, hidden, _text("Look."), use], stop_reason="tool_use")
    turn = Message("assistant", result.text, result.tool_calls, vendor_state=result.vendor_state)
    sent = encoded(WIRE, call("Hi", turn))["messages"][1]["content"]
    assert sent == [thinking, hidden, _text("Look."), use]


def test_another_vendors_state_is_not_sent() -> None:
    """What belongs to a different dialect stays here."""
    turn = Message("assistant", "Hi.", vendor_state={"gemini_parts": [{"text": "Hi."}]})
    assert encoded(WIRE, call("Hi", turn))["messages"][1]["content"] == [_text("Hi.")]


# --- answers ------------------------------------------------------------------------------------


def test_a_plain_answer_is_read() -> None:
    """Text, finish, usage, served model and the message's id."""
    assert _read() == ProviderResult(
        "Hello.", usage=Usage(7, 0, 0, 3, 0), served_model="some-1-20260101", request_id="msg_1"
    )


def test_the_request_id_of_the_headers_counts_before_the_messages() -> None:
    """It is the one that the vendor's support asks for; a retry-after beside it means nothing."""
    headers = {"request-id": "req_1", "retry-after": "32"}
    body = {"id": "msg_1", "content": [_text("Hi")], "stop_reason": "end_turn"}
    assert WIRE.decode(reply(body, headers=headers), NOW_S).request_id == "req_1"


def test_texts_join_and_unknown_blocks_are_passed_over() -> None:
    """Tools that the vendor runs itself leave blocks that are neither text nor a wish."""
    blocks = [
        _text("I searched"),
        {"type": "server_tool_use", "id": "srv_1", "name": "web_search", "input": {"q": "x"}},
        {"type": "web_search_tool_result", "tool_use_id": "srv_1", "content": []},
        {"type": "from_the_future", "text": "no"},
        _text(" and found."),
    ]
    result = _read(content=blocks)
    assert (result.text, result.tool_calls) == ("I searched and found.", ())


def test_tool_calls_and_thinking_are_read() -> None:
    """Parallel calls keep their order; thinking is kept apart from the text."""
    uses = [
        {"type": "tool_use", "id": f"toolu_{n}", "name": "weather", "input": {"n": n}}
        for n in (1, 2)
    ]
    thinking = {"type": "thinking", "thinking": "Hm.", "signature": "c2ln"}
    result = _read(content=[thinking, *uses], stop_reason="tool_use")
    assert result.tool_calls == (
        ToolCall("toolu_1", "weather", {"n": 1}),
        ToolCall("toolu_2", "weather", {"n": 2}),
    )
    assert (result.text, result.reasoning, result.finish) == ("", "Hm.", FinishReason.TOOL_CALLS)


@pytest.mark.parametrize(
    ("reason", "finish"),
    [
        ("end_turn", FinishReason.STOP),
        ("stop_sequence", FinishReason.STOP),
        ("tool_use", FinishReason.TOOL_CALLS),
        ("max_tokens", FinishReason.LENGTH),
        ("model_context_window_exceeded", FinishReason.LENGTH),
        ("refusal", FinishReason.CONTENT_FILTER),
        ("pause_turn", FinishReason.OTHER),
        ("from_the_future", FinishReason.OTHER),
        (None, FinishReason.OTHER),
    ],
)
def test_each_stop_reason_has_its_meaning(reason: object, finish: FinishReason) -> None:
    """Unknown reasons and none at all are OTHER, never a clean stop."""
    assert _read(stop_reason=reason).finish is finish


def test_a_plain_stop_with_tool_calls_is_a_wish_to_have_them_called() -> None:
    """Some copies of the API say end_turn all the same."""
    use = {"type": "tool_use", "id": "toolu_1", "name": "weather", "input": {}}
    assert _read(content=[use]).finish is FinishReason.TOOL_CALLS


def test_the_buckets_of_usage_are_disjoint() -> None:
    """Input leaves caches out; output holds the thinking, which is taken out of it."""
    usage = {
        "input_tokens": 5,
        "cache_read_input_tokens": 100,
        "cache_creation_input_tokens": 40,
        "output_tokens": 30,
        "output_tokens_details": {"thinking_tokens": 12},
        "server_tool_use": {"web_search_requests": 1},
    }
    assert _read(usage=usage).usage == Usage(5, 100, 40, 18, 12)


def test_cache_writes_may_be_told_by_lifetime_alone() -> None:
    """Without a sum the two lifetimes are added."""
    split = {"ephemeral_5m_input_tokens": 3, "ephemeral_1h_input_tokens": 4}
    usage = {"input_tokens": 1, "cache_creation": split, "output_tokens": 1}
    assert _read(usage=usage).usage.cache_write_tokens == 7


@pytest.mark.parametrize("usage", [None, {}, {"input_tokens": 0, "output_tokens": 0}])
def test_absent_usage_is_marked_as_estimated(usage: object) -> None:
    """No usage, or only zeros, is not a free answer."""
    assert _read(usage=usage).usage == Usage(estimated=True)


def test_a_refusal_without_content_is_filtered_content() -> None:
    """A blocked prompt comes as 200 with no blocks."""
    assert _read(content=[], stop_reason="refusal").finish is FinishReason.CONTENT_FILTER


def test_an_error_inside_a_200_is_classified() -> None:
    """The body decides, not the status."""
    body = {"type": "error", "error": {"type": "overloaded_error", "message": "Overloaded"}}
    for told in (body, {"error": body["error"]}):
        with pytest.raises(OverloadedError):
            WIRE.decode(reply(told), NOW_S)
    with pytest.raises(ServerError):
        WIRE.decode(reply({"type": "error"}), NOW_S)


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"<html>",
        b"[]",
        b"null",
        b"{}",
        b'{"content": "text"}',
        b'{"content": null, "stop_reason": null}',
        b'{"content": [1], "stop_reason": "end_turn"}',
        b'{"content": [{"type": "text"}], "stop_reason": "end_turn"}',
        b'{"content": [{"type": "text", "text": 5}], "stop_reason": "end_turn"}',
        b'{"content": [{"type": "tool_use", "id": "t"}], "stop_reason": "tool_use"}',
        b'{"content": [], "stop_reason": "end_turn", "usage": {"input_tokens": 1e300}}',
        b'{"content": [], "stop_reason": "end_turn", "usage": {"input_tokens": NaN}}',
    ],
)
def test_what_is_no_answer_is_malformed(body: bytes) -> None:
    """The three exceptions that a wire may raise for it, and no other."""
    with pytest.raises((KeyError, TypeError, ValueError)):
        WIRE.decode(reply(body), NOW_S)
