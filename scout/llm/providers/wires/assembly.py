"""Collects the pieces of one answer and builds the `ProviderResult`, the same for every dialect."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from hashlib import sha256
from typing import TYPE_CHECKING, Any, Final

from scout.errors import StreamInterruptedError
from scout.llm.json_body import parse_json
from scout.llm.types import (
    FinishReason,
    ProviderResult,
    ReasoningDelta,
    TextDelta,
    ToolCall,
    ToolCallDelta,
    Usage,
    UsageUpdate,
)

if TYPE_CHECKING:
    from datetime import date

    from scout.errors import ProviderError


_WHOLE_CHARS: Final = 20_000
"""Longest arguments that are tried for wholeness, so that odd fragments stay cheap to sort."""


@dataclass(slots=True)
class _Fragments:
    """One tool call while its pieces arrive."""

    index: int
    id: str
    name: str
    has_own_id: bool
    arguments: list[str] = field(default_factory=list)
    chars: int = 0

    @property
    def text(self) -> str:
        return "".join(self.arguments)

    def add(self, piece: str) -> None:
        if piece:
            self.arguments.append(piece)
            self.chars += len(piece)

    @property
    def is_whole(self) -> bool:
        """Whether its arguments are a whole object, so that a further piece is another call's."""
        if not 0 < self.chars <= _WHOLE_CHARS or not self.arguments[-1].rstrip().endswith("}"):
            return False
        return parse_arguments(self.text)[1] is None

    def complete(self, call_id: str, name: str) -> tuple[str, str]:
        """Take an id or name that came late, or in pieces; returns what is new of them."""
        shown_id = shown_name = ""
        if call_id and not self.has_own_id:
            self.id = shown_id = call_id
            self.has_own_id = True
        if name and name != self.name and not self.chars:
            shown_name = name.removeprefix(self.name)
            self.name += shown_name
        return shown_id, shown_name


class Assembly:
    """One answer while it arrives, piece by piece or in one go.

    The `add_` methods take what the vendor sent and return the event to hand on. `result`
    concludes; whether the answer is whole is for the wire to say (`interrupted` where not).
    `finish` stays as the wire sets it: tool calls do not change it by themselves.

    Attributes:
        finish: Why the model stopped, None until told.
        usage: Tokens as last told, None until then.
        served_model: The model id in the answer.
        request_id: The vendor's id of the exchange; set it before the first tool call, ids that
            the vendor leaves out are made from it.
        vendor_state: What must go back with this turn, by the dialect's own names.
        retires_on: The day on which the vendor says it will turn the model off.
    """

    __slots__ = (
        "_by_index",
        "_calls",
        "_reasoning",
        "_reasoning_half",
        "_text",
        "_text_half",
        "finish",
        "request_id",
        "retires_on",
        "served_model",
        "usage",
        "vendor_state",
    )

    def __init__(self) -> None:
        self._text: list[str] = []
        self._reasoning: list[str] = []
        self._text_half = ""
        self._reasoning_half = ""
        self._calls: list[_Fragments] = []
        self._by_index: dict[int, _Fragments] = {}
        self.finish: FinishReason | None = None
        self.usage: Usage | None = None
        self.served_model: str | None = None
        self.request_id: str | None = None
        self.vendor_state: dict[str, Any] = {}
        self.retires_on: date | None = None

    @property
    def text(self) -> str:
        """The visible answer so far."""
        return "".join(self._text)

    @property
    def reasoning(self) -> str:
        """The thinking shown so far."""
        return "".join(self._reasoning)

    @property
    def is_empty(self) -> bool:
        """Whether no text, thinking or tool call has come."""
        return not (self._text or self._reasoning or self._calls)

    @property
    def has_tool_calls(self) -> bool:
        """Whether any tool call has begun."""
        return bool(self._calls)

    def add_text(self, text: str) -> TextDelta:
        """Take a piece of the visible answer."""
        if self._text_half or not text.isascii():
            text, self._text_half = _mended(self._text_half + text)
        self._text.append(text)
        return TextDelta(text)

    def add_reasoning(self, text: str) -> ReasoningDelta:
        """Take a piece of the thinking."""
        if self._reasoning_half or not text.isascii():
            text, self._reasoning_half = _mended(self._reasoning_half + text)
        self._reasoning.append(text)
        return ReasoningDelta(text)

    def set_usage(self, usage: Usage) -> UsageUpdate:
        """Take usage; it replaces what was told before and is never added to it."""
        self.usage = usage
        return UsageUpdate(usage)

    def add_tool_call(self, call_id: str | None, name: str, arguments: object) -> ToolCallDelta:
        """Take a whole tool call.

        Args:
            call_id: The vendor's id, or None.
            name: Name of the tool.
            arguments: A JSON text, or the object itself.
        """
        call = self._begin(call_id, name)
        call.add(arguments_text(arguments))
        return ToolCallDelta(call.index, call.id, name, call.text)

    def add_tool_fragment(
        self, index: int | None, call_id: str | None, name: str | None, arguments: object
    ) -> ToolCallDelta:
        """Take a piece of a tool call.

        A piece belongs to the call of its `index`, else of its `call_id`, else to the last one.
        With a new id and a name it begins another call even under an index that is taken by a
        call that is whole: some vendors number every call 0.

        Args:
            index: The vendor's number of the call, None where it sends none.
            call_id: The vendor's id, on the first piece or on each.
            name: Name of the tool, on the first piece or on each.
            arguments: A piece of the JSON text, or the whole object.
        """
        piece = arguments_text(arguments)
        if index is None:
            call = self._unnumbered(call_id, name)
        else:
            call = self._by_index.get(index)
            if call and call_id and name and call_id != call.id and call.is_whole:
                call = None
        if call is None:
            call = self._begin(call_id, name or "")
            if index is not None:
                self._by_index[index] = call
            call.add(piece)
            return ToolCallDelta(call.index, call.id, call.name, piece)
        shown_id, shown_name = call.complete(call_id or "", name or "")
        call.add(piece)
        return ToolCallDelta(call.index, shown_id, shown_name, piece)

    def _unnumbered(self, call_id: str | None, name: str | None) -> _Fragments | None:
        if not self._calls:
            return None
        last = self._calls[-1]
        if call_id:
            same = next((call for call in self._calls if call.id == call_id), None)
            return last if same is None and not name and not last.has_own_id else same
        if name and (name != last.name or last.is_whole):
            return None
        return last

    def _begin(self, call_id: str | None, name: str) -> _Fragments:
        index = len(self._calls)
        named = call_id or made_up_id(self.request_id or "", index)
        call = _Fragments(index, named, name, bool(call_id))
        self._calls.append(call)
        return call

    def result(self) -> ProviderResult:
        """The whole answer; usage is marked as estimated where the vendor told none."""
        return ProviderResult(
            self.text,
            tuple(read_tool_call(call.id, call.name, call.text) for call in self._calls),
            self.finish or FinishReason.OTHER,
            self.usage or Usage(estimated=True),
            self.reasoning,
            self.served_model,
            self.request_id,
            self.vendor_state,
            self.retires_on,
        )

    def interrupted(
        self, message: str, cause: ProviderError | None = None
    ) -> StreamInterruptedError:
        """The error of a stream that ended too early, with what had arrived."""
        error = StreamInterruptedError(message, request_id=self.request_id)
        error.partial_text = self.text
        error.partial_usage = self.usage
        error.cause = cause
        return error


