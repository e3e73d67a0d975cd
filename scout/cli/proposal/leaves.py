"""Finds in a vendor's JSON what scout needs, by the names of fields and by their values."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final, TypeAlias

Path: TypeAlias = tuple[str | int, ...]
"""Through objects by name, through lists by number."""

_WORD = re.compile(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])|\d+")
_IDENTIFIER = re.compile(r"[A-Za-z][\w.:/-]{0,40}")

_TEXT: Final = ("text", "content", "answer", "completion", "response", "reply", "message", "output")
_TEXT_TOO: Final = (
    *("generated", "say", "says", "said", "result", "delta", "chunk", "token"),
    *("value", "piece", "part", "words"),
)
MODEL_WORDS: Final = frozenset({"model", "engine", "deployment"})
"""What vendors call a model."""

_THOUGHT: Final = {"reasoning", "thinking", "thought", "thoughts"}
_FINISH: Final = {"finish", "finished", "stop", "stopped", "end", "ended", "done", "reason", "why"}
_READ: Final = {"prompt", "input", "in", "read", "request"}
_WROTE: Final = frozenset(
    {
        *("completion", "completions", "output", "out", "answer", "generated", "generation"),
        *("candidates", "wrote", "response", "eval"),
    }
)
_COUNTING: Final = {"token", "tokens", "usage", "count", "counts", "metered", "units", "billed"}


@dataclass(frozen=True, slots=True)
class Leaf:
    """One value of a document, and the way to it."""

    path: Path
    value: Any

    @property
    def name(self) -> str:
        """The nearest name above it, in lower case."""
        return next((part.lower() for part in reversed(self.path) if isinstance(part, str)), "")

    @property
    def words(self) -> frozenset[str]:
        """The words of all names on the way."""
        names = [part for part in self.path if isinstance(part, str)]
        return frozenset(word.lower() for name in names for word in _WORD.findall(name))

    @property
    def own_words(self) -> frozenset[str]:
        """The words of the nearest name."""
        names = [part for part in self.path if isinstance(part, str)][-1:]
        return frozenset(word.lower() for name in names for word in _WORD.findall(name))


def leaves(value: Any, path: Path = ()) -> Iterator[Leaf]:
    """Every value that is neither an object nor a list."""
    if isinstance(value, Mapping):
        for key, inner in value.items():
            yield from leaves(inner, (*path, key))
    elif isinstance(value, list):
        for place, inner in enumerate(value):
            yield from leaves(inner, (*path, place))
    else:
        yield Leaf(path, value)


def at(value: Any, path: Path) -> Any:
    """What stands at a path, None where it leads nowhere."""
    for part in path:
        if isinstance(part, int):
            if not isinstance(value, list) or not part < len(value):
                return None
            value = value[part]
        elif isinstance(value, Mapping):
            value = value.get(part)
        else:
            return None
    return value


def changed(value: Any, change: Callable[[Leaf], Any], path: Path = ()) -> Any:
    """A copy of a document with every leaf changed."""
    if isinstance(value, Mapping):
        return {key: changed(inner, change, (*path, key)) for key, inner in value.items()}
    if isinstance(value, list):
        return [changed(inner, change, (*path, place)) for place, inner in enumerate(value)]
    return change(Leaf(path, value))


def text_path(documents: Iterable[Any], *, pieces: bool = False) -> Path | None:
    """Where the visible answer stands: the place with the likeliest name and the most text.

    Args:
        documents: Whole answers, or the events of streams.
        pieces: Whether each holds only a piece, so that a short text is one, too.
    """
    scores: dict[Path, float] = {}
    for document in documents:
        for leaf in leaves(document):
            if isinstance(leaf.value, str) and leaf.value and not leaf.words & _THOUGHT:
                scores[leaf.path] = scores.get(leaf.path, 0) + _text_score(leaf, pieces=pieces)
    best = max(scores, key=lambda path: scores[path], default=None)
    return best if best is not None and scores[best] > 0 else None


def _text_score(leaf: Leaf, *, pieces: bool) -> float:
    if leaf.own_words & {"id", "model", "object", "role", "type", "kind", "created", "name"}:
        return 0.0
    named = 3.0 * any(word in leaf.own_words for word in _TEXT)
    named += 2.0 * any(word in leaf.own_words for word in _TEXT_TOO)
    prose = 2.0 * (" " in leaf.value) + min(len(leaf.value), 200) / 100
    if not named and not (" " in leaf.value and not pieces):
        return 0.0
    return named + prose


def thought_path(documents: Iterable[Any]) -> Path | None:
    """Where the vendor shows the model's thinking."""
    return _first(
        documents, lambda leaf: isinstance(leaf.value, str) and bool(leaf.words & _THOUGHT)
    )


