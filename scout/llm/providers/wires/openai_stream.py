"""Reads an answer of the OpenAI chat dialect, streamed or in one piece, by one set of rules."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Final

from scout.llm.json_body import parse_json
from scout.llm.providers.wires.assembly import Assembly
from scout.llm.providers.wires.error_table import ErrorFacts
from scout.llm.providers.wires.openai_answer import (
    FAILED_FINISHES,
    read_content,
    read_finish,
    read_reasoning,
    read_tool,
)
from scout.llm.providers.wires.openai_usage import read_usage
from scout.llm.providers.wires.thinking import FreshText, ThinkSplitter
from scout.llm.types import FinishReason

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from scout.errors import ProviderError
    from scout.llm.providers.wires.business_status import BusinessStatus
    from scout.llm.providers.wires.openai_chat import OpenAIChat
    from scout.llm.types import ProviderResult, StreamEvent

_DONE: Final = b"[DONE]"


class OpenAIReader:
    """A stream decoder; a whole answer is read by the same rules as a stream of one piece.

    Args:
        wire: The quirks.
        classify: Names the error inside an answer, given its decoded body.
    """

    __slots__ = (
        "_assembly",
        "_business",
        "_classify",
        "_details",
        "_done",
        "_fresh_text",
        "_fresh_thought",
        "_index",
        "_is_answered",
        "_is_filtered",
        "_is_identified",
        "_raw",
        "_refusal",
        "_splitter",
        "_wire",
    )

    def __init__(self, wire: OpenAIChat, classify: Callable[[object], ProviderError]) -> None:
        self._wire = wire
        self._classify = classify
        self._business = wire.business_status
        self._assembly = Assembly()
        self._splitter = ThinkSplitter() if wire.think_tags else None
        self._fresh_text = FreshText() if wire.repeats_text else None
        self._fresh_thought = FreshText() if wire.repeats_text else None
        self._raw: list[str] = []
        self._refusal: list[str] = []
        self._details: Mapping[str, Any] | None = None
        self._index: object = None
        self._is_answered = False
        self._is_filtered = False
        self._is_identified = False
        self._done = False

    @property
    def ended(self) -> bool:
        """Whether `[DONE]` has come; what follows it is not read."""
        return self._done

    @property
    def is_void(self) -> bool:
        """Whether no message has been read, or one with nothing in it and no finish reason."""
        assembly = self._assembly
        nothing = assembly.is_empty and assembly.finish is None and not self._refusal
        return nothing or not self._is_answered

    def feed(self, event: str, data: bytes) -> Sequence[StreamEvent]:
        """Take one event of the stream; see `StreamDecoder.feed`."""
        if self._done:
            return ()
        if data[:6] == _DONE:
            self._done = True
            return self._release()
        if event == "error":
            raise self._classify(_decoded(data))
        if not data or data.isspace():
            return ()
        return self.take(parse_json(data))

    def take(self, chunk: object) -> Sequence[StreamEvent]:
        """Take one decoded chunk, or one whole answer.

        Raises:
            ProviderError: It carries an error.
            TypeError, ValueError: It is malformed.
        """
        if type(chunk) is not dict or chunk.get("error"):
            raise self._not_a_chunk(chunk)
        if self._business is not None:
            self._check(chunk, self._business)
        events: list[StreamEvent] = []
        if not self._is_identified:
            self._identify(chunk)
        if chunk.get("usage") or chunk.get("x_groq"):
            self._account(chunk, events)
        choices = chunk.get("choices")
        if not choices:
            if chunk.get("object") == "error" or chunk.get("type") == "error":
                raise self._classify(chunk)
            return events
        if type(choices) is not list:
            raise TypeError(f"choices is {type(choices).__name__}; a list belongs")
        for choice in choices:
            self._choose(choice, events)
        return events

    def finish(self) -> ProviderResult:
        """Conclude the stream; a finish reason counts as its end where `[DONE]` is missing."""
        assembly = self._assembly
        if not self._done and (assembly.finish is None or self._wire.end_marker_required):
            raise assembly.interrupted("the stream ended without its end marker")
        if assembly.finish is None and self.is_void:
            raise assembly.interrupted("the stream ended without content or finish reason")
        return self.result()

    def result(self, request_id: str | None = None) -> ProviderResult:
        """The answer as read so far.

        Args:
            request_id: The id in the reply's headers, which a vendor's support asks for, before
                the id in the answer.
        """
        self._release()
        assembly = self._assembly
        assembly.request_id = request_id or assembly.request_id
        if (self._refusal or self._is_filtered) and not assembly.text:
            assembly.finish = FinishReason.CONTENT_FILTER
        if self._refusal:
            assembly.vendor_state["refusal"] = "".join(self._refusal)
        if assembly.has_tool_calls and self._wire.returned_fields:
            assembly.vendor_state.update(self._returned())
        return assembly.result()

    def _check(self, chunk: dict[str, Any], business: BusinessStatus) -> None:
        if business.is_failure(chunk):
            raise self._classify(chunk)
        if business.is_filtered(chunk):
            self._is_filtered = True

    def _not_a_chunk(self, chunk: object) -> Exception:
        if isinstance(chunk, dict):
            return self._classify(chunk)
        if isinstance(chunk, list) and any(isinstance(i, dict) and i.get("error") for i in chunk):
            return self._classify(chunk)
        return TypeError(f"the answer is {type(chunk).__name__}; an object belongs")

    def _identify(self, chunk: Mapping[str, Any]) -> None:
        model, answer_id, assembly = chunk.get("model"), chunk.get("id"), self._assembly
        if model and isinstance(model, str):
            assembly.served_model = model
            self._is_identified = True
        if answer_id and isinstance(answer_id, str):
            assembly.request_id = answer_id

    def _account(self, chunk: Mapping[str, Any], events: list[StreamEvent]) -> None:
        """Take usage, wherever it stands; the last that is not all zeros holds."""
        extension = chunk.get("x_groq")
        told = [chunk.get("usage")]
        if isinstance(extension, Mapping):
            if extension.get("error"):
                raise self._classify(extension)
            told.append(extension.get("usage"))
        for group in told:
            outside = self._wire.reasoning_outside_output
            usage = read_usage(group, reasoning_outside_output=outside) if group else None
            if usage is not None and usage != self._assembly.usage:
                events.append(self._assembly.set_usage(usage))

    def _choose(self, choice: object, events: list[StreamEvent]) -> None:
        """Read one choice; with several answers asked for, the first that speaks is ours."""
        if type(choice) is not dict:
            raise TypeError(f"a choice is {type(choice).__name__}; an object belongs")
        index = choice.get("index")
        if self._index is None:
            self._index = index
        elif index is not None and index != self._index:
            return
        if choice.get("error"):
            raise self._classify(choice)
        delta = choice.get("delta")
        if delta is None and (message := choice.get("message")) is not None:
            self._whole(message, events)
        elif delta:
            if type(delta) is not dict:
                raise TypeError(f"delta is {type(delta).__name__}; an object belongs")
            self._delta(delta, events)
        reason = choice.get("finish_reason")
        if reason:
            if choice.get("usage"):  # where Moonshot puts it
                self._account(choice, events)
            self._conclude(reason, events)

    def _delta(self, delta: dict[str, Any], events: list[StreamEvent]) -> None:
        self._is_answered = True
        content = delta.get("content")
        if len(delta) > 1 or not content:
            if delta.get("role") == "tool":  # what a tool of the vendor's own found
                return
            thought = read_reasoning(delta)
            if thought:
                self._think(delta, thought, events)
        if content:
            if type(content) is not str:
                thought, content = read_content(content)
                self._think(delta, thought, events)
            self._speak(content, events)
        if len(delta) > 1 or not content:
            self._call(delta, events)

    def _call(self, delta: Mapping[str, Any], events: list[StreamEvent]) -> None:
        """Take fragments of tool calls, and a refusal, out of a delta."""
        entries = delta.get("tool_calls") or ()
        events.extend(self._assembly.add_tool_fragment(*read_tool(entry)) for entry in entries)
        function = delta.get("function_call")
        if function:
            _, _, name, arguments = read_tool({"function": function})
            events.append(self._assembly.add_tool_fragment(0, None, name, arguments))
        refusal = delta.get("refusal")
        if refusal and isinstance(refusal, str):
            self._refusal.append(refusal)

    def _whole(self, message: object, events: list[StreamEvent]) -> None:
        """Take a whole message; at the end of a stream it repeats what has come already."""
        if not isinstance(message, Mapping):
            raise TypeError(f"message is {type(message).__name__}; an object belongs")
        self._is_answered = True
        assembly = self._assembly
        thought, content = read_content(message.get("content"))
        thought = read_reasoning(message) or thought
        if not assembly.reasoning:
            self._think(message, thought, events)
        said = "".join(self._raw)
        if content.startswith(said):
            self._speak(content[len(said) :], events)
        if not assembly.has_tool_calls:
            self._call_whole(message, events)

    def _call_whole(self, message: Mapping[str, Any], events: list[StreamEvent]) -> None:
        entries = list(message.get("tool_calls") or ())
        if message.get("function_call"):
            entries.append({"function": message["function_call"]})
        for entry in entries:
            _, call_id, name, arguments = read_tool(entry)
            events.append(self._assembly.add_tool_call(call_id, name or "", arguments))
        refusal = message.get("refusal")
        if refusal and isinstance(refusal, str):
            self._refusal.append(refusal)

    def _speak(self, piece: str, events: list[StreamEvent]) -> None:
        if self._fresh_text is not None:
            piece = self._fresh_text.of(piece)
        self._raw.append(piece)
        if self._splitter is None:
            if piece:
                events.append(self._assembly.add_text(piece))
            return
        thought, text = self._splitter.feed(piece)
        self._hand_on(thought, text, events)
        if self._splitter.is_past:
            self._splitter = None

    def _think(self, message: Mapping[str, Any], thought: str, events: list[StreamEvent]) -> None:
        if self._fresh_thought is not None:
            thought = self._fresh_thought.of(thought)
            details = message.get("reasoning_details")
            if details and self._details is None and isinstance(details[0], Mapping):
                self._details = details[0]
        if thought:
            events.append(self._assembly.add_reasoning(thought))

    def _conclude(self, reason: object, events: list[StreamEvent]) -> None:
        if reason in FAILED_FINISHES:
            said = f"the vendor gave the answer up, with the finish reason {reason!r}"
            raise self._wire.errors.error(ErrorFacts(200, code=str(reason), message=said))
        self._assembly.finish = read_finish(reason)
        events.extend(self._release())

    def _release(self) -> Sequence[StreamEvent]:
        """Hand on what the splitter held back."""
        if self._splitter is None:
            return ()
        events: list[StreamEvent] = []
        self._hand_on(*self._splitter.close(), events)
        return events

    def _hand_on(self, thought: str, text: str, events: list[StreamEvent]) -> None:
        if thought:
            events.append(self._assembly.add_reasoning(thought))
        if text:
            events.append(self._assembly.add_text(text))

    def _returned(self) -> dict[str, Any]:
        """What this vendor wants back with a turn that calls tools."""
        assembly, raw = self._assembly, "".join(self._raw)
        told = {
            "reasoning_content": assembly.reasoning,
            "reasoning_details": self._details and [{**self._details, "text": assembly.reasoning}],
            "content": raw if raw != assembly.text else "",
        }
        return {name: told[name] for name in self._wire.returned_fields if told.get(name)}


def _decoded(data: bytes) -> object:
    """What an error event holds; its data may be no JSON at all."""
    try:
        decoded: object = parse_json(data)
    except ValueError:
        return data.decode("utf-8", "replace")
    return decoded
