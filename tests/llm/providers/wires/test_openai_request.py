"""What a call becomes in the OpenAI chat dialect."""

from __future__ import annotations

import json
from typing import Any

import pytest

from scout.llm.providers.wires.openai_chat import OpenAIChat
from scout.llm.types import (
    Call,
    ImagePart,
    Message,
    TextPart,
    Tool,
    ToolCall,
)
from tests.llm.providers.wires.openai_bodies import row

ASK = (Message("user", "hi"),)
LOOK = Tool("look", "Looks.", {"type": "object", "properties": {"at": {"type": "string"}}})
CITY = {"title": "City", "type": "object", "properties": {"name": {"type": "string"}}}


def _body(call: Call, wire: OpenAIChat | None = None, **fields: Any) -> Any:
    wire = wire or OpenAIChat()
    return wire.encode(call, row(wire, **fields)).json


def test_a_plain_call_says_only_what_the_caller_set() -> None:
    """Nothing is sent that was not asked for: no temperature, no limit, no stream."""
    request = OpenAIChat().encode(Call("acme-1", ASK), row(OpenAIChat()))
    assert (request.method, request.path) == ("POST", "/chat/completions")
    assert request.json == {"model": "acme-1", "messages": [{"role": "user", "content": "hi"}]}
    assert request.headers == ()


def test_every_setting_has_its_field() -> None:
    """Limit, temperature, stop, seed and stream, each under the vendor's name."""
    call = Call("acme-1", ASK, 99, 0.0, ("END",), seed=7, stream=True)
    body = _body(call, OpenAIChat(output_limit_field="max_completion_tokens"))
    assert body["max_completion_tokens"] == 99
    assert "max_tokens" not in body
    assert (body["temperature"], body["stop"], body["seed"]) == (0.0, ["END"], 7)
    assert (body["stream"], body["stream_options"]) == (True, {"include_usage": True})


def test_a_quirk_is_a_field() -> None:
    """Path, role, usage in streams, temperature range and further fields."""
    wire = OpenAIChat(
        path="/v2/chat",
        system_role="developer",
        stream_usage=False,
        temperature_range=(0.5, 1.0),
        extra_body={"service_tier": "flex"},
    )
    call = Call("acme-1", (Message("system", "be"), *ASK), temperature=3.0, stream=True)
    request = wire.encode(call, row(wire))
    assert request.path == "/v2/chat"
    assert request.json["messages"][0] == {"role": "developer", "content": "be"}
    assert "stream_options" not in request.json
    assert (request.json["temperature"], request.json["service_tier"]) == (1.0, "flex")


def test_a_conversation_with_tools_is_told_turn_by_turn() -> None:
    """The call that the model made, and its result, under one id."""
    asked = Message("assistant", "", (ToolCall("c1", "look", {"at": "ü"}),))
    call = Call("acme-1", (*ASK, asked, Message("tool", "seen", tool_call_id="c1")))
    _, assistant, tool = _body(call)["messages"]
    (made,) = assistant["tool_calls"]
    assert made["function"] == {"name": "look", "arguments": '{"at": "ü"}'}
    assert (made["id"], made["type"]) == ("c1", "function")
    assert tool == {"role": "tool", "tool_call_id": "c1", "content": "seen"}


def test_broken_arguments_go_back_as_json_all_the_same() -> None:
    """A vendor that parses them must not refuse the whole conversation."""
    asked = Message("assistant", "", (ToolCall("c1", "look", {}, malformed='{"at": '),))
    (turn,) = _body(Call("acme-1", (asked,)))["messages"]
    sent = turn["tool_calls"][0]["function"]["arguments"]
    assert json.loads(sent) == {"malformed": '{"at": '}


def test_parts_of_a_message_keep_their_order() -> None:
    """Text and images of a user's turn."""
    parts = (TextPart("what is"), ImagePart("data:image/png;base64,AA=="), TextPart("?"))
    (turn,) = _body(Call("acme-1", (Message("user", parts),)))["messages"]
    assert [part["type"] for part in turn["content"]] == ["text", "image_url", "text"]
    assert turn["content"][1]["image_url"] == {"url": "data:image/png;base64,AA=="}


@pytest.mark.parametrize(
    ("choice", "told"),
    [
        ("auto", None),
        ("none", "none"),
        ("required", "required"),
        ("look", {"type": "function", "function": {"name": "look"}}),
    ],
)
def test_tools_and_the_choice_among_them(choice: str, told: object) -> None:
    """A named tool is forced by its name; `auto` is the default and is left out."""
    body = _body(Call("acme-1", ASK, tools=(LOOK,), tool_choice=choice))
    assert body["tools"][0]["function"]["parameters"] == LOOK.parameters
    assert body.get("tool_choice") == told