def _mended(text: str) -> tuple[str, str]:
    """A text that UTF-8 can say, and the half of a character that stands at its end.

    Vendors that count in UTF-16 cut an emoji in two and send each half by itself. A half that
    never finds the other becomes U+FFFD, so that nobody who prints the answer fails.
    """
    half = text[-1:] if "\ud800" <= text[-1:] <= "\udbff" else ""
    text = text.removesuffix(half)
    try:
        text.encode()
    except UnicodeEncodeError:
        text = text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
    return text, half


def read_tool_call(call_id: str, name: str, arguments: object) -> ToolCall:
    """A tool call whose arguments are parsed, or kept as `malformed` text."""
    parsed, malformed = parse_arguments(arguments)
    return ToolCall(call_id, name, parsed, malformed)


def parse_arguments(arguments: object) -> tuple[Mapping[str, Any], str | None]:
    """The arguments of a tool call, however a vendor writes them.

    Args:
        arguments: A JSON text, an empty text or None for no arguments, or the object itself.

    Returns:
        The arguments and None; or nothing and the raw text, where it is no JSON object.
    """
    if isinstance(arguments, Mapping):
        return arguments, None
    text = arguments_text(arguments)
    if not text.strip():
        return {}, None
    try:
        parsed = parse_json(text)
    except ValueError:
        return {}, text
    if parsed is None:
        return {}, None
    return (parsed, None) if isinstance(parsed, dict) else ({}, text)


def arguments_text(arguments: object) -> str:
    """Arguments as JSON text: as they came where they are text, empty for None.

    Raises:
        TypeError: They are nothing that JSON can say.
        ValueError: They are nested deeper than the interpreter bears.
    """
    if isinstance(arguments, str):
        return arguments
    if arguments is None:
        return ""
    try:
        return json.dumps(arguments, ensure_ascii=False)
    except RecursionError:
        raise ValueError("tool arguments are nested too deeply") from None


def made_up_id(answer_id: str, index: int) -> str:
    """An id for a tool call that has none: the same whenever the same answer is read.

    Args:
        answer_id: The vendor's id of the answer, so that two turns do not share an id.
        index: Position of the call in the answer.
    """
    return f"call_{sha256(f'{answer_id}:{index}'.encode(errors='replace')).hexdigest()[:16]}"
