"""Broken wires: what is read in a stream."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from scout.errors import (
    ProviderError,
    StreamInterruptedError,
)
from scout.llm.json_body import parse_json
from scout.llm.providers.base import StreamDecoder
from scout.llm.types import (
    FinishReason,
    ProviderResult,
    StreamEvent,
    TextDelta,
    ToolCallDelta,
    Usage,
    UsageUpdate,
)
from scout_conformance.zoo.acme import ACME
from scout_conformance.zoo.animal import Animal
from scout_conformance.zoo.meddling import (
    Wrapped,
    meddled,
)


class _Trimming(Wrapped):
    """Strips each piece."""

    def feed(self, event: str, data: bytes) -> Iterable[StreamEvent]:
        for item in self.inner.feed(event, data):
            yield TextDelta(item.text.strip()) if isinstance(item, TextDelta) else item


class _Unending(Wrapped):
    """Takes the end of the body for the end of the answer."""

    def finish(self) -> ProviderResult:
        try:
            return self.inner.finish()
        except StreamInterruptedError as error:
            return ProviderResult(error.partial_text)


class _Adding(Wrapped):
    """Adds up usage that is told twice."""

    def __init__(self, inner: StreamDecoder) -> None:
        super().__init__(inner)
        self._told = 0

    def feed(self, event: str, data: bytes) -> Iterable[StreamEvent]:
        self._told += b'"prompt_tokens"' in data
        return self.inner.feed(event, data)

    def finish(self) -> ProviderResult:
        result = self.inner.finish()
        usage = result.usage
        counts = Usage(usage.input_tokens * self._told, output_tokens=usage.output_tokens)
        return replace(result, usage=counts)


class _Exaggerating(Wrapped):
    """Hands on twice the usage."""

    def feed(self, event: str, data: bytes) -> Iterable[StreamEvent]:
        for item in self.inner.feed(event, data):
            if isinstance(item, UsageUpdate):
                usage = item.usage
                yield UsageUpdate(replace(usage, input_tokens=usage.input_tokens * 2))
            else:
                yield item


class _Chatty(Wrapped):
    """Takes every event for a piece of text."""

    def feed(self, event: str, data: bytes) -> Iterable[StreamEvent]:
        yield TextDelta("")
        yield from self.inner.feed(event, data)


class _Asserting(Wrapped):
    """Is sure of what a vendor sends."""

    def feed(self, event: str, data: bytes) -> Iterable[StreamEvent]:
        if b'"object": null' in data:
            raise AssertionError("that cannot be")
        return self.inner.feed(event, data)


class _Short(Wrapped):
    """Keeps the first hundred thousand characters."""

    def finish(self) -> ProviderResult:
        result = self.inner.finish()
        return replace(result, text=result.text[:100_000])


class _Whole(Wrapped):
    """Says that every answer is whole."""

    def finish(self) -> ProviderResult:
        return replace(self.inner.finish(), finish=FinishReason.STOP)


class _LastFragment(Wrapped):
    """Keeps the last fragment of a tool's arguments."""

    def __init__(self, inner: StreamDecoder) -> None:
        super().__init__(inner)
        self._last = "{}"

    def feed(self, event: str, data: bytes) -> Iterable[StreamEvent]:
        events = list(self.inner.feed(event, data))
        for item in events:
            if isinstance(item, ToolCallDelta):
                self._last = item.arguments or self._last
        return events

    def finish(self) -> ProviderResult:
        result = self.inner.finish()
        calls = tuple(replace(call, arguments=_object(self._last)) for call in result.tool_calls)
        return replace(result, tool_calls=calls)


class _Renumbering(Wrapped):
    """Makes up the ids of tool calls."""

    def finish(self) -> ProviderResult:
        result = self.inner.finish()
        calls = (replace(one, id=f"call_{at}") for at, one in enumerate(result.tool_calls))
        return replace(result, tool_calls=tuple(calls))


class _Scattering(Wrapped):
    """Gives each piece of a tool call an index of its own."""

    def __init__(self, inner: StreamDecoder) -> None:
        super().__init__(inner)
        self._pieces = 0

    def feed(self, event: str, data: bytes) -> Iterable[StreamEvent]:
        for item in self.inner.feed(event, data):
            if isinstance(item, ToolCallDelta):
                yield replace(item, index=self._pieces)
                self._pieces += 1
            else:
                yield item


class _Nameless(Wrapped):
    """Does not look at the model that answers."""

    def finish(self) -> ProviderResult:
        return replace(self.inner.finish(), served_model=None)


class _Assuming(Wrapped):
    """Takes the model that was asked for the one that answers."""

    def finish(self) -> ProviderResult:
        return replace(self.inner.finish(), served_model=ACME.default_model)


class _Deaf(Wrapped):
    """Ignores errors inside a stream."""

    def feed(self, event: str, data: bytes) -> Iterable[StreamEvent]:
        try:
            return list(self.inner.feed(event, data))
        except ProviderError:
            return []

    def finish(self) -> ProviderResult:
        return self.inner.finish()


