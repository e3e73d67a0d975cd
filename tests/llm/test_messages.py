"""A prompt is read in any of its forms, and refused by name where it has none of them."""

from __future__ import annotations

from typing import Any

import pytest

from scout.llm.messages import as_messages
from scout.llm.types import ImagePart, Message, TextPart, ToolCall


def test_a_text_is_one_turn_of_the_user() -> None:
    """The shortest form of a prompt."""
    assert as_messages("hi") == (Message("user", "hi"),)


def test_a_system_prompt_stands_before_the_turns() -> None:
    """Whatever form the turns have; an empty one adds nothing."""
    turns = as_messages([{"role": "user", "content": "hi"}], system="be brief")
    assert turns == (Message("system", "be brief"), Message("user", "hi"))
    assert as_messages("hi", "") == as_messages("hi", None)


def test_turns_may_be_messages_and_mappings_mixed() -> None:
    """A mapping has the fields of a message, parts and tool calls included."""
    turns = as_messages(
        [
            Message("user", "look"),
            {"role": "user", "content": [{"text": "at"}, {"url": "https://a.example/b.png"}]},
            {"role": "assistant", "tool_calls": [{"id": "1", "name": "f", "arguments": {"x": 2}}]},
            {"role": "tool", "content": "4", "tool_call_id": "1"},
        ]
    )
    assert turns == (
        Message("user", "look"),
        Message("user", (TextPart("at"), ImagePart("https://a.example/b.png"))),
        Message("assistant", tool_calls=(ToolCall("1", "f", {"x": 2}),)),
        Message("tool", "4", tool_call_id="1"),
    )


@pytest.mark.parametrize(
    ("prompt", "error", "says"),
    [
        ("", ValueError, "prompt is empty"),
        ([], ValueError, "no messages"),
        ([3], TypeError, "int is neither a Message nor a mapping"),
        (None, TypeError, "of type NoneType; give a text, or a list of messages"),
        (b"bytes", TypeError, "of type bytes"),
        ({"role": "user"}, TypeError, "of type dict"),
        (Message("user", "hi"), TypeError, "of type Message"),
        ([{"role": "user", "text": "hi"}], ValueError, "'text' is unknown; known: role, content"),
        ([{"role": "robot", "content": "hi"}], ValueError, "role"),
        ([{"content": "hi"}], ValueError, "role"),
        ([{"role": "user", "content": 3}], ValueError, "content"),
        ([{"role": [], "content": "hi"}], ValueError, "role"),
        ([{"role": "user", 7: "x"}], ValueError, "7 is unknown"),
        ([Message("robot", "hi")], ValueError, "'robot'; known: system"),  # type: ignore[arg-type]
        ([Message("user", None)], TypeError, "content of type NoneType"),  # type: ignore[arg-type]
        ([Message("user", ("x",))], TypeError, "a part of type str"),  # type: ignore[arg-type]
    ],
)
def test_a_prompt_that_cannot_be_read_is_refused_by_name(
    prompt: Any, error: type[Exception], says: str
) -> None:
    """The message says which turn or field is wrong and what is known."""
    with pytest.raises(error, match=says):
        as_messages(prompt)


def test_turns_of_an_sdk_may_stand_among_messages() -> None:
    """Each is read by its own shape; one turn may be several of ours."""
    turns = as_messages(
        [
            Message("user", "look"),
            {"role": "assistant", "content": [{"type": "text", "text": "at"}]},
            {
                "role": "user",
                "content": [
                    {"type": "tool_result", "tool_use_id": "1", "content": "4"},
                    {"type": "text", "text": "go on"},
                ],
            },
        ],
        system="be brief",
    )
    assert [(turn.role, turn.content) for turn in turns] == [
        ("system", "be brief"),
        ("user", "look"),
        ("assistant", "at"),
        ("tool", "4"),
        ("user", "go on"),
    ]


def test_turns_may_come_one_by_one() -> None:
    """A generator is read once, however often its turns are needed."""
    turns = as_messages({"role": "user", "content": text} for text in ("look", "at"))  # type: ignore[arg-type]
    assert [turn.content for turn in turns] == ["look", "at"]


def test_a_refusal_quotes_no_prompt() -> None:
    """What a validator says of a field goes on; what stood in the field does not."""
    with pytest.raises(ValueError, match="'tool_call_id'") as refused:
        as_messages([{"role": "user", "content": "my secret", "tool_call_id": 3}])
    assert "my secret" not in str(refused.value)
    assert refused.value.__cause__ is None
