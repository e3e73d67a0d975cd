"""Reads the parts of an OpenAI chat message, whole or a delta, in the spellings vendors use."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any, Final

from scout.llm.types import FinishReason

_FINISHES: Final[Mapping[str, FinishReason]] = MappingProxyType(
    {
        "stop": FinishReason.STOP,
        "eos": FinishReason.STOP,
        "end_turn": FinishReason.STOP,
        "stop_sequence": FinishReason.STOP,
        "length": FinishReason.LENGTH,
        "max_tokens": FinishReason.LENGTH,
        "model_length": FinishReason.LENGTH,
        "tool_calls": FinishReason.TOOL_CALLS,
        "tool_use": FinishReason.TOOL_CALLS,
        "function_call": FinishReason.TOOL_CALLS,
        "content_filter": FinishReason.CONTENT_FILTER,
    }
)
FAILED_FINISHES: Final = frozenset(
    {"abort", "error", "insufficient_system_resource", "network_error"}
)
"""Finish reasons that are errors: the vendor gave up, and what came is not the whole answer."""

_THOUGHTS: Final = ("reasoning_content", "reasoning")


def read_finish(reason: object) -> FinishReason:
    """The finish reason in scout's words; OTHER for a word that is not known."""
    known = _FINISHES.get(reason) if isinstance(reason, str) else None
    return known or FinishReason.OTHER


def read_content(content: object) -> tuple[str, str]:
    """Thinking and text of a message's `content`: a text, a list of parts, or nothing.

    Raises:
        TypeError: It is something else.
    """
    if isinstance(content, str):
        return "", content
    if content is None:
        return "", ""
    if not isinstance(content, list):
        raise TypeError(f"content is {type(content).__name__}; a text or a list of parts belongs")
    parts = [_part(part) for part in content]
    return "".join(thought for thought, _ in parts), "".join(text for _, text in parts)


def _part(part: object) -> tuple[str, str]:
    if isinstance(part, str):
        return "", part
    if not isinstance(part, Mapping):
        raise TypeError(f"a part of the content is {type(part).__name__}; an object belongs")
    kind = part.get("type")
    if kind in ("thinking", "reasoning"):
        return _joined(part.get("thinking") or part.get("reasoning") or part.get("text")), ""
    return "", _joined(part.get("text"))


def _joined(value: object) -> str:
    """A text that is written as a text, as an object with one, or as a list of those."""
    if isinstance(value, str):
        return value
    if isinstance(value, Mapping):
        inner = value.get("text", value.get("value"))
        return inner if isinstance(inner, str) else ""
    if isinstance(value, list):
        return "".join(_joined(item) for item in value if isinstance(item, str | Mapping))
    return ""


def read_reasoning(message: Mapping[str, Any]) -> str:
    """The thinking in a message or delta, from the first of its fields that holds any."""
    for name in _THOUGHTS:
        thought = message.get(name)
        if thought and isinstance(thought, str):
            return thought
    details = message.get("reasoning_details")
    if not isinstance(details, list):
        return ""
    texts = [
        entry.get("text") or entry.get("summary") for entry in details if isinstance(entry, Mapping)
    ]
    return "".join(text for text in texts if isinstance(text, str))


def read_tool(entry: object) -> tuple[int | None, str | None, str | None, object]:
    """Index, id, name and arguments of a tool call or of a fragment of one.

    Raises:
        TypeError: The entry or its function is no object, or a name is no text.
    """
    if not isinstance(entry, Mapping):
        raise TypeError(f"a tool call is {type(entry).__name__}; an object belongs")
    function = entry.get("function")
    if function is None:
        function = {}
    if not isinstance(function, Mapping):
        raise TypeError(f"a tool call's function is {type(function).__name__}; an object belongs")
    index, call_id, name = entry.get("index"), entry.get("id"), function.get("name")
    if isinstance(call_id, int):
        call_id = str(call_id)
    if not isinstance(name, str | None):
        raise TypeError(f"a tool call's name is {type(name).__name__}; a text belongs")
    return (
        index if isinstance(index, int) else None,
        call_id if isinstance(call_id, str) else None,
        name,
        function.get("arguments"),
    )
