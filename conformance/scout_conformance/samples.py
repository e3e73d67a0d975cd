"""Reads wire samples: real bodies of a vendor as data, with placeholders for what varies.

A folder of samples holds

    reply.json            a success: {"status": 200, "headers": {}, "body": {...}}
    stream.sse | .ndjson  the same answer streamed, the event with "$text" standing for many
    tools.json            an answer that calls a tool
    tools_stream.sse      the same streamed
    finish.json           the vendor's words for why it stopped: {"stop": "stop", ...}
    request.json           what goes out: {"path": "/chat", "body": {"model": "$model", ...}}
    names.json             what the dialect calls model, temperature, stop ...: {"stop": ["stop"]}
    tools_request.json     what goes out with tools: {"body": {...}, "tool_choice": {...}}
    errors/*.json         {"status": 429, "headers": {}, "body": {...}, "means": "RateLimitedError"}

The kit holds such a folder for each dialect it knows; files beside the provider are laid over it.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

import scout.errors
from scout.errors import ProviderError
from scout.llm.providers.base import WireReply
from scout.llm.types import FinishReason
from scout_conformance.sample_files import mapping_in, ndjson_events, sse_events
from scout_conformance.templates import (
    ANSWER_NAMES,
    REPEATED,
    RETRY_NAMES,
    Answer,
    fill,
    names_in,
    retry_bindings,
)
from scout_conformance.tool_words import ToolWords
from scout_conformance.violation import KitError

BUILT_IN = Path(__file__).parent / "samples"
"""The dialects that the kit itself has samples of, a folder each."""

WALL_S = 1_790_000_000.0
"""The moment at which wires are told to read a reply, so that dates in samples have a meaning."""

NOTES = frozenset({"recorded_on", "source", "note"})
"""Fields that any sample may carry for its readers."""

_FURTHER = ("finish", "request", "field_names", "tool_words", "errors")

_REPLY_FIELDS = frozenset({"status", "headers", "body"})
_ERROR_FIELDS = _REPLY_FIELDS | {"means", "retry_after_s", "provider_code", "stream_event"}


@dataclass(frozen=True, slots=True)
class ReplySample:
    """One HTTP reply with placeholders.

    Attributes:
        name: Its file, for messages.
        status: HTTP status.
        headers: Header values, by lower-case name.
        body: JSON with placeholders, or text for a body that is no JSON.
    """

    name: str
    status: int
    headers: Mapping[str, Any]
    body: Any

    @property
    def names(self) -> frozenset[str]:
        """Placeholders in body and headers."""
        return names_in(self.body) | names_in(self.headers)

    def reply(self, bindings: Mapping[str, Any]) -> WireReply:
        """The reply with its placeholders filled."""
        headers = {name: str(value) for name, value in fill(self.headers, bindings).items()}
        headers.setdefault("content-type", "application/json")
        return WireReply(self.status, headers, encode_body(fill(self.body, bindings)))


@dataclass(frozen=True, slots=True)
class StreamSample:
    """A streamed answer with placeholders.

    Attributes:
        name: Its file, for messages.
        framing: `sse` or `ndjson`.
        events: Name and payload of each event; a payload is JSON with placeholders, or text.
    """

    name: str
    framing: str
    events: tuple[tuple[str, Any], ...]

    @property
    def names(self) -> frozenset[str]:
        """Placeholders of all events."""
        return names_in([data for _, data in self.events])

    def filled(self, answer: Answer) -> list[tuple[str, Any]]:
        """The events of an answer, the repeated one as often as there are pieces."""
        return [(event, data) for event, data, _ in self._filled(answer)]

    def frames(self, answer: Answer) -> list[tuple[str, bytes]]:
        """The events as name and payload bytes."""
        return [(event, encode_body(data)) for event, data in self.filled(answer)]

    def ends_at(self, answer: Answer) -> int:
        """How many of the filled events it takes until the answer is whole.

        It is whole with the event that holds `$finish`, or with the last one where none does.
        """
        filled = self._filled(answer)
        ends = [place for place, (*_, names) in enumerate(filled, 1) if "finish" in names]
        return max(ends, default=len(filled))

    def places(self, answer: Answer, name: str) -> list[int]:
        """Places of the filled events whose template holds a placeholder."""
        return [at for at, (*_, names) in enumerate(self._filled(answer)) if name in names]

    def usage_places(self, answer: Answer) -> list[int]:
        """Places of the filled events that carry token counts and no piece of the answer."""
        return [
            place
            for place, (*_, names) in enumerate(self._filled(answer))
            if any(name.endswith("_tokens") for name in names)
            and not names & {*REPEATED, "tool_name", "tool_input"}
        ]

    def _filled(self, answer: Answer) -> list[tuple[str, Any, frozenset[str]]]:
        bindings, events = answer.bindings(), []
        for event, template in self.events:
            names = names_in(template)
            repeated = next((name for name in REPEATED if name in names), None)
            pieces = answer.pieces_of(repeated) if repeated else ("",)
            for piece in pieces:
                bound = {**bindings, repeated: piece} if repeated else bindings
                events.append((event, fill(template, bound), names))
        return events

    def body(self, frames: list[tuple[str, bytes]]) -> bytes:
        """Frames as the bytes of a body."""
        if self.framing == "ndjson":
            return b"".join(data + b"\n" for _, data in frames)
        return b"".join(sse_frame(event, data) for event, data in frames)


@dataclass(frozen=True, slots=True)
class ErrorSample:
    """One error of the vendor and the class that it means.

    Attributes:
        reply: What the vendor sends.
        means: The class.
        retry_after_s: Seconds that body or headers name, where the sample writes them out.
        provider_code: The vendor's own code, where the wire has to report it.
        stream_event: Name of the event, for an error inside a stream; None for a reply.
    """

    reply: ReplySample
    means: type[ProviderError]
    retry_after_s: float | None = None
    provider_code: str | None = None
    stream_event: str | None = None

    def wire_reply(self, seconds: int = 7) -> WireReply:
        """The reply, naming this many seconds where it has a placeholder for them."""
        return self.reply.reply(self._bindings(seconds))

    def frame(self, seconds: int = 7) -> tuple[str, bytes]:
        """The event, for an error inside a stream."""
        return self.stream_event or "", self.wire_reply(seconds).body

    def _bindings(self, seconds: int) -> dict[str, Any]:
        return {**Answer().bindings(), **retry_bindings(seconds, WALL_S)}


@dataclass(frozen=True)
class Samples:
    """All samples of one provider.

    Attributes:
        folders: Where they come from, the kit's own first; a later one is laid over it.
    """

    folders: tuple[Path, ...]
    _files: Mapping[str, Path] = field(init=False, repr=False)

    def __post_init__(self) -> None:
        files: dict[str, Path] = {}
        for folder in self.folders:
            for path in sorted(folder.rglob("*")):
                if path.is_file():
                    files[path.relative_to(folder).as_posix()] = path
        object.__setattr__(self, "_files", files)

    @cached_property
    def reply(self) -> ReplySample | None:
        """A plain answer."""
        return self._reply("reply.json")

    @cached_property
    def tools(self) -> ReplySample | None:
        """An answer that calls a tool."""
        return self._reply("tools.json")

    @cached_property
    def stream(self) -> StreamSample | None:
        """A plain answer, streamed."""
        return self._stream("stream")

    @cached_property
    def tools_stream(self) -> StreamSample | None:
        """An answer that calls a tool, streamed."""
        return self._stream("tools_stream")

    @cached_property
    def finish(self) -> Mapping[str, FinishReason]:
        """The vendor's words for why it stopped, the plain stop first."""
        path = self._files.get("finish.json")
        if path is None:
            return {}
        words = mapping_in(path)
        for word, meaning in words.items():
            if meaning not in list(FinishReason):
                known = ", ".join(FinishReason)
                raise KitError(f"{path.name}: {word!r} means {meaning!r}; write one of {known}")
        return {word: FinishReason(meaning) for word, meaning in words.items()}

    @cached_property
    def request(self) -> Mapping[str, Any] | None:
        """The request that the vendor's page shows for the kit's conversation, or None."""
        path = self._files.get("request.json")
        return None if path is None else mapping_in(path)

    @cached_property
    def field_names(self) -> Mapping[str, tuple[str, ...]]:
        """The dialect's names for what a call says, by the name of the field of `Call`."""
        path = self._files.get("names.json")
        if path is None:
            return {}
        return {what: tuple(names) for what, names in mapping_in(path).items()}

    @cached_property
    def tool_words(self) -> ToolWords | None:
        """How a request says tools, a call, its result and the choice of tools, or None."""
        path = self._files.get("tools_request.json")
        return None if path is None else ToolWords.of(path.name, mapping_in(path))

    @cached_property
    def errors(self) -> tuple[ErrorSample, ...]:
        """The vendor's errors, by file name."""
        names = sorted(name for name in self._files if name.startswith("errors/"))
        return tuple(_error(name, self._files[name]) for name in names)

    def word_for(self, finish: FinishReason) -> str:
        """The vendor's word for a reason to stop; empty where the samples name none."""
        return next((word for word, meaning in self.finish.items() if meaning is finish), "")

    def answer(self, **changes: Any) -> Answer:
        """An answer that ends with the vendor's word for a plain stop."""
        changes.setdefault("finish", self.word_for(FinishReason.STOP))
        return Answer(**changes)

    def error(self, means: type[ProviderError]) -> ErrorSample | None:
        """The first error of a class, or None."""
        return next((one for one in self.errors if one.means is means), None)

    def load_all(self) -> None:
        """Read every file.

        Raises:
            KitError: One of them is not what its format asks for.
        """
        for name in ("reply", "tools", "stream", "tools_stream", *_FURTHER):
            getattr(self, name)

    def _reply(self, name: str) -> ReplySample | None:
        path = self._files.get(name)
        if path is None:
            return None
        sample = _reply(name, path, _REPLY_FIELDS)[0]
        _require_known(name, sample.names, ())
        return sample

    def _stream(self, stem: str) -> StreamSample | None:
        for framing, read in (("sse", sse_events), ("ndjson", ndjson_events)):
            path = self._files.get(f"{stem}.{framing}")
            if path is not None:
                events = read(path)
                if not events:
                    raise KitError(f"{path.name}: holds no event")
                sample = StreamSample(path.name, framing, tuple(events))
                _require_known(path.name, sample.names, ())
                return sample
        return None


