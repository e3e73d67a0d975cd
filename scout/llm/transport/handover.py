"""What of a call has been handed to the reader of its stream, and what is handed over next."""

from __future__ import annotations

import dataclasses
import json

from scout.llm.steps import Ended, Interrupted, Outgrown, Send
from scout.llm.transport.reading import has_content
from scout.llm.types import (
    Finished,
    ProviderResult,
    ReasoningDelta,
    Restarted,
    StreamEvent,
    TextDelta,
    ToolCallDelta,
)


class Handover:
    """Keeps what is to be handed over next.

    Attributes:
        started: Whether the reader has had any content.
    """

    __slots__ = ("_restart", "_result", "_streamed", "_waiting", "started")

    def __init__(self) -> None:
        self.started = False
        self._streamed = False
        self._restart = ""
        self._waiting: list[StreamEvent] = []
        self._result: ProviderResult | None = None

    def sending(self, step: Send) -> None:
        """A request goes out; what it brings is not known yet."""
        self._streamed, self._restart = False, step.restart

    def opened(self) -> None:
        """It brings a stream."""
        self._streamed = True
        self._announce()

    def concluded(self, result: ProviderResult | None) -> None:
        """The call is over."""
        self._result = result

    def _announce(self) -> None:
        if self._restart:
            self._waiting.append(Restarted(self._restart))

    def seen(self, part: Ended | Interrupted | Outgrown) -> Ended | Interrupted | Outgrown:
        """The end or pause of a stream, with whether the reader has had any of it."""
        return dataclasses.replace(part, output_started=self.started)

    def take(self) -> list[StreamEvent]:
        """What is to be handed over besides what a stream brings."""
        result, self._result = self._result, None
        if result is not None:
            if not self._streamed:
                self._announce()
                self._waiting += _as_events(result)
            self._waiting.append(Finished(result))
        events, self._waiting = self._waiting, []
        return events

    def hand(self, events: list[StreamEvent]) -> list[StreamEvent]:
        """Events of a stream, on their way to the reader."""
        self.started = self.started or has_content(events)
        return events


def _as_events(result: ProviderResult) -> list[StreamEvent]:
    """A whole answer as a stream has it, for a provider that does not stream."""
    events: list[StreamEvent] = [ReasoningDelta(result.reasoning)] if result.reasoning else []
    events += [TextDelta(result.text)] if result.text else []
    for index, call in enumerate(result.tool_calls):
        arguments = json.dumps(dict(call.arguments)) if call.malformed is None else call.malformed
        events.append(ToolCallDelta(index, call.id, call.name, arguments))
    return events
