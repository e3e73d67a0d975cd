"""Says a conversation in the words of the Anthropic messages API."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Final

from scout.errors import InvalidRequestError, Sent
from scout.llm.providers.wires.image_source import inline_image
from scout.llm.types import TextPart

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from scout.llm.types import Message, Part, Tool, ToolChoice

THINKING_STATE: Final = "thinking_blocks"
"""Key of `vendor_state` under which the thinking of an assistant turn waits to be sent back."""

_NOT_IN_AN_ID = re.compile(r"[^a-zA-Z0-9_-]")


def system_of(messages: Iterable[Message], instruction: str = "") -> str | list[dict[str, Any]]:
    """All system turns, wherever they stand, and an instruction of scout's own.

    A text, or blocks where there are several; empty where there is none.
    """
    said = [message.text for message in messages if message.role == "system"]
    texts = [text for text in (*said, instruction) if text]
    return texts[0] if len(texts) == 1 else [_text_block(text) for text in texts]


def turns_of(messages: Iterable[Message]) -> list[dict[str, Any]]:
    """The conversation as alternating turns of `user` and `assistant`.

    Tool results are the user's; neighbours with one role become one turn; in it the results
    come first, as the API demands. Empty texts, which it refuses, are left out.
    """
    turns: list[dict[str, Any]] = []
    for message in messages:
        if message.role == "system":
            continue
        role = "assistant" if message.role == "assistant" else "user"
        blocks = list(_blocks(message))
        if turns and turns[-1]["role"] == role:
            turns[-1]["content"] += blocks
        elif blocks:
            turns.append({"role": role, "content": blocks})
    for turn in turns:
        if turn["role"] == "user":
            turn["content"].sort(key=_after_results)
    return turns


def tools_of(tools: Sequence[Tool]) -> list[dict[str, Any]]:
    """The tools, each with a schema that says it is an object."""
    return [
        {
            "name": tool.name,
            "description": tool.description,
            "input_schema": {"type": "object", **tool.parameters},
        }
        for tool in tools
    ]


def choice_of(choice: ToolChoice) -> dict[str, Any]:
    """Whether a tool must be called."""
    if choice in ("auto", "none"):
        return {"type": choice}
    return {"type": "any"} if choice == "required" else {"type": "tool", "name": choice}


def _blocks(message: Message) -> Iterator[dict[str, Any]]:
    if message.role == "tool":
        yield _result(message)
        return
    if message.role == "assistant":
        yield from (dict(block) for block in message.vendor_state.get(THINKING_STATE, ()))
    yield from _content(message.content)
    for call in message.tool_calls:
        # The API takes an object only; broken arguments are shown to the model inside of one.
        given = dict(call.arguments) if call.malformed is None else {"malformed": call.malformed}
        use = {"type": "tool_use", "id": _tool_id(call.id), "name": call.name}
        yield {**use, "input": given}


def _content(content: str | tuple[Part, ...]) -> Iterator[dict[str, Any]]:
    parts = (TextPart(content),) if isinstance(content, str) else content
    for part in parts:
        if not isinstance(part, TextPart):
            inline = inline_image(part)
            source = (
                {"type": "url", "url": part.url}
                if inline is None
                else {"type": "base64", "media_type": inline.media_type, "data": inline.data}
            )
            yield {"type": "image", "source": source}
        elif part.text:
            yield _text_block(part.text)


def _result(message: Message) -> dict[str, Any]:
    if not message.tool_call_id:
        raise InvalidRequestError(
            "a tool turn has no tool_call_id; give it the id of the call that it answers",
            sent=Sent.NO,
        )
    content = message.content if isinstance(message.content, str) else [*_content(message.content)]
    return {
        "type": "tool_result",
        "tool_use_id": _tool_id(message.tool_call_id),
        "content": content,
    }


def _tool_id(call_id: str) -> str:
    """An id in the letters that the API takes; ids of other vendors hold further ones.

    Source: the API's 400 "tool_use.id: String should match pattern '^[a-zA-Z0-9_-]+$'".
    """
    return _NOT_IN_AN_ID.sub("_", call_id) or "_"


def _text_block(text: str) -> dict[str, Any]:
    return {"type": "text", "text": text}


def _after_results(block: dict[str, Any]) -> bool:
    return bool(block["type"] != "tool_result")