def built_in_folder(dialect: str) -> Path | None:
    """The kit's own samples of a dialect, or None."""
    folder = BUILT_IN / dialect
    return folder if dialect and folder.is_dir() else None


def encode_body(data: Any) -> bytes:
    """A payload as bytes: text as it is, anything else as JSON."""
    if isinstance(data, str):
        return data.encode()
    return json.dumps(data, ensure_ascii=False).encode()


def sse_frame(event: str, data: bytes) -> bytes:
    """One server-sent event."""
    head = f"event: {event}\n".encode() if event else b""
    return head + b"".join(b"data: " + line + b"\n" for line in data.split(b"\n")) + b"\n"


def _reply(name: str, path: Path, allowed: frozenset[str]) -> tuple[ReplySample, Mapping[str, Any]]:
    fields = mapping_in(path)
    unknown = sorted(set(fields) - allowed - NOTES)
    if unknown:
        raise KitError(
            f"{name}: field {unknown[0]!r} is unknown; known: {', '.join(sorted(allowed))}"
        )
    if "body" not in fields:
        raise KitError(f"{name}: field 'body' is missing")
    status = fields.get("status", 200)
    if not isinstance(status, int) or not 200 <= status <= 599:
        raise KitError(f"{name}: status is {status!r}; write the HTTP status as a number")
    headers = {str(key).lower(): value for key, value in fields.get("headers", {}).items()}
    return ReplySample(name, status, headers, fields["body"]), fields


def _error(name: str, path: Path) -> ErrorSample:
    reply, fields = _reply(name, path, _ERROR_FIELDS)
    means = getattr(scout.errors, str(fields.get("means", "")), None)
    if not (isinstance(means, type) and issubclass(means, ProviderError)):
        raise KitError(f"{name}: means is {fields.get('means')!r}; name a class of scout.errors")
    _require_known(name, reply.names, RETRY_NAMES)
    return ErrorSample(
        reply,
        means,
        fields.get("retry_after_s"),
        fields.get("provider_code"),
        fields.get("stream_event"),
    )


def _require_known(name: str, names: frozenset[str], more: Collection[str]) -> None:
    """Refuse a placeholder that stands for nothing.

    Raises:
        KitError: With the file and the placeholders that it may have.
    """
    known = sorted({*ANSWER_NAMES, *more})
    unknown = sorted(names - set(known))
    if unknown:
        raise KitError(
            f"{name}: placeholder ${unknown[0]} is unknown; known here: {', '.join(known)}; "
            "a text that begins with a dollar sign is written with two"
        )
