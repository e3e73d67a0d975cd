"""Reads a stream of the Anthropic messages API, event by event."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Final

from scout.llm.json_body import parse_json
from scout.llm.providers.wires.anthropic_answer import (
    finish_of,
    keep_thinking,
    settle_finish,
    text_of,
    usage_of,
)
from scout.llm.providers.wires.anthropic_errors import anthropic_event_facts
from scout.llm.providers.wires.assembly import Assembly, arguments_text

if TYPE_CHECKING:
    from scout.llm.providers.wires.error_table import ErrorTable
    from scout.llm.types import ProviderResult, StreamEvent


@dataclass(slots=True)
class _Block:
    """One content block while its pieces arrive; `number` is unique in the stream."""

    number: int
    start: Mapping[str, Any]
    pieces: list[str] = field(default_factory=list)
    signature: str | None = None

    @property
    def whole(self) -> dict[str, Any]:
        """The block as the vendor would have sent it in one go."""
        block = dict(self.start)
        if self.start.get("type") == "thinking":
            block["thinking"] = "".join(self.pieces)
            block["signature"] = self.signature or block.get("signature") or ""
        return block


class AnthropicStream:
    """Decoder of one stream.

    Whole is an answer with `message_stop`, or with a stop reason before a body that ended
    cleanly, as for the other dialects. Nothing counts after `message_stop`. A second
    `message_start` is tolerated: its blocks go on where the first message's ended, and its
    token counts replace the earlier ones.
    """

    __slots__ = ("_answer", "_begun", "_blocks", "_ended", "_errors", "_open", "_usage")

    def __init__(self, errors: ErrorTable) -> None:
        self._errors = errors
        self._answer = Assembly()
        self._blocks: list[_Block] = []
        self._open: dict[object, _Block] = {}
        self._usage: dict[str, Any] = {}
        self._begun = False
        self._ended = False

    @property
    def ended(self) -> bool:
        """Whether `message_stop` has been seen."""
        return self._ended

    def feed(self, event: str, data: bytes) -> Sequence[StreamEvent]:
        """Take one event.

        Raises:
            ProviderError: The event is an error of the vendor.
            KeyError, TypeError, ValueError: The event is malformed.
        """
        if self._ended or event == "ping":
            return ()
        if event == "error":
            raise self._errors.error(anthropic_event_facts(data))
        body = parse_json(data)
        if not isinstance(body, dict):
            raise TypeError(f"event {event!r}: {type(body).__name__} is no object")
        kind = body.get("type") or event
        if kind == "content_block_delta":
            return self._delta(body)
        take = _TAKES.get(kind)
        if take is not None:
            return take(self, body)
        if body.get("error"):
            raise self._errors.error(anthropic_event_facts(data))
        return ()

    def finish(self) -> ProviderResult:
        """Conclude at the end of the body.

        Raises:
            StreamInterruptedError: Neither `message_stop` nor a stop reason came.
        """
        answer = self._answer
        if answer.finish is None and not (self._ended and self._begun):
            raise answer.interrupted("the stream ended without message_stop or a stop reason")
        for block in self._blocks:
            self._fill(block)
        settle_finish(answer)
        keep_thinking(answer, (block.whole for block in self._blocks))
        return answer.result()

    def _delta(self, body: dict[str, Any]) -> Sequence[StreamEvent]:
        delta = body["delta"]
        kind = delta["type"]
        if kind == "text_delta":
            self._begun = True
            text = text_of(delta["text"])
            return (self._answer.add_text(text),) if text else ()
        block = self._open.get(body.get("index"))
        if kind == "input_json_delta":
            return self._arguments(block, text_of(delta["partial_json"]))
        if kind == "thinking_delta":
            block = block or self._open_block(body.get("index"), {"type": "thinking"})
            return self._thinking(block, text_of(delta["thinking"]))
        if kind == "signature_delta" and block is not None:
            block.signature = text_of(delta["signature"])
        return ()

    def _thinking(self, block: _Block, text: str) -> Sequence[StreamEvent]:
        block.pieces.append(text)
        return (self._answer.add_reasoning(text),) if text else ()

    def _arguments(self, block: _Block | None, piece: str) -> Sequence[StreamEvent]:
        if block is None:
            raise ValueError("input_json_delta for a block that never began")
        if block.start.get("type") != "tool_use" or not piece:
            return ()
        block.pieces.append(piece)
        return (self._answer.add_tool_fragment(block.number, None, None, piece),)

    def _block_start(self, body: dict[str, Any]) -> Sequence[StreamEvent]:
        return self._begin(body.get("index"), _mapping(body["content_block"]))

    def _begin(self, index: object, start: Mapping[str, Any]) -> Sequence[StreamEvent]:
        block = self._open_block(index, start)
        kind = start.get("type")
        if kind == "text":
            text = text_of(start.get("text"))
            return (self._answer.add_text(text),) if text else ()
        if kind == "thinking":
            return self._thinking(block, text_of(start.get("thinking")))
        if kind == "tool_use":
            call_id, name = text_of(start.get("id")), text_of(start["name"])
            return (self._answer.add_tool_fragment(block.number, call_id, name, ""),)
        return ()

    def _open_block(self, index: object, start: Mapping[str, Any]) -> _Block:
        self._begun = True
        block = _Block(len(self._blocks), start)
        self._open[index] = block
        self._blocks.append(block)
        return block

    def _block_stop(self, body: dict[str, Any]) -> Sequence[StreamEvent]:
        block = self._open.get(body.get("index"))
        return self._fill(block) if block else ()

    def _fill(self, block: _Block) -> Sequence[StreamEvent]:
        """Take the input that a tool call brought at its beginning, where no piece came."""
        given = block.start.get("input")
        if block.start.get("type") != "tool_use" or block.pieces or not given:
            return ()
        block.pieces.append(arguments_text(given))
        return (self._answer.add_tool_fragment(block.number, None, None, given),)

    def _message_start(self, body: dict[str, Any]) -> Sequence[StreamEvent]:
        message = _mapping(body["message"])
        self._begun = True
        answer = self._answer
        answer.request_id = text_of(message.get("id")) or answer.request_id
        answer.served_model = text_of(message.get("model")) or answer.served_model
        answer.finish = finish_of(message.get("stop_reason")) or answer.finish
        events: list[StreamEvent] = []
        for place, given in enumerate(message.get("content") or ()):
            events += (*self._begin(place, _mapping(given)), *self._fill(self._blocks[-1]))
        return (*events, *self._take_usage(message.get("usage")))

    def _message_delta(self, body: dict[str, Any]) -> Sequence[StreamEvent]:
        delta = _mapping(body.get("delta") or {})
        self._answer.finish = finish_of(delta.get("stop_reason")) or self._answer.finish
        return self._take_usage(body.get("usage"))

    def _message_stop(self, body: dict[str, Any]) -> Sequence[StreamEvent]:  # noqa: ARG002 -- one shape for all
        self._ended = True
        return ()

    def _take_usage(self, usage: object) -> Sequence[StreamEvent]:
        """Take counts; they are cumulative, so that a later one replaces an earlier one."""
        if not isinstance(usage, Mapping):
            return ()
        self._usage.update((key, count) for key, count in usage.items() if count is not None)
        told = usage_of(self._usage)
        return (self._answer.set_usage(told),) if told else ()


_TAKES: Final[Mapping[str, Callable[[AnthropicStream, dict[str, Any]], Sequence[StreamEvent]]]] = (
    MappingProxyType(
        {
            "content_block_start": AnthropicStream._block_start,
            "content_block_stop": AnthropicStream._block_stop,
            "message_start": AnthropicStream._message_start,
            "message_delta": AnthropicStream._message_delta,
            "message_stop": AnthropicStream._message_stop,
        }
    )
)


def _mapping(value: object) -> Mapping[str, Any]:
    if not isinstance(value, Mapping):
        raise TypeError(f"{type(value).__name__} instead of an object")
    return value
