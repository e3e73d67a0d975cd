"""Reads off recorded answers of a vendor of its own where everything stands, and makes samples."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final, Literal

from scout.cli.proposal.leaves import (
    Leaf,
    Path,
    at,
    changed,
    count_paths,
    done_path,
    finish_path,
    id_path,
    model_path,
    text_path,
    thought_path,
    tool_paths,
)
from scout.cli.proposal.recordings import Recording, parsed
from scout.cli.proposal.scrub import Scrubber

_MEANINGS: Final = (
    ("tool_calls", ("tool", "function", "call")),
    ("content_filter", ("filter", "safety", "refus", "blocked", "policy", "moderation")),
    ("length", ("length", "limit", "max", "budget", "truncated")),
    ("stop", ("stop", "end", "complete", "eos", "done", "finish", "natural", "success")),
)
_HOLES: Final[Mapping[str, str]] = {
    "text": "$text",
    "model": "$model",
    "id": "$id",
    "thought": "$reasoning",
    "finish": "$finish",
    "cache_read": "$cache_read_tokens",
    "cache_write": "$cache_write_tokens",
    "reasoning": "$reasoning_tokens",
    "tool_name": "$tool_name",
    "tool_id": "$tool_id",
}


@dataclass(frozen=True, slots=True)
class Answering:
    """How a vendor answers.

    Attributes:
        framing: How its streams are cut.
        whole: Where things stand in a whole answer.
        event: The same in the events of a stream.
        text_events: Names of the events that carry text.
        end_events: Names of the events that end a stream.
        end: What alone on an event ends a stream, empty for none.
        ends_with_word: Whether a stream is over with the word for why.
        finish: The vendor's words for why it stopped.
        samples: Files, by path below the samples' folder.
        tools: Where tool calls stand, for whoever writes that part.
        open: What is still to be filled in, in sentences.
    """

    framing: Literal["sse", "ndjson"] = "sse"
    whole: Mapping[str, Path] = field(default_factory=dict)
    event: Mapping[str, Path] = field(default_factory=dict)
    text_events: tuple[str, ...] = ("",)
    end_events: tuple[str, ...] = ()
    end: str = ""
    ends_with_word: bool = True
    finish: Mapping[str, str] = field(default_factory=dict)
    samples: Mapping[str, str] = field(default_factory=dict)
    tools: Mapping[str, Path] = field(default_factory=dict)
    open: tuple[str, ...] = ()


def answering_of(
    recordings: Iterable[Recording], models: Iterable[str], scrubber: Scrubber
) -> Answering:
    """What the recorded successes show."""
    good = [one for one in recordings if one.status is not None and not one.is_error]
    plain = [one.json for one in good if not one.framing and isinstance(one.json, dict)]
    streams = [one for one in good if one.framing]
    tools = tool_paths(plain)
    answers = [body for body in plain if not (tools and at(body, tools["tool_name"]))]
    whole = _places(answers or plain, models)
    texts = [body for body in answers if at(body, whole.get("text", ()))]
    stream = _longest(streams)
    events = _documents(stream)
    event = _places([body for _, body in events], models, pieces=True)
    streamed = [body for one in streams for _, body in _documents(one)]
    told = _words(plain, whole, streamed, event)
    words = {word: meaning for word, meaning in told.items() if scrubber.text(word) == word}
    samples: dict[str, str] = {}
    if texts and "text" in whole:
        body = _holed(texts[0], whole, scrubber)
        samples["reply.json"] = json.dumps({"status": 200, "body": body}, **_PRETTY) + "\n"
    if tools:
        called = next(body for body in plain if at(body, tools["tool_name"]))
        body = _holed(called, {**whole, **tools}, scrubber)
        samples["tools.json"] = json.dumps({"status": 200, "body": body}, **_PRETTY) + "\n"
    samples["finish.json"] = json.dumps(words or {"stop": "stop"}, ensure_ascii=False) + "\n"
    found = _Stream(events, event, scrubber)
    if stream is not None and "text" in event:
        samples[f"stream.{stream.framing}"] = found.sample(stream)
    names = found.text_events()
    return Answering(
        framing=stream.framing or "sse" if stream is not None else "sse",
        whole=whole or {"text": ("text",)},
        event=event or {"text": ("text",)},
        text_events=names or ("",),
        end_events=found.end_events(),
        end=found.end(stream),
        ends_with_word=found.ends_with_word(),
        finish=words or {"stop": "stop"},
        samples=samples,
        tools=tools,
        open=tuple(_open(whole, event, has_answer=bool(texts), streams=streams, words=words)),
    )


_SIGN = re.compile(r"[\[<(]?[A-Za-z_ -]{2,20}[\])>]?")
"""What ends a stream by itself, such as `[DONE]`."""

_PRETTY: Final[dict[str, Any]] = {"indent": 2, "ensure_ascii": False}


def _places(
    documents: list[Any], models: Iterable[str], *, pieces: bool = False
) -> dict[str, Path]:
    """Everything that can be found in whole answers, or in the events of a stream."""
    found: dict[str, Path | None] = {
        "text": text_path(documents, pieces=pieces),
        "model": model_path(documents, models),
        "id": id_path(documents),
        "finish": finish_path(documents),
        "thought": thought_path(documents),
        "done": done_path(documents) if pieces else None,
        **count_paths(documents),
    }
    return {name: path for name, path in found.items() if path is not None}


def _longest(streams: list[Recording]) -> Recording | None:
    return max(streams, key=lambda one: len(one.events), default=None)


def _documents(stream: Recording | None) -> list[tuple[str, Any]]:
    """The events of a stream that hold an object."""
    events = stream.events if stream is not None else []
    read = [(name, parsed(data)) for name, data in events]
    return [(name, body) for name, body in read if isinstance(body, dict)]


def _words(
    plain: list[Any], whole: Mapping[str, Path], events: list[Any], event: Mapping[str, Path]
) -> dict[str, str]:
    """The vendor's words for why it stopped, the plain stop first."""
    told = [at(body, whole.get("finish", ())) for body in plain if whole.get("finish")]
    told += [at(body, event["finish"]) for body in events if event.get("finish")]
    words = {word: _meaning(word) for word in told if isinstance(word, str)}
    order = ("stop", "length", "tool_calls", "content_filter", "other")
    return dict(sorted(words.items(), key=lambda pair: order.index(pair[1])))