def model_path(documents: Iterable[Any], models: Iterable[str] = ()) -> Path | None:
    """Where the vendor names the model: by name, or because a known id stands there."""
    known = set(models)
    return _first(
        documents,
        lambda leaf: (
            isinstance(leaf.value, str)
            and bool(leaf.value)
            and (leaf.value in known or bool(leaf.own_words & MODEL_WORDS))
        ),
    )


def id_path(documents: Iterable[Any]) -> Path | None:
    """Where the vendor's id of the exchange stands: near the top."""
    return _first(
        documents,
        lambda leaf: (
            len(leaf.path) <= 2
            and leaf.own_words <= {"id", "request", "response", "trace", "message", "uuid"}
            and bool(leaf.own_words & {"id", "uuid"})
            and isinstance(leaf.value, str)
            and " " not in leaf.value
        ),
    )


def finish_path(documents: Iterable[Any]) -> Path | None:
    """Where the vendor says, in a word, why the model stopped."""
    return _first(
        documents,
        lambda leaf: (
            bool(leaf.own_words & _FINISH)
            and isinstance(leaf.value, str)
            and bool(_IDENTIFIER.fullmatch(leaf.value))
        ),
    )


def done_path(documents: Iterable[Any]) -> Path | None:
    """Where a `true` says that an answer is over."""
    return _first(documents, lambda leaf: bool(leaf.own_words & _FINISH) and leaf.value is True)


def count_paths(documents: Iterable[Any]) -> dict[str, Path]:
    """Where the vendor counts tokens, by what is counted."""
    found: dict[str, Path] = {}
    for document in documents:
        for leaf in leaves(document):
            kind = _counted(leaf)
            if kind is not None:
                found.setdefault(kind, leaf.path)
    return found if {"input", "output"} <= set(found) else {}


def _counted(leaf: Leaf) -> str | None:
    """What a number counts, None where it is no count of tokens."""
    if isinstance(leaf.value, bool) or not isinstance(leaf.value, int):
        return None
    words = leaf.words
    if not words & _COUNTING or words & {"max", "limit"}:
        return None
    is_kept = bool(words & {"write", "creation", "written"})
    kinds = (
        ("cache_write", is_kept and bool(words & {"cache", "cached"})),
        ("cache_read", bool(leaf.own_words & {"cache", "cached"} or "cached" in words)),
        ("reasoning", bool(words & _THOUGHT)),
        ("input", bool(leaf.own_words & _READ) or leaf.path[-1] == 0),  # of a pair: read, written
        ("output", bool(leaf.own_words & _WROTE) or leaf.path[-1] == 1),
    )
    return next((kind for kind, fits in kinds if fits), None)


def tool_paths(documents: Iterable[Any]) -> dict[str, Path]:
    """Where name, arguments and id of a tool call stand."""
    for document in documents:
        for path, value in _objects(document):
            name = next((key for key in ("name", "function", "tool") if _is_name(value, key)), None)
            filled = [key for key in _ARGUMENTS if key in value]
            if name is not None and filled and _about_tools((*path, name, filled[0])):
                found = {"tool_name": (*path, name), "tool_arguments": (*path, filled[0])}
                number = next((key for key in ("id", "call_id") if key in value), None)
                return {**found, **({"tool_id": (*path, number)} if number else {})}
    return {}


_ARGUMENTS: Final = ("arguments", "input", "args", "parameters", "params")


def _objects(value: Any, path: Path = ()) -> Iterator[tuple[Path, Mapping[str, Any]]]:
    if isinstance(value, Mapping):
        yield path, value
        for key, inner in value.items():
            yield from _objects(inner, (*path, key))
    elif isinstance(value, list):
        for place, inner in enumerate(value):
            yield from _objects(inner, (*path, place))


def _is_name(value: Mapping[str, Any], key: str) -> bool:
    return isinstance(value.get(key), str) and bool(_IDENTIFIER.fullmatch(value[key]))


def _about_tools(path: Path) -> bool:
    words = Leaf(path, None).words
    return bool(words & {"tool", "tools", "function", "functions", "call", "calls", "input"})


def _first(documents: Iterable[Any], fits: Callable[[Leaf], bool]) -> Path | None:
    for document in documents:
        for leaf in leaves(document):
            if fits(leaf):
                return leaf.path
    return None
