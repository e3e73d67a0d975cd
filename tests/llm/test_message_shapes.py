"""Conversations as OpenAI's and Anthropic's SDKs have them: what is read, what is refused."""

from __future__ import annotations

from typing import Any, Literal

import pytest
from pydantic import BaseModel

from scout.llm.message_shapes import THINKING, messages_from_anthropic, messages_from_openai
from scout.llm.messages import as_messages
from scout.llm.providers.wires.anthropic_request import THINKING_STATE, turns_of
from scout.llm.types import ImagePart, Message, TextPart, ToolCall

PIXEL = "data:image/png;base64,iVBORw0KGgo="

OPENAI = [
    {"role": "developer", "content": "be brief"},
    {
        "role": "user",
        "content": [
            {"type": "text", "text": "what is it?"},
            {"type": "image_url", "image_url": {"url": PIXEL, "detail": "low"}},
        ],
    },
    {
        "role": "assistant",
        "content": None,
        "refusal": None,
        "annotations": [],
        "tool_calls": [
            {
                "id": "call_1",
                "type": "function",
                "function": {"name": "look", "arguments": '{"at": 2}'},
            },
            {"id": "call_2", "type": "function", "function": {"name": "look", "arguments": "{"}},
        ],
    },
    {"role": "tool", "tool_call_id": "call_1", "name": "look", "content": "a dot"},
    {"role": "tool", "tool_call_id": "call_2", "content": [{"type": "text", "text": "?"}]},
]
ANTHROPIC = [
    {
        "role": "user",
        "content": [
            {"type": "text", "text": "what is it?", "cache_control": {"type": "ephemeral"}},
            {
                "type": "image",
                "source": {
                    "type": "base64",
                    "media_type": "image/png",
                    "data": PIXEL.partition(",")[2],
                },
            },
        ],
    },
    {
        "role": "assistant",
        "content": [
            {"type": "thinking", "thinking": "hm", "signature": "c2ln"},
            {"type": "text", "text": "Let me look."},
            {"type": "tool_use", "id": "toolu_1", "name": "look", "input": {"at": 2}},
            {"type": "tool_use", "id": "toolu_2", "name": "look", "input": {}},
        ],
    },
    {
        "role": "user",
        "content": [
            {"type": "text", "text": "There."},
            {"type": "tool_result", "tool_use_id": "toolu_1", "content": "a dot"},
            {
                "type": "tool_result",
                "tool_use_id": "toolu_2",
                "content": [{"type": "text", "text": "no such place"}],
                "is_error": True,
            },
        ],
    },
]


def test_a_conversation_of_openai_is_read_turn_by_turn() -> None:
    """Parts, tool calls with broken arguments, results; what says nothing is left out."""
    assert messages_from_openai(OPENAI) == (
        Message("system", "be brief"),
        Message("user", (TextPart("what is it?"), ImagePart(PIXEL))),
        Message(
            "assistant",
            tool_calls=(
                ToolCall("call_1", "look", {"at": 2}),
                ToolCall("call_2", "look", {}, malformed="{"),
            ),
        ),
        Message("tool", "a dot", tool_call_id="call_1"),
        Message("tool", "?", tool_call_id="call_2"),
    )


def test_a_conversation_of_anthropic_is_read_block_by_block() -> None:
    """Results of tools become turns of their own, before what the user says beside them."""
    system = [{"type": "text", "text": "be brief"}, {"type": "text", "text": "be kind"}]
    thinking = {"type": "thinking", "thinking": "hm", "signature": "c2ln"}
    assert messages_from_anthropic(ANTHROPIC, system=system) == (
        Message("system", (TextPart("be brief"), TextPart("be kind"))),
        Message("user", (TextPart("what is it?"), ImagePart(PIXEL))),
        Message(
            "assistant",
            "Let me look.",
            tool_calls=(ToolCall("toolu_1", "look", {"at": 2}), ToolCall("toolu_2", "look", {})),
            vendor_state={THINKING: (thinking,)},
        ),
        Message("tool", "a dot", tool_call_id="toolu_1"),
        Message("tool", "error: no such place", tool_call_id="toolu_2"),
        Message("user", "There."),
    )