def _meaning(word: str) -> str:
    for meaning, parts in _MEANINGS:
        if any(part in word.lower() for part in parts):
            return meaning
    return "other"


def _holed(body: Any, places: Mapping[str, Path], scrubber: Scrubber) -> Any:
    """A body with placeholders where things vary, and without secrets."""
    holes = {path: _hole(name, places) for name, path in places.items() if name != "done"}
    arguments = places.get("tool_arguments")
    if arguments is not None:
        is_text = isinstance(at(body, arguments), str)
        body = _with(body, arguments, "$tool_arguments" if is_text else "$tool_input")

    def change(leaf: Leaf) -> Any:
        if isinstance(leaf.value, str) and leaf.value in ("$tool_arguments", "$tool_input"):
            return leaf.value
        hole = holes.get(leaf.path)
        if hole is not None and leaf.value not in (None, "") and not isinstance(leaf.value, bool):
            return hole
        kept = scrubber.leaf(leaf)
        return f"${kept}" if isinstance(kept, str) and kept.startswith("$") else kept

    return scrubber.names(changed(body, change))


def _hole(name: str, places: Mapping[str, Path]) -> str | None:
    """The placeholder of a place; what a vendor counts together stays together."""
    if name == "input":
        more = [f"{one}_tokens" for one in ("cache_read", "cache_write") if one in places]
        return "+".join(["$input_tokens", *more])
    if name == "output":
        return "$output_tokens" + ("+reasoning_tokens" if "reasoning" in places else "")
    return _HOLES.get(name)


