"""Reads off recorded requests how a vendor of its own is asked."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final
from urllib.parse import urlsplit

from scout.cli.proposal.leaves import MODEL_WORDS, Leaf, Path, at, leaves
from scout.cli.proposal.recordings import Recording
from scout.cli.proposal.scrub import REDACTED, Scrubber

_USER: Final = {"user", "human", "customer", "client"}
_ASSISTANT: Final = {"assistant", "ai", "bot", "model"}
_FIELDS: Final[Mapping[str, tuple[set[str], type | tuple[type, ...]]]] = {
    "max_output_tokens": ({"max", "limit", "length", "budget", "predict"}, int),
    "temperature": ({"temperature", "temp"}, (int, float)),
    "stop": ({"stop", "until"}, str),
    "seed": ({"seed"}, int),
    "stream": ({"stream", "streaming", "streamed", "live", "events"}, bool),
}
_GUESSED: Final = {
    "max_output_tokens": "max_tokens",
    "temperature": "temperature",
    "stop": "stop",
    "stream": "stream",
}
_MODEL_HOLE: Final = "{model}"


@dataclass(frozen=True, slots=True)
class Asking:
    """How a vendor is asked.

    Attributes:
        path: Below the base URL, with `{model}` where the model's id stands.
        stream_path: The same for a stream.
        places: Where in the body each thing stands.
        turn: The expression that makes one turn, empty where the prompt is one text.
        roles: The vendor's words for scout's roles, where they differ.
        system: Where the system prompt stands, empty where it is a turn.
        guessed: What no recording shows, in sentences.
    """

    path: str = "/chat"
    stream_path: str = "/chat"
    places: Mapping[str, Path] = field(default_factory=dict)
    turn: str = ""
    roles: Mapping[str, str] = field(default_factory=dict)
    system: Path = ()
    guessed: tuple[str, ...] = ()


def asking_of(
    recordings: Iterable[Recording], base_url: str, models: Iterable[str], scrubber: Scrubber
) -> Asking:
    """What the recorded requests show, with guesses for the rest."""
    known = [one for one in recordings if isinstance(one.request, dict)]
    bodies = [scrubber.document(one.request) for one in known]
    path, stream_path = map(scrubber.text, _paths(known, base_url, set(models)))
    places = _places(bodies, set(models), needs_model=_MODEL_HOLE not in path)
    turns = _turns_at(bodies)
    prompt = () if turns else _prompt_at(bodies)
    sample = at(next((body for body in bodies if at(body, turns)), {}), turns) if turns else None
    turn, roles = _turn(sample) if sample else ("", {})
    if not turns and not prompt:
        turns, (turn, roles) = ("messages",), _turn(_PLAIN)
    guessed = [f"REQUEST[{name!r}] is a guess: no request shows it" for name in places.guessed]
    if REDACTED in path:
        guessed.insert(0, f"PATH: {path} held an id of an account; put a way to yours there")
    if not bodies:
        guessed.insert(0, "REQUEST['turns'] is a guess: no request was recorded")
    if not any(one.url for one in known):
        guessed.insert(0, "PATH is a guess: no recording says where its request went")
    return Asking(
        path=path,
        stream_path=stream_path,
        places={"turns": turns or prompt, **places.found},
        turn=turn,
        roles=roles,
        system=_system_at(bodies),
        guessed=tuple(guessed),
    )


_PLAIN: Final = [{"role": "user", "content": "Hello"}]


@dataclass(frozen=True, slots=True)
class _Places:
    found: Mapping[str, Path]
    guessed: tuple[str, ...]


def _places(bodies: list[Any], models: set[str], *, needs_model: bool) -> _Places:
    found: dict[str, Path] = {}
    for body in bodies:
        for leaf in leaves(body):
            name = _field(leaf, models)
            if name is not None:
                found.setdefault(
                    name, leaf.path[:-1] if name == "stop" and leaf.path[-1] == 0 else leaf.path
                )
    beside = next((found[name][:-1] for name in _GUESSED if name in found and name != "stream"), ())
    guessed = [name for name in _GUESSED if name not in found]
    if needs_model and "model" not in found:
        found["model"] = ("model",)
        guessed.insert(0, "model")
    for name in guessed:
        if name in _GUESSED:
            found[name] = (_GUESSED[name],) if name == "stream" else (*beside, _GUESSED[name])
    return _Places(found, tuple(guessed))


def _field(leaf: Leaf, models: set[str]) -> str | None:
    if len(leaf.path) > 3 or any(isinstance(part, int) for part in leaf.path[:-1]):
        return None
    if leaf.own_words & {"context", "ctx", "window"}:
        return None
    if leaf.value in models and isinstance(leaf.value, str):
        return "model"
    for name, (words, kind) in _FIELDS.items():
        is_bool = isinstance(leaf.value, bool)
        if leaf.own_words & words and isinstance(leaf.value, kind) and is_bool == (kind is bool):
            return name
    return "model" if leaf.own_words & MODEL_WORDS and isinstance(leaf.value, str) else None


def _paths(known: list[Recording], base_url: str, models: set[str]) -> tuple[str, str]:
    told: dict[bool, str] = {}
    for one in known:
        if one.url:
            path = urlsplit(one.url).path
            below = urlsplit(base_url).path.rstrip("/")
            path = path.removeprefix(below) if path.startswith(below) else path
            for model in models:
                path = path.replace(model, _MODEL_HOLE)
            told.setdefault(bool(one.framing), path)
    plain = told.get(False) or told.get(True) or "/chat"
    return plain, told.get(True) or plain


def _turns_at(bodies: Iterable[Any]) -> Path:
    """Where the list of turns stands: objects of which each has a word for who speaks."""
    for body in bodies:
        for key, value in body.items():
            if isinstance(value, list) and value and all(_role_in(turn) for turn in value):
                return (key,)
    return ()


def _role_in(turn: Any) -> str:
    """The key under which a turn says who speaks."""
    if not isinstance(turn, dict):
        return ""
    speakers = _USER | _ASSISTANT | {"system", "developer", "tool"}
    return next((key for key, word in turn.items() if str(word).lower() in speakers), "")


def _prompt_at(bodies: Iterable[Any]) -> Path:
    names = {"prompt", "input", "text", "query", "question", "message", "inputs"}
    for body in bodies:
        for leaf in leaves(body):
            if isinstance(leaf.value, str) and leaf.own_words & names and len(leaf.path) <= 2:
                return leaf.path
    return ()


def _system_at(bodies: Iterable[Any]) -> Path:
    names = {"system", "instructions", "preamble", "instruction"}
    for body in bodies:
        for key, value in body.items():
            if isinstance(value, str) and key.lower() in names:
                return (key,)
    return ()


def _turn(turns: list[Any]) -> tuple[str, dict[str, str]]:
    """The expression that makes a turn like the recorded ones, and the words for who speaks."""
    roles: dict[str, str] = {}
    for turn in turns:
        word = str(turn[_role_in(turn)])
        if word.lower() in _USER:
            roles["user"] = word
        elif word.lower() in _ASSISTANT:
            roles["assistant"] = word
    turn = turns[-1]
    role = _role_in(turn)
    said = {key: value for key, value in turn.items() if key != role}
    texts = (leaf.path for leaf in leaves(said) if isinstance(leaf.value, str) and _is_text(leaf))
    spoken = next(texts, ("content",))
    inner = _expression({spoken[0]: said.get(str(spoken[0]), "")}, spoken)
    return f"{{{json.dumps(role)}: role, {inner[1:-1]}}}", roles


def _is_text(leaf: Leaf) -> bool:
    return not leaf.own_words & {"type", "kind", "id", "name"}


def _expression(value: Any, spoken: Path | None) -> str:
    """A value as source, with the message's text at one place."""
    if spoken == ():
        return "message.text"
    if isinstance(value, dict) and spoken:
        parts = (
            f"{json.dumps(k)}: {_expression(v, spoken[1:] if k == spoken[0] else None)}"
            for k, v in value.items()
        )
        return "{" + ", ".join(parts) + "}"
    if isinstance(value, list) and spoken:
        return "[" + _expression(value[int(spoken[0])], spoken[1:]) + "]"
    return json.dumps(value) if isinstance(value, str) else repr(value)
