"""Says whether a word of the guide is a live name, and what it leads to."""

from __future__ import annotations

import builtins
import importlib
import re
import tomllib
from collections.abc import Callable
from fnmatch import fnmatch
from functools import cache
from http import HTTPStatus
from keyword import iskeyword
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from tools.docs_gate.namespace import Namespace

ALLOWED = "docs/vocabulary.toml"
"""What pages may write although nothing here is called so, with the reasons."""

TABLES = ("code", "words", "instances", "internal")
STATUS = frozenset({*map(int, HTTPStatus), 529})
"""Status codes of HTTP, and the one that vendors added."""

FOREIGN = frozenset(
    {
        *("httpx", "httpcore", "httptools", "pydantic", "pydantic_settings", "pytest", "respx"),
        *("asyncio", "logging", "datetime", "decimal", "contextlib", "contextvars", "unittest"),
        *("typing", "hypothesis", "redis", "typer", "nox"),
    }
)
"""Packages whose names may be written with the package in front, and must then exist there."""

OURS = frozenset({"scout", "scout_conformance", "tools", "benchmarks", "tests"})
CONSTANTS = frozenset({"None", "True", "False"})

_NAME = re.compile(r"[A-Za-z_]\w*(?:\.[A-Za-z_]\w*)*")
_GENERIC = re.compile(r"([A-Za-z_]\w*)\[([A-Z]\w*)\]")
_NUMBERED = re.compile(r"([A-Z][A-Z0-9_]+)_\d+")


class _Missing:
    """What no name leads to."""


MISSING = _Missing()


@cache
def allowed(root: Path) -> Mapping[str, Mapping[str, str]]:
    """The tables of allowed words."""
    path = root / ALLOWED
    loaded = tomllib.loads(path.read_text("utf-8")) if path.exists() else {}
    return {table: loaded.get(table, {}) for table in TABLES}


def is_known(text: str, names: Namespace) -> bool:
    """Whether a word is a live name by itself."""
    words = allowed(names.root)
    if text in words["internal"]:
        return resolve(words["internal"][text], names) is not MISSING
    listed = (names.objects, names.words, names.options, names.files, names.commands)
    if any(text in one for one in (*listed, CONSTANTS, words["code"])):
        return True
    if iskeyword(text) or any(text in options for options in names.commands.values()):
        return True
    return any(form(text, names) for form in _FORMS)


def resolve(dotted: str, names: Namespace) -> Any:
    """The object behind a dotted name, or MISSING."""
    head, _, rest = dotted.partition(".")
    kind = allowed(names.root)["instances"].get(head)
    if kind and rest:
        return resolve(f"{kind}.{rest}", names)
    if dotted in names.objects:
        return names.objects[dotted]
    if head in FOREIGN:
        return _foreign(dotted)
    return _module(dotted) if head in OURS else MISSING


def _foreign(dotted: str) -> Any:
    value: Any = importlib.import_module(dotted.partition(".")[0])
    for part in dotted.split(".")[1:]:
        value = getattr(value, part, MISSING)
    return value


def _module(dotted: str) -> Any:
    """A module of the repository, or a public name in one; the private is nobody's business."""
    if any(part.startswith("_") for part in dotted.split(".")):
        return MISSING
    try:
        return importlib.import_module(dotted)
    except ImportError:
        home, _, name = dotted.rpartition(".")
        return getattr(_module(home), name, MISSING) if home else MISSING


def _is_builtin(text: str, _: Namespace) -> bool:
    return hasattr(builtins, text)


def _is_import(text: str, names: Namespace) -> bool:
    return text.startswith("import ") and resolve(text[7:], names) is not MISSING


def _is_status(text: str, _: Namespace) -> bool:
    return text.isdigit() and int(text) in STATUS


def _is_sum(text: str, names: Namespace) -> bool:
    parts = text[1:].split("+")
    return text.startswith("$") and len(parts) > 1 and all(f"${p}" in names.words for p in parts)


def _is_ending(text: str, names: Namespace) -> bool:
    if not text.startswith(".") or text.count(".") != 1:
        return False
    return any(name.endswith(text) for name in names.files)


def _is_glob(text: str, names: Namespace) -> bool:
    return "*" in text and any(fnmatch(name, text) for name in names.files)


def _is_numbered_key(text: str, names: Namespace) -> bool:
    found = _NUMBERED.fullmatch(text)
    return bool(found) and names.words.get(found[1] if found else "", "") == "variable of a key"


def _is_generic(text: str, names: Namespace) -> bool:
    found = _GENERIC.fullmatch(text)
    return bool(found) and is_known(found[1] if found else "", names)


def _is_decorator(text: str, names: Namespace) -> bool:
    return text.startswith("@") and is_known(text[1:], names)


def _is_dotted(text: str, names: Namespace) -> bool:
    return bool(_NAME.fullmatch(text)) and resolve(text, names) is not MISSING


_FORMS: tuple[Callable[[str, Namespace], bool], ...] = (
    *(_is_status, _is_sum, _is_ending, _is_glob, _is_numbered_key),
    *(_is_generic, _is_decorator, _is_dotted, _is_builtin, _is_import),
)