def _with(body: Any, path: Path, value: Any) -> Any:
    """A copy with another value at a place."""
    if not path:
        return value
    head, rest = path[0], path[1:]
    if isinstance(head, int):
        return [_with(one, rest, value) if n == head else one for n, one in enumerate(body)]
    return {key: _with(one, rest, value) if key == head else one for key, one in body.items()}


@dataclass(frozen=True, slots=True)
class _Stream:
    """One recorded stream, and where things stand in it."""

    events: list[tuple[str, Any]]
    places: Mapping[str, Path]
    scrubber: Scrubber

    def text_events(self) -> tuple[str, ...]:
        """Names of the events that carry text."""
        return tuple(dict.fromkeys(name for name, body in self.events if self._text(body)))

    def end(self, stream: Recording | None) -> str:
        """What alone on the last event ends it, such as `[DONE]`."""
        told = [data.strip() for _, data in stream.events] if stream is not None else [""]
        is_sign = bool(_SIGN.fullmatch(told[-1])) and told.count(told[-1]) == 1
        return told[-1] if is_sign and self.scrubber.text(told[-1]) == told[-1] else ""

    def end_events(self) -> tuple[str, ...]:
        """The name of the last event, where no other one bears it."""
        names = [name for name, _ in self.events]
        return (names[-1],) if names and names[-1] and names.count(names[-1]) == 1 else ()

    def ends_with_word(self) -> bool:
        """Whether nothing comes behind the event that says why."""
        path = self.places.get("finish", ())
        told = [place for place, (_, body) in enumerate(self.events) if path and at(body, path)]
        return bool(told) and told[-1] == len(self.events) - 1

    def sample(self, stream: Recording) -> str:
        """The stream with one event for all that carry text."""
        holed: list[tuple[str, Any]] = []
        for name, data in stream.events:
            body = parsed(data)
            if not isinstance(body, dict):
                holed.append((name, self.scrubber.text(data.strip())))
                continue
            made = _holed(body, self.places, self.scrubber)
            if not any(_repeats(made, kept) for _, kept in holed):
                holed.append((name, made))
        return "".join(_written(name, body, stream.framing) for name, body in holed)

    def _text(self, body: Any) -> bool:
        text = at(body, self.places["text"]) if "text" in self.places else None
        return isinstance(text, str) and bool(text)


def _repeats(made: Any, kept: Any) -> bool:
    """Whether an event says no more than another one that stands for many."""
    return any(hole in str(made) and hole in str(kept) for hole in ("'$text'", "'$reasoning'"))


def _written(name: str, body: Any, framing: str) -> str:
    data = body if isinstance(body, str) else json.dumps(body, ensure_ascii=False)
    if framing == "ndjson":
        return data + "\n"
    head = f"event: {name}\n" if name else ""
    return f"{head}data: {data}\n\n"


def _open(
    whole: Mapping[str, Path],
    event: Mapping[str, Path],
    *,
    has_answer: bool,
    streams: list[Recording],
    words: Mapping[str, str],
) -> Iterable[str]:
    if not has_answer:
        yield "wire_samples/reply.json: no whole answer with a text was recorded"
    if not streams:
        yield 'no stream was recorded: the row does not claim "stream"'
    for what, places, seen in (("WHOLE", whole, has_answer), ("EVENT", event, bool(streams))):
        if seen and "text" not in places:
            yield f"{what}['text']: no text was found in the recordings"
        if seen and not {"input", "output"} <= set(places):
            yield f"{what}: no token counts were found; without them usage is estimated"
        if seen and not {"finish", "done"} & set(places):
            yield f"{what}['finish']: nothing says why an answer ended"
    for word, meaning in words.items():
        if meaning == "other":
            yield f"FINISH[{word!r}]: its meaning is unknown; write stop, length or content_filter"
    if "length" not in words.values():
        yield "FINISH: no answer that was cut at its limit was recorded; add the word for it"
