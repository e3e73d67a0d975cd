"""Fills the placeholders of a wire sample with values, so that a check knows what must come back.

A placeholder is a whole JSON string that starts with `$`: `"$text"` becomes a text,
`"$input_tokens"` a number, `"$input_tokens+cache_read_tokens"` the sum of two. `"$$"` at the
start stands for a dollar sign.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import formatdate
from itertools import accumulate
from types import MappingProxyType
from typing import Any

from scout.llm.types import FinishReason, ProviderResult, ToolCall, Usage
from scout_conformance.violation import KitError

USAGE_NAMES = (
    "input_tokens",
    "cache_read_tokens",
    "cache_write_tokens",
    "output_tokens",
    "reasoning_tokens",
)
"""Placeholders of the five disjoint buckets of `Usage`."""

SO_FAR = "text_so_far"
"""Placeholder of a piece that holds all the text before it, as some vendors stream."""

REPEATED = (SO_FAR, "text", "reasoning", "tool_arguments")
"""Placeholders that come in pieces: the event that holds one stands for as many as needed."""

ANSWER_NAMES: Mapping[str, str] = MappingProxyType(
    {
        "text": "the visible answer; in a stream a piece of it",
        SO_FAR: "in a stream: a piece with all the text before it",
        "reasoning": "thinking that the vendor shows; in a stream a piece of it",
        "finish": "the vendor's word for why it stopped, from `finish.json`",
        "id": "the vendor's id of the exchange",
        "model": "the model that was served",
        "created": "a moment, in seconds since the epoch",
        "tool_id": "the id of a tool call",
        "tool_name": "the name of the tool",
        "tool_input": "its arguments, as an object",
        "tool_arguments": "its arguments, as a JSON text; in a stream a piece of it",
        "input_tokens": "prompt tokens that no cache served",
        "cache_read_tokens": "prompt tokens that a cache served",
        "cache_write_tokens": "prompt tokens that went into a cache",
        "output_tokens": "answer tokens without the thinking",
        "reasoning_tokens": "thinking tokens",
    }
)
"""Placeholders of an answer, with what they stand for."""

RETRY_NAMES: Mapping[str, str] = MappingProxyType(
    {
        "retry_after_s": "a wait, in seconds",
        "retry_after_ms": "a wait, in milliseconds",
        "retry_after_date": "when the wait is over, as an HTTP date",
        "retry_at_s": "when it is over, in seconds since the epoch",
        "retry_at_ms": "when it is over, in milliseconds since the epoch",
        "retry_at_iso": "when it is over, as in 2026-09-21T13:33:27Z",
    }
)
"""Placeholders of the time that a vendor names, in an error sample: a wait, or a moment."""

TOOL_CALL = ToolCall("call_7Q", "find_train", {"to": "Zürich", "seats": 2})
SECOND_CALL = ToolCall("call_8R", "book_seat", {"row": 7, "window": True})
PLAIN_USAGE = Usage(input_tokens=37, output_tokens=23)


@dataclass(frozen=True, slots=True)
class Answer:
    """What a vendor is made to say.

    Attributes:
        text: The visible answer.
        pieces: The same text in the pieces of a stream.
        reasoning: Thinking that the vendor shows.
        tool: The tool call, where the sample holds one.
        fragments: Its arguments as JSON text, in the pieces of a stream.
        usage: Token counts.
        model: The model that the vendor says it served.
        request_id: The vendor's id.
        finish: The vendor's own word for why it stopped.
    """

    pieces: tuple[str, ...] = ("Grüße, ", "世界 ", "\U0001f30d!")
    reasoning: str = "Let me think."
    tool: ToolCall = TOOL_CALL
    fragments: tuple[str, ...] = ()
    usage: Usage = PLAIN_USAGE
    model: str = "served-model-1"
    request_id: str = "req-5f2"
    finish: str = ""

    @property
    def text(self) -> str:
        """The pieces together."""
        return "".join(self.pieces)

    @property
    def arguments(self) -> str:
        """The tool's arguments as JSON text."""
        return json.dumps(self.tool.arguments, ensure_ascii=False)

    def bindings(self) -> dict[str, Any]:
        """The value of each placeholder."""
        return {
            "text": self.text,
            SO_FAR: self.text,
            "reasoning": self.reasoning,
            "model": self.model,
            "id": self.request_id,
            "created": 1_790_000_000,
            "finish": self.finish,
            "tool_id": self.tool.id,
            "tool_name": self.tool.name,
            "tool_arguments": self.arguments,
            "tool_input": dict(self.tool.arguments),
            **{name: getattr(self.usage, name) for name in USAGE_NAMES},
        }

    def pieces_of(self, name: str) -> tuple[str, ...]:
        """The pieces in which a repeated placeholder comes."""
        if name == "text":
            return self.pieces
        if name == SO_FAR:
            return tuple(accumulate(self.pieces))
        if name == "tool_arguments":
            return self.fragments or (self.arguments,)
        return (self.reasoning,)