def test_what_is_read_from_anthropic_is_said_to_anthropic_again() -> None:
    """Our wire writes the blocks that were read, thinking included, results before texts."""
    assert THINKING == THINKING_STATE
    said = turns_of(messages_from_anthropic(ANTHROPIC))
    assert said[1] == ANTHROPIC[1]
    assert [block["type"] for block in said[2]["content"]] == [
        "tool_result",
        "tool_result",
        "text",
    ]


@pytest.mark.parametrize("shape", [OPENAI, ANTHROPIC])
def test_a_call_takes_either_shape_as_it_is(shape: list[dict[str, Any]]) -> None:
    """No helper is needed where a conversation is passed on."""
    read = messages_from_openai if shape is OPENAI else messages_from_anthropic
    assert as_messages(shape) == read(shape)


class _Function(BaseModel):
    name: str
    arguments: str


class _Call(BaseModel):
    id: str
    type: Literal["function"] = "function"
    function: _Function


class _Answer(BaseModel):
    role: str = "assistant"
    content: str | None = None
    refusal: str | None = None
    audio: object | None = None
    tool_calls: list[_Call] | None = None


class _Block(BaseModel):
    type: str
    text: str | None = None
    citations: list[str] | None = None


def test_the_objects_of_an_sdk_may_be_passed_on_as_they_are() -> None:
    """A whole answer, or the blocks of one."""
    call = _Call(id="1", function=_Function(name="look", arguments="{}"))
    blocks = [_Block(type="text", text="Yes.")]
    assert as_messages(
        [
            _Answer(tool_calls=[call]),
            {"role": "assistant", "tool_calls": [call]},
            {"role": "assistant", "content": blocks},
            _Answer(refusal="I will not."),
        ]
    ) == (
        Message("assistant", tool_calls=(ToolCall("1", "look", {}),)),
        Message("assistant", tool_calls=(ToolCall("1", "look", {}),)),
        Message("assistant", "Yes."),
        Message("assistant", "I will not."),
    )


def _says(*blocks: dict[str, Any]) -> dict[str, Any]:
    return {"role": "user", "content": list(blocks)}


@pytest.mark.parametrize(
    ("turn", "says"),
    [
        (_says({"type": "input_audio", "input_audio": {}}), "a user turn .* type 'input_audio'"),
        (_says({"type": "file", "file": {}}), "type 'file', which scout does not send"),
        (_says({"type": "document", "source": {}}), "type 'document'"),
        (_says({"type": "image_url"}), "type 'image_url' has no 'image_url'"),
        (_says({"type": "image", "source": {"type": "file"}}), "source of the type 'file'"),
        (_says({"type": "tool_result", "content": "x"}), "has no 'tool_use_id'"),
        (
            _says({"type": "tool_result", "tool_use_id": "1", "content": [{"type": "document"}]}),
            "a tool result holds a part of the type 'document'",
        ),
        ({"role": "function", "name": "f", "content": "x"}, "the role 'function' is given up"),
        ({"role": "user", "name": "Ada", "content": "x"}, "'name' of a user turn; write it into"),
        ({"role": "robot", "content": None}, "the role 'robot'; known: system, developer"),
        ({"content": None}, "the role ''"),
        ({"role": "assistant", "content": None, "audio": {"id": "1"}}, "does not send 'audio'"),
        (
            {"role": "assistant", "content": None, "tool_calls": [{"id": "1", "type": "custom"}]},
            "tool calls of the type 'custom'",
        ),
        (
            {"role": "assistant", "tool_calls": [{"type": "function", "function": {"name": "f"}}]},
            "a tool call needs an id",
        ),
    ],
)
def test_what_is_not_sent_is_refused_by_name(turn: dict[str, Any], says: str) -> None:
    """Rather than left out: a model would answer without having seen it."""
    with pytest.raises(ValueError, match=says):
        as_messages([turn])


def test_content_that_is_no_list_is_refused() -> None:
    """By its type, with what to give instead."""
    with pytest.raises(TypeError, match="content is int; give a text or a list"):
        messages_from_openai([{"role": "user", "content": 3}])
