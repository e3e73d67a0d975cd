"""Writes the wire of a vendor of its own: the tables that its recordings filled."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from importlib.resources import files
from typing import Final

from scout.cli.proposal.answering import Answering
from scout.cli.proposal.asking import Asking
from scout.cli.proposal.leaves import Path
from scout.cli.proposal.refusals import Refusal, code_path, says_path
from scout.errors import ProviderError


def wire_text(
    asking: Asking, answering: Answering, refused: list[Refusal], words: Mapping[str, str]
) -> str:
    """The module of a wire.

    Args:
        asking: How the vendor is asked.
        answering: How it answers.
        refused: How it refuses.
        words: What the names in the template stand for: title, stem, dialect.
    """
    template = files("scout.cli").joinpath("templates", "recorded", "wire.py.tmpl")
    text = template.read_text("utf-8")
    turns = "[_turn(message) for message in turns]"
    holes = {
        **words,
        "tables": _tables(asking, answering, refused),
        "path": asking.path,
        "framing": answering.framing,
        "turns": turns if asking.turn else '"\\n\\n".join(message.text for message in turns)',
        "turn": asking.turn or '{"role": role, "content": message.text}',
    }
    if not asking.turn:
        text = _without(text, "def _turn(", "def _read(")
        text = text.replace("Call, FinishReason, Message, ", "Call, FinishReason, ")
    if "Rule(" not in holes["tables"]:
        text = text.replace("ErrorTable, Rule\n", "ErrorTable\n")
    for name, value in holes.items():
        text = text.replace(f"[[{name}]]", value)
    return text


def _tables(asking: Asking, answering: Answering, refused: list[Refusal]) -> str:
    bodies = [one.recording.json for one in refused if isinstance(one.recording.json, dict)]
    code = next(filter(None, (code_path(body) for body in bodies)), ())
    says = next(filter(None, (says_path(body) for body in bodies)), ())
    envelope = _envelope(code or says, answering)
    lines = [
        "# How it is asked.",
        f"PATH = {_quoted(asking.path)}",
        f"STREAM_PATH = {_quoted(asking.stream_path)}",
        _table("REQUEST", asking.places),
        f"SYSTEM: At = {_tuple(asking.system)}  # empty: the system prompt is a turn",
        *([_words("ROLES", asking.roles)] if asking.turn else []),
        "",
        "# How it answers, whole and in the events of a stream.",
        _table("WHOLE", answering.whole),
        _table("EVENT", answering.event),
        f"TEXT_EVENTS = {_set(answering.text_events)}",
        f"END_EVENTS: frozenset[str] = {_set(answering.end_events)}",
        f"END = {_bytes(answering.end)}",
        f"ENDS_WITH_WORD = {answering.ends_with_word}",
        _words("FINISH", answering.finish),
        "",
        "# How it refuses; scout knows by itself what a 401, 403, 429 or 5xx means.",
        f"ERROR: At = {_tuple(envelope)}",
        f"CODE: At = {_tuple(code)}",
        f"SAYS: At = {_tuple(says)}",
        _rules(refused),
    ]
    return "\n".join(lines) + "\n"


def _envelope(path: Path, answering: Answering) -> Path:
    """What tells an error from an answer: the outermost name above code and message."""
    head = path[:1] or ("error",)
    used = {place[:1] for place in (*answering.whole.values(), *answering.event.values())}
    return ("error",) if head in used else head


_WIDTH: Final = 100
"""Of a line, as the package's own formatter has it."""

_VAGUE: Final = frozenset({"bad_request", "invalid_request", "invalid_request_error", "error"})
"""Codes that vendors use for more than one thing, so that the message decides."""


def _rules(refused: list[Refusal]) -> str:
    lines: dict[str, None] = {}
    for one in refused:
        if not one.is_told_by_status:
            lines[_rule(one, {other.means for other in refused if other.code == one.code})] = None
    inner = "".join(lines)
    return f"ERRORS = ErrorTable(\n    (\n{inner}    )\n)" if lines else "ERRORS = ErrorTable()"


def _rule(one: Refusal, meanings: set[type[ProviderError]]) -> str:
    """One row, over as many lines as a formatter would give it."""
    words = [f"errors.{one.means.__name__}"]
    if one.recording.status:
        words.append(f"statuses={{{one.recording.status}}}")
    is_plain = meanings == {one.means} and one.code.lower() not in _VAGUE
    if one.code:
        words.append(f"codes={{{_quoted(one.code)}}}")
    if one.says and not (one.code and is_plain):
        words.append(f"says={{{_quoted(_telling(one.says))}}}")
    return _call("Rule", words, " " * 8)


def _call(name: str, words: list[str], indent: str) -> str:
    line = f"{indent}{name}({', '.join(words)}),\n"
    if len(line) <= _WIDTH + 1:
        return line
    inner = f"{indent}    {', '.join(words)}\n"
    if len(inner) > _WIDTH + 1:
        inner = "".join(f"{indent}    {word},\n" for word in words)
    return f"{indent}{name}(\n{inner}{indent}),\n"


def _telling(says: str) -> str:
    """The part of a message that is likely to stand in the next one, too: up to a number."""
    head = says.lower()
    for sign in "0123456789\"'`:":
        head = head.split(sign, 1)[0]
    return head.strip()[:60] if len(head.strip()) >= 8 else says.lower()[:60]


def _table(name: str, places: Mapping[str, Path]) -> str:
    rows = "".join(f"    {_quoted(key)}: {_tuple(path)},\n" for key, path in places.items())
    return f"{name}: dict[str, At] = {{\n{rows}}}"


def _tuple(path: Path) -> str:
    inner = ", ".join(_quoted(part) if isinstance(part, str) else str(part) for part in path)
    return f"({inner},)" if len(path) == 1 else f"({inner})"


def _set(words: Iterable[str]) -> str:
    inner = ", ".join(map(_quoted, words))
    return f"frozenset({{{inner}}})" if inner else "frozenset()"


def _words(name: str, words: Mapping[str, str]) -> str:
    pairs = [f"{_quoted(key)}: {_quoted(word)}" for key, word in words.items()]
    line = f"{name}: dict[str, str] = {{{', '.join(pairs)}}}"
    rows = "".join(f"    {pair},\n" for pair in pairs)
    return line if len(line) <= _WIDTH else f"{name}: dict[str, str] = {{\n{rows}}}"


def _quoted(text: str) -> str:
    shown = repr(text)
    return shown if '"' in text else f'"{shown[1:-1]}"'


def _bytes(text: str) -> str:
    shown = repr(text.encode())
    return shown if '"' in shown else f'b"{shown[2:-1]}"'


def _without(text: str, first: str, after: str) -> str:
    return text[: text.index(first)] + text[text.index(after) :]
