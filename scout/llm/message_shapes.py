"""Reads conversations that are written as OpenAI's or Anthropic's SDKs have them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import chain
from typing import Any, Final, TypeAlias

from pydantic import BaseModel

from scout.llm.json_body import parse_json
from scout.llm.types import ImagePart, Message, Part, Role, TextPart, ToolCall

Turn: TypeAlias = Message | Mapping[str, Any] | BaseModel
"""A turn as `Message`, as a mapping, or as the object of a vendor's SDK."""

THINKING: Final = "thinking_blocks"
"""Key of `vendor_state` under which the wire of Anthropic looks for thinking to send back."""

_ROLE: Final[Mapping[str, Role]] = {
    "system": "system",
    "developer": "system",
    "user": "user",
    "assistant": "assistant",
    "tool": "tool",
}
_READ: Final = frozenset({"role", "content", "tool_calls", "tool_call_id", "refusal"})
_LEFT_OUT: Final = frozenset(
    # What an SDK's answers carry beside the turn itself; none of it goes back to a vendor.
    {"annotations", "reasoning", "reasoning_content", "id", "type", "model", "status"}
    | {"stop_reason", "stop_sequence", "stop_details", "usage", "container"}
)


def messages_from_openai(messages: Iterable[Turn]) -> tuple[Message, ...]:
    """Read the `messages` of OpenAI's chat completions.

    `developer` turns are system turns. Texts, images, tool calls and tool results are read;
    what an answer carries beside them, such as `annotations`, is left out.

    Args:
        messages: Mappings, or objects of the SDK such as `response.choices[0].message`.

    Raises:
        ValueError: A turn holds what scout does not send, such as audio or a file.
        TypeError: A turn is no mapping, and no object of an SDK.
    """
    return tuple(chain.from_iterable(map(read_turn, messages)))


def messages_from_anthropic(
    messages: Iterable[Turn], *, system: str | Sequence[Mapping[str, Any] | BaseModel] | None = None
) -> tuple[Message, ...]:
    """Read the `messages` and the `system` of Anthropic's messages API.

    A turn with several `tool_result` blocks becomes several `tool` turns. Thinking is kept for
    Anthropic; `cache_control` and citations are left out.

    Args:
        messages: Mappings, or objects of the SDK; `content` may be an answer's own list.
        system: A text or a list of text blocks.

    Raises:
        ValueError: A turn holds what scout does not send, such as a document.
        TypeError: A turn is no mapping, and no object of an SDK.
    """
    head = read_turn({"role": "system", "content": system}) if system else ()
    return (*head, *chain.from_iterable(map(read_turn, messages)))


def is_foreign(turn: Mapping[str, Any]) -> bool:
    """Whether a mapping is a turn of a vendor's SDK, and no `Message` written as a mapping."""
    content, calls = turn.get("content", ""), turn.get("tool_calls") or ()
    typed = isinstance(content, list | tuple) and any(_kind(block) for block in content)
    wrapped = any(isinstance(call, BaseModel) or "function" in call for call in calls)
    further = bool(turn.keys() & (_LEFT_OUT | {"refusal", "name", "function_call", "audio"}))
    return content is None or typed or wrapped or further or turn.get("role") == "developer"


def read_turn(turn: Turn) -> tuple[Message, ...]:
    """One turn of a vendor's SDK, as one or more of scout's.

    Raises:
        ValueError: It holds what scout does not send.
        TypeError: It is no mapping, and no object of an SDK.
    """
    if isinstance(turn, Message):
        return (turn,)
    plain = _plain(turn)
    role = _role(plain)
    _check_fields(plain, role)
    return tuple(_Reading(role, plain).messages())


class _Reading:
    """One turn while it is read, block by block."""

    def __init__(self, role: Role, turn: Mapping[str, Any]) -> None:
        self._role: Role = role
        self._id = turn.get("tool_call_id")
        self._parts: list[Part] = []
        self._results: list[Message] = []
        self._thinking: list[Mapping[str, Any]] = []
        self._calls = [_openai_call(_plain(call)) for call in turn.get("tool_calls") or ()]
        for block in _blocks(turn.get("content")):
            self._read(block)
        if not self._parts and turn.get("refusal"):
            self._parts.append(TextPart(turn["refusal"]))

    def messages(self) -> Iterator[Message]:
        """What the turn says; results of tools first, as every vendor wants them."""
        yield from self._results
        if self._parts or self._calls or self._thinking or not self._results:
            state = {THINKING: tuple(self._thinking)} if self._thinking else {}
            calls = tuple(self._calls)
            yield Message(self._role, _content(self._parts), calls, self._id, state)

    def _read(self, block: Mapping[str, Any]) -> None:
        kind = _kind(block)
        if kind in _PARTS:
            self._parts.append(_field(_PARTS[kind], block, kind))
        elif kind == "tool_use":
            self._calls.append(_field(_anthropic_call, block, kind))
        elif kind == "tool_result":
            self._results.append(_field(_result, block, kind))
        elif kind in ("thinking", "redacted_thinking"):
            self._thinking.append(dict(block))
        else:
            raise ValueError(
                f"prompt: a {self._role} turn holds a part of the type {kind!r}, which scout does "
                "not send; it sends text, images, tool calls and tool results"
            )


