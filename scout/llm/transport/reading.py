"""Turns the bytes of a streamed body into events, and keeps account of what has come."""

from __future__ import annotations

import dataclasses

from scout.errors import MalformedResponseError, ProviderError, Sent, StreamInterruptedError
from scout.llm.providers.base import Provider
from scout.llm.tokens import BYTES_PER_TOKEN
from scout.llm.transport.foreign import is_counted, provider_code, sound, translated
from scout.llm.transport.framing import FrameTooLargeError, framer_for
from scout.llm.types import (
    ProviderResult,
    ReasoningDelta,
    StreamEvent,
    TextDelta,
    ToolCallDelta,
    Usage,
    UsageUpdate,
)

CHARACTERS_PER_TOKEN = 3
"""Characters to a token in the tightest prose; an estimate with it errs on the high side."""

_CONTENT = (TextDelta, ReasoningDelta, ToolCallDelta)


class StreamReading:
    """Turns the bytes of one streamed body into events, and keeps what has come so far.

    Args:
        provider: Whose wire decodes.
        max_event_bytes: Largest event.

    Attributes:
        result: The whole answer, once it is there.
        failure: Why there will be none, once that is known.
    """

    def __init__(self, provider: Provider, max_event_bytes: int) -> None:
        self._provider = provider
        with provider_code(provider, "stream_decoder", malformed=False):
            self._decoder = provider.wire.stream_decoder()
        self._framer = framer_for(provider.wire.framing, max_event_bytes=max_event_bytes)
        self._texts: list[str] = []
        self._characters = 0  # of all content, thinking and tool calls included
        self._usage: Usage | None = None
        self.result: ProviderResult | None = None
        self.failure: ProviderError | None = None

    @property
    def partial_text(self) -> str:
        """The text so far."""
        return "".join(self._texts)

    @property
    def output_estimate(self) -> int:
        """About how many tokens of output have come, on the high side."""
        told = self._usage.output_tokens + self._usage.reasoning_tokens if self._usage else 0
        return max(told, self._characters // CHARACTERS_PER_TOKEN)

    @property
    def partial_usage(self) -> Usage | None:
        """The usage so far: what the vendor has told, and at least the output that has come."""
        told, seen = self._usage, -(-self._characters // BYTES_PER_TOKEN)
        if told is None:
            return Usage(output_tokens=seen, estimated=True) if seen else None
        missing = seen - told.output_tokens - told.reasoning_tokens
        if missing <= 0:
            return told
        output = told.output_tokens + missing
        return dataclasses.replace(told, output_tokens=output, estimated=True)

    def feed(self, chunk: bytes) -> list[StreamEvent]:
        """Take bytes of the body; what came before a failure is still given.

        Raises:
            ProviderError: The stream carries an error or is malformed.
        """
        return self._decode(chunk)

    def end(self) -> list[StreamEvent]:
        """Conclude at the end of the body; `result` is then there, or `failure`.

        Raises:
            ProviderError: The answer is not whole.
        """
        events = self._decode(None)
        if self.result is None and self.failure is None:
            try:
                with provider_code(self._provider, "stream_decoder"):
                    self.result = sound(self._decoder.finish())
            except ProviderError as error:
                return self._fail(error, events)
        return events

    def interrupted(self, error: ProviderError) -> StreamInterruptedError:
        """A failure after the first content, with what had come."""
        if isinstance(error, StreamInterruptedError):
            broken = error
        else:
            broken = StreamInterruptedError(
                f"the stream broke off: {error.message}", status=error.status, sent=Sent.YES
            ).because(error)
        broken.partial_text = broken.partial_text or self.partial_text
        broken.partial_usage = broken.partial_usage or self.partial_usage
        return broken

    def _decode(self, chunk: bytes | None) -> list[StreamEvent]:
        events: list[StreamEvent] = []
        decoder = self._decoder
        try:
            frames = self._framer.flush() if chunk is None else self._framer.feed(chunk)
            for event, data in frames:
                if decoder.ended:
                    break
                events.extend(decoder.feed(event, data))
            if decoder.ended and self.result is None:
                self.result = sound(decoder.finish())
        except ProviderError as error:
            return self._fail(error, events)
        except FrameTooLargeError as error:
            return self._fail(MalformedResponseError(str(error), status=200), events)
        except Exception as error:  # noqa: BLE001 -- a row's own decoder may raise anything
            what = "stream_decoder"
            return self._fail(translated(self._provider, what, error, malformed=True), events)
        return self._noted(events)

    def _fail(self, error: ProviderError, events: list[StreamEvent]) -> list[StreamEvent]:
        """Raise the error, or keep it until the events before it are handed on."""
        self.failure = error
        if not events:
            raise error
        return self._noted(events)

    def _noted(self, events: list[StreamEvent]) -> list[StreamEvent]:
        for place, item in enumerate(events):
            if isinstance(item, TextDelta):
                if type(item.text) is not str:
                    return self._cut_at(place, events)
                self._texts.append(item.text)
                self._characters += len(item.text)
            elif isinstance(item, ReasoningDelta):
                self._characters += len(item.text)
            elif isinstance(item, ToolCallDelta):
                self._characters += len(item.name) + len(item.arguments)
            elif isinstance(item, UsageUpdate) and is_counted(item.usage):
                self._usage = item.usage
        return events

    def _cut_at(self, place: int, events: list[StreamEvent]) -> list[StreamEvent]:
        """The events before one that no caller could read, which ends the stream."""
        self.failure = MalformedResponseError("a piece of text is no text", status=200)
        if not place:
            raise self.failure
        return events[:place]


def has_content(events: list[StreamEvent]) -> bool:
    """Whether any of these events is progress: text, thinking or a tool call."""
    return any(isinstance(event, _CONTENT) for event in events)