class _Skipping(Wrapped):
    """Skips what it cannot read."""

    def feed(self, event: str, data: bytes) -> Iterable[StreamEvent]:
        try:
            return list(self.inner.feed(event, data))
        except (KeyError, TypeError, ValueError):
            return []


class _Strict(Wrapped):
    """Refuses fields that it does not know."""

    def feed(self, event: str, data: bytes) -> Iterable[StreamEvent]:
        if b"zz_new_field" in data:
            raise ValueError("a field that nobody knows")
        return self.inner.feed(event, data)


class _Shared(Wrapped):
    """Keeps the text of all streams in one place."""

    texts: list[str] = []  # noqa: RUF012 -- shared on purpose: this is what is broken

    def __init__(self, inner: StreamDecoder) -> None:
        super().__init__(inner)
        self.texts.clear()

    def feed(self, event: str, data: bytes) -> Iterable[StreamEvent]:
        for item in self.inner.feed(event, data):
            if isinstance(item, TextDelta):
                self.texts.append(item.text)
            yield item

    def finish(self) -> ProviderResult:
        return replace(self.inner.finish(), text="".join(self.texts))


class _Forgetful(Wrapped):
    """Keeps nothing of a stream that broke off."""

    def finish(self) -> ProviderResult:
        try:
            return self.inner.finish()
        except StreamInterruptedError as error:
            raise StreamInterruptedError(error.message) from None


class _Hasty(Wrapped):
    """Has ended with the finish reason, before the usage."""

    def __init__(self, inner: StreamDecoder) -> None:
        super().__init__(inner)
        self._finished = False

    @property
    def ended(self) -> bool:
        return self._finished or self.inner.ended

    def feed(self, event: str, data: bytes) -> Iterable[StreamEvent]:
        self._finished = any(choice.get("finish_reason") for choice in _choices(data))
        return self.inner.feed(event, data)


class _Blankless(Wrapped):
    """Takes a piece of white space for nothing."""

    def feed(self, event: str, data: bytes) -> Iterable[StreamEvent]:
        for item in self.inner.feed(event, data):
            if not isinstance(item, TextDelta) or item.text.strip() or not item.text:
                yield item


class _Withholding(Wrapped):
    """Hands nothing on before the end."""

    def __init__(self, inner: StreamDecoder) -> None:
        super().__init__(inner)
        self._held: list[StreamEvent] = []

    def feed(self, event: str, data: bytes) -> Iterable[StreamEvent]:
        self._held += self.inner.feed(event, data)
        if not self.ended:
            return []
        held, self._held = self._held, []
        return held


def _choices(data: bytes) -> list[dict[str, Any]]:
    try:
        chunk = parse_json(data)
    except ValueError:
        return []
    found = chunk.get("choices") if isinstance(chunk, dict) else None
    return [one for one in found if isinstance(one, dict)] if isinstance(found, list) else []


def _object(text: str) -> dict[str, Any]:
    try:
        value = json.loads(text)
    except ValueError:
        return {}
    return value if isinstance(value, dict) else {}


STREAMS: tuple[Animal, ...] = (
    meddled("each piece trimmed", "STR-001", on_decoder=_Trimming),
    meddled("a missing end that is ignored", "STR-002", on_decoder=_Unending),
    meddled("usage added up", "STR-003", on_decoder=_Adding),
    meddled("every stream is whole", "STR-004", on_decoder=_Whole),
    meddled("the last fragment alone", "STR-005", on_decoder=_LastFragment),
    meddled("ids that are made up in a stream", "STR-005", on_decoder=_Renumbering),
    meddled("a tool call handed on in pieces of their own", "STR-015", on_decoder=_Scattering),
    meddled("a stream without its served model", "STR-014", on_decoder=_Nameless),
    meddled("a stream that names the asked model", "STR-014", on_decoder=_Assuming),
    meddled("deaf to errors in a stream", "STR-006", on_decoder=_Deaf),
    meddled("events that are skipped", "STR-007", on_decoder=_Skipping),
    meddled("no new fields in a stream", "STR-008", on_decoder=_Strict),
    meddled("one text for all streams", "STR-009", on_decoder=_Shared),
    meddled("a partial text that is lost", "STR-010", on_decoder=_Forgetful),
    meddled("ended before the usage", "STR-011", on_decoder=_Hasty),
    meddled("usage handed on twice as high", "STR-012", on_decoder=_Exaggerating),
    meddled("every event is progress", "TMO-004", on_decoder=_Chatty),
    meddled("events that are asserted", "HST-002", on_decoder=_Asserting),
    meddled("white space that is dropped", "STR-001", on_decoder=_Blankless),
    meddled("a stream that is held back", "STR-013", on_decoder=_Withholding),
    meddled("a long answer cut short", "HST-004", on_decoder=_Short),
)