def _plain(value: Any) -> Mapping[str, Any]:
    if isinstance(value, BaseModel):
        return value.model_dump(exclude_none=True)
    if not isinstance(value, Mapping):
        raise TypeError(f"prompt: {type(value).__name__} is neither a Message nor a mapping")
    return value


def _role(turn: Mapping[str, Any]) -> Role:
    role = turn.get("role", "")
    if role == "function":
        raise ValueError("prompt: the role 'function' is given up; use 'tool' and tool_call_id")
    if role not in _ROLE:
        raise ValueError(f"prompt: a message has the role {role!r}; known: {', '.join(_ROLE)}")
    return _ROLE[role]


def _check_fields(turn: Mapping[str, Any], role: Role) -> None:
    """Refuses what would be lost silently."""
    named = {"name"} if role == "tool" else frozenset()  # the name of the tool, which the id says
    for name, value in turn.items():
        if name not in _READ | _LEFT_OUT | named and value:
            advice = "; write it into the content" if name == "name" else ""
            raise ValueError(f"prompt: scout does not send {name!r} of a {role} turn{advice}")


def _blocks(content: Any) -> Sequence[Mapping[str, Any]]:
    if content is None or content == "":
        return ()
    if isinstance(content, str):
        return ({"type": "text", "text": content},)
    if not isinstance(content, Iterable) or isinstance(content, Mapping):
        raise TypeError(f"prompt: content is {type(content).__name__}; give a text or a list")
    return [
        {"type": "text", "text": block} if isinstance(block, str) else _plain(block)
        for block in content
    ]


def _content(parts: Sequence[Part]) -> str | tuple[Part, ...]:
    """A text where there is nothing else."""
    if not parts:
        return ""
    only = parts[0]
    return only.text if len(parts) == 1 and isinstance(only, TextPart) else tuple(parts)


def _field(read: Callable[[Mapping[str, Any]], Any], block: Mapping[str, Any], kind: str) -> Any:
    try:
        return read(block)
    except KeyError as error:
        raise ValueError(f"prompt: a part of the type {kind!r} has no {error}") from None


def _kind(block: Any) -> str:
    given = getattr(block, "type", "") if isinstance(block, BaseModel) else ""
    return str(block.get("type", "") if isinstance(block, Mapping) else given)


def _text(block: Mapping[str, Any]) -> Part:
    return TextPart(block["text"])


def _refusal(block: Mapping[str, Any]) -> Part:
    return TextPart(block["refusal"])


def _openai_image(block: Mapping[str, Any]) -> Part:
    image = block["image_url"]
    return ImagePart(image["url"] if isinstance(image, Mapping) else image)


def _anthropic_image(block: Mapping[str, Any]) -> Part:
    source = block["source"]
    if source["type"] == "url":
        return ImagePart(source["url"])
    if source["type"] == "base64":
        return ImagePart(f"data:{source['media_type']};base64,{source['data']}")
    raise ValueError(
        f"prompt: an image has a source of the type {source['type']!r}; give 'base64' or 'url'"
    )


_PARTS: Final[Mapping[str, Callable[[Mapping[str, Any]], Part]]] = {
    "text": _text,
    "input_text": _text,
    "output_text": _text,
    "refusal": _refusal,
    "image_url": _openai_image,
    "input_image": _openai_image,
    "image": _anthropic_image,
}


def _openai_call(call: Mapping[str, Any]) -> ToolCall:
    kind = call.get("type", "function")
    if kind != "function":
        raise ValueError(f"prompt: scout does not send tool calls of the type {kind!r}")
    named = _plain(call.get("function", call))
    call_id, name = call.get("id"), named.get("name")
    if not call_id or not name:
        raise ValueError("prompt: a tool call needs an id and the name of its function")
    return _parsed_call(call_id, name, named.get("arguments") or "{}")


def _parsed_call(call_id: str, name: str, arguments: Any) -> ToolCall:
    if isinstance(arguments, Mapping):
        return ToolCall(call_id, name, dict(arguments))
    try:
        parsed = parse_json(arguments)
    except ValueError:
        parsed = None
    if not isinstance(parsed, dict):
        return ToolCall(call_id, name, {}, malformed=arguments)
    return ToolCall(call_id, name, parsed)


def _anthropic_call(block: Mapping[str, Any]) -> ToolCall:
    return ToolCall(block["id"], block["name"], dict(block["input"]))


def _result(block: Mapping[str, Any]) -> Message:
    """The answer of a tool; that it failed is said in words, which every vendor understands."""
    parts = [_result_part(each) for each in _blocks(block.get("content"))]
    told = [TextPart("error: "), *parts] if block.get("is_error") else parts
    texts = [part.text for part in told if isinstance(part, TextPart)]
    content = "".join(texts) if len(texts) == len(told) else tuple(told)
    return Message("tool", content, tool_call_id=block["tool_use_id"])


def _result_part(block: Mapping[str, Any]) -> Part:
    kind = _kind(block)
    if kind not in _PARTS:
        raise ValueError(
            f"prompt: a tool result holds a part of the type {kind!r}, which scout does not send"
        )
    part: Part = _field(_PARTS[kind], block, kind)
    return part