def names_in(template: Any) -> frozenset[str]:
    """The placeholders of a template, those of a sum each by itself; text so far is text."""
    names = frozenset(name for text in _strings(template) for name in _names(text))
    return names | {"text"} if SO_FAR in names else names


def fill(template: Any, bindings: Mapping[str, Any]) -> Any:
    """A copy of a template with each placeholder replaced.

    Raises:
        KitError: A placeholder has no binding.
    """
    if isinstance(template, Mapping):
        return {key: fill(value, bindings) for key, value in template.items()}
    if isinstance(template, list | tuple):
        return [fill(value, bindings) for value in template]
    if isinstance(template, str):
        return _value(template, bindings)
    return template


def fill_twice(
    template: Any, name: str, first: Mapping[str, Any], second: Mapping[str, Any]
) -> Any:
    """A filled copy in which the list item that holds a placeholder stands twice.

    Args:
        template: What is filled.
        name: The placeholder; the innermost list around it is the one that grows.
        first: Bindings of the item, and of all else.
        second: Bindings of the item's copy.

    Returns:
        None where the placeholder stands in no list.
    """
    if isinstance(template, Mapping):
        grown = {key: fill_twice(value, name, first, second) for key, value in template.items()}
        if all(value is None for value in grown.values()):
            return None
        whole = fill(template, first)
        return {key: whole[key] if value is None else value for key, value in grown.items()}
    if not isinstance(template, list) or name not in names_in(template):
        return None
    items: list[Any] = []
    for item in template:
        inner = fill_twice(item, name, first, second)
        items.append(fill(item, first) if inner is None else inner)
        if inner is None and name in names_in(item):
            items.append(fill(item, second))
    return items


def retry_bindings(seconds: int, wall_s: float) -> dict[str, Any]:
    """The time that a vendor names, in each of its forms."""
    until_s = int(wall_s) + seconds
    return {
        "retry_after_s": seconds,
        "retry_after_ms": seconds * 1000,
        "retry_after_date": formatdate(until_s, usegmt=True),
        "retry_at_s": until_s,
        "retry_at_ms": until_s * 1000,
        "retry_at_iso": f"{datetime.fromtimestamp(until_s, UTC):%Y-%m-%dT%H:%M:%SZ}",
    }


def usage_of(counts: Sequence[int], *, shown_by: frozenset[str]) -> Usage:
    """Five counts as usage, without those that a sample has no placeholder for."""
    read, cached, written, answered, thought = (
        count if name in shown_by else 0 for count, name in zip(counts, USAGE_NAMES, strict=True)
    )
    return Usage(read, cached, written, answered, thought)


def expected_result(answer: Answer, names: frozenset[str], finish: FinishReason) -> ProviderResult:
    """What a wire has to make of a filled sample, as far as its placeholders say it."""
    has_tool = bool(names & {"tool_name", "tool_arguments", "tool_input"})
    counts = [getattr(answer.usage, name) for name in USAGE_NAMES]
    return ProviderResult(
        text=answer.text if "text" in names else "",
        tool_calls=(answer.tool,) if has_tool else (),
        finish=finish,
        usage=usage_of(counts, shown_by=names),
        reasoning=answer.reasoning if "reasoning" in names else "",
        served_model=answer.model if "model" in names else None,
    )


def _names(text: str) -> tuple[str, ...]:
    if not text.startswith("$") or text.startswith("$$") or text == "$":
        return ()
    return tuple(text[1:].split("+"))


def _strings(template: Any) -> Iterator[str]:
    if isinstance(template, Mapping):
        for value in template.values():
            yield from _strings(value)
    elif isinstance(template, list | tuple):
        for value in template:
            yield from _strings(value)
    elif isinstance(template, str):
        yield template


def _value(text: str, bindings: Mapping[str, Any]) -> Any:
    if text.startswith("$$"):
        return text[1:]
    names = _names(text)
    if not names:
        return text
    unknown = [name for name in names if name not in bindings]
    if unknown:
        known = ", ".join(sorted(bindings))
        raise KitError(f"placeholder ${unknown[0]} is unknown; known here: {known}")
    if len(names) == 1:
        return bindings[names[0]]
    return sum(bindings[name] for name in names)
