"""Holds each code span of the guide to what exists, and each name in prose to a code span."""

from __future__ import annotations

import ast
import json
import re
from difflib import get_close_matches
from typing import TYPE_CHECKING, Any

from tools.docs_gate.commands import command_problem
from tools.docs_gate.live import ALLOWED, allowed, is_known
from tools.docs_gate.signatures import call_problem
from tools.docs_gate.spoken import spoken_problems

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from tools.docs_gate.namespace import Namespace
    from tools.docs_gate.pages import Page, Problem

_CALL = re.compile(r"(await |async with |with )?[A-Za-z_][\w.]*\(.*\)", re.DOTALL)
_PAIR = re.compile(r"((?:--)?[A-Za-z_][\w.-]*) ?= ?(.*)")
_LITERAL = ("{", "[", '"', "'", "(")
_SHORTEST_REASON = 4


def vocabulary_problems(pages: Iterable[Page], names: Namespace) -> Iterator[Problem]:
    """Each code span and each name in prose that is nothing's name."""
    words = allowed(names.root)["words"]
    for page in pages:
        for span in page.spans:
            wrong = span_problem(span.text, names)
            if wrong:
                yield page.problem(span.start, span.text, wrong)
        yield from spoken_problems(page, names, words)


def span_problem(text: str, names: Namespace) -> str:
    """What is wrong with an inline code span; empty where it is a live name."""
    if is_known(text, names):
        return ""
    if " " in text.strip() or text.startswith("-"):
        wrong = command_problem(text, names)
        if wrong is not None:
            return wrong
    if _CALL.fullmatch(text):
        return call_problem(text, names, allowed(names.root)["instances"])
    pair = _PAIR.fullmatch(text)
    if pair:
        return _pair_problem(pair[1], pair[2], names)
    if text.startswith(_LITERAL):
        return _literal_problem(text, names)
    return f"is no live name{_nearest(text, names)}"


def _pair_problem(name: str, value: str, names: Namespace) -> str:
    """`name=value`: an option, a variable, a parameter or a field, and a value that it may have."""
    if not is_known(name, names):
        return f"{name!r} is no live name{_nearest(name, names)}"
    if name.startswith("--") or name.isupper() or value == "...":
        return ""
    try:
        read = ast.literal_eval(value)
    except (SyntaxError, ValueError):
        bare = value.removesuffix("()").removesuffix("(...)")
        return "" if is_known(bare, names) else f"{value!r} is no value"
    return "" if isinstance(read, bool | None) else _value_problem(read, names)


def _literal_problem(text: str, names: Namespace) -> str:
    try:
        read: Any = json.loads(text)
    except ValueError:
        try:
            read = ast.literal_eval(text.replace("true", "True").replace("null", "None"))
        except (SyntaxError, ValueError):
            return "is neither JSON nor a Python literal"
    return _value_problem(read, names)


def _value_problem(value: object, names: Namespace) -> str:
    """Each text inside a literal is a word, too."""
    if isinstance(value, str) and value not in ("...", ""):
        is_live = is_known(value, names)
        return "" if is_live else f"{value!r} is no live name{_nearest(value, names)}"
    inner: list[object] = []
    if isinstance(value, dict):
        inner = [*value.keys(), *value.values()]
    elif isinstance(value, list | tuple | set):
        inner = list(value)
    return next(filter(None, (_value_problem(one, names) for one in inner)), "")


def _nearest(text: str, names: Namespace) -> str:
    near = get_close_matches(text, sorted(set(names.known())), n=1, cutoff=0.6)
    return f"; did you mean `{near[0]}`?" if near else f"; argue for it in {ALLOWED}?"


def unused_words(pages: Iterable[Page], names: Namespace) -> Iterator[str]:
    """Allowed words that no page writes, and those that nobody argued for."""
    read = list(pages)
    spans = {span.text for page in read for span in page.spans}
    whole = "\n".join(page.source for page in read)
    words = allowed(names.root)
    for table in ("code", "words"):
        for word, reason in words[table].items():
            if len(reason) < _SHORTEST_REASON:
                yield f"{ALLOWED}: {table}.{word}: say why it is allowed"
            elif word not in spans and (f'"{word}"' if table == "code" else word) not in whole:
                yield f"{ALLOWED}: {table}.{word}: no page writes it"