def test_a_vendor_that_cannot_force_a_tool_is_not_asked_to() -> None:
    """`required` and a name become the vendor's default; `none` stays."""
    wire = OpenAIChat(can_force_tools=False)
    for choice, told in [("required", None), ("look", None), ("none", "none")]:
        body = _body(Call("acme-1", ASK, tools=(LOOK,), tool_choice=choice), wire)
        assert body.get("tool_choice") == told


def test_a_tool_without_words_gets_what_vendors_demand() -> None:
    """Neither description nor parameters may be empty at some vendors."""
    body = _body(Call("acme-1", ASK, tools=(Tool("now", "", {}),)))
    assert body["tools"][0]["function"] == {
        "name": "now",
        "description": "now",
        "parameters": {"type": "object", "properties": {}},
    }


def test_a_response_schema_is_asked_for_strictly() -> None:
    """Every object is closed and every property required, at every depth."""
    inner = {"type": "object", "properties": {"a": {"type": "integer", "default": 1}}}
    schema = {
        "title": "My answer!",
        "type": "object",
        "properties": {"list": {"type": "array", "items": {"$ref": "#/$defs/I"}}},
        "$defs": {"I": inner},
    }
    asked = _body(Call("acme-1", ASK, response_schema=schema))["response_format"]
    told = asked["json_schema"]
    assert (asked["type"], told["name"], told["strict"]) == ("json_schema", "My_answer_", True)
    assert told["schema"]["required"] == ["list"]
    closed = told["schema"]["$defs"]["I"]
    assert (closed["required"], closed["additionalProperties"]) == (["a"], False)
    assert "default" not in closed["properties"]["a"]
    assert "additionalProperties" not in inner


@pytest.mark.parametrize(
    "schema",
    [
        {"type": "object", "additionalProperties": {"type": "integer"}},
        {"type": "object"},
        {"properties": {"a": {"oneOf": [{"type": "string"}]}}},
        {"properties": {"a": {"allOf": [{"type": "string"}]}}},
        {"anyOf": [{"type": "object", "properties": {}}]},
        {"type": "string"},
        {"properties": 7},
        {"properties": {}, "anyOf": 7},
        {"type": "array", "items": True},
    ],
)
def test_a_schema_that_cannot_be_strict_is_sent_as_it_is(schema: dict[str, Any]) -> None:
    """Free-form objects and foreign words are asked for, and checked by scout afterwards."""
    told = _body(Call("acme-1", ASK, response_schema=schema))["response_format"]["json_schema"]
    assert (told["strict"], told["schema"], told["name"]) == (False, schema, "answer")


@pytest.mark.claim(
    "json-alone",
    "One with `json_object` only is told to answer in JSON, and reads the schema in its prompt.",
)
def test_a_model_that_only_knows_json_is_told_the_schema() -> None:
    """JSON mode, and the schema in a system turn, which must hold the word JSON."""
    call = Call("acme-1", ASK, response_schema=CITY)
    body = _body(call, capabilities=frozenset({"json_object"}))
    assert body["response_format"] == {"type": "json_object"}
    system, user = body["messages"]
    assert (system["role"], user["role"]) == ("system", "user")
    assert "JSON" in system["content"]
    assert json.dumps(CITY) in system["content"]


@pytest.mark.parametrize("able", [{"json_schema", "json_object"}, {"json_schema"}, set()])
def test_a_schema_stands_in_no_prompt_of_a_model_that_takes_it(able: set[str]) -> None:
    """Nor of one that is not known to read JSON alone, nor where no schema is asked for."""
    told = _body(Call("acme-1", ASK, response_schema=CITY), capabilities=frozenset(able))
    assert [turn["role"] for turn in told["messages"]] == ["user"]
    plain = _body(Call("acme-1", ASK), capabilities=frozenset({"json_object"}))
    assert [turn["role"] for turn in plain["messages"]] == ["user"]


def test_thinking_goes_back_only_to_those_who_want_it() -> None:
    """DeepSeek wants it with tool calls; nobody else is sent it, nor without tool calls."""
    state = {"reasoning_content": "hm", "signature": "x"}
    made = (ToolCall("c1", "look", {}),)
    wire = OpenAIChat(returned_fields=("reasoning_content",))
    with_tools = Message("assistant", "", made, vendor_state=state)
    without = Message("assistant", "x", vendor_state=state)
    first, second = _body(Call("acme-1", (with_tools, without)), wire)["messages"]
    assert first["reasoning_content"] == "hm"
    assert "signature" not in first
    assert "reasoning_content" not in second
    (other,) = _body(Call("acme-1", (with_tools,)))["messages"]
    assert "reasoning_content" not in other


def test_the_same_call_makes_the_same_bytes() -> None:
    """So that a prompt cache hits and a recording matches."""
    call = Call("acme-1", ASK, 9, 0.5, ("a",), (LOOK,), "look", CITY, 1, stream=True)
    assert json.dumps(_body(call)) == json.dumps(_body(call))
