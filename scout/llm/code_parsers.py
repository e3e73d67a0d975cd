"""Parses code in many languages, only to say whether it has a syntax error, and where.

Python and JSON are read by Python itself. The others need the extra `parsers`: tree-sitter and
one wheel per grammar, all from the package index; nothing is fetched at run time.
"""

from __future__ import annotations

import ast
import json
import re
from collections.abc import Callable, Mapping
from functools import cache
from importlib import import_module
from types import MappingProxyType
from typing import Any, Final, TypeAlias

CodeParser: TypeAlias = Callable[[str], object]
"""Reads code and raises `SyntaxError` or `ValueError` where it cannot."""

_GRAMMARS: Final[Mapping[str, tuple[str, str]]] = MappingProxyType(
    {
        "bash": ("tree_sitter_bash", "language"),
        "c": ("tree_sitter_c", "language"),
        "cpp": ("tree_sitter_cpp", "language"),
        "go": ("tree_sitter_go", "language"),
        "java": ("tree_sitter_java", "language"),
        "javascript": ("tree_sitter_javascript", "language"),
        "rust": ("tree_sitter_rust", "language"),
        "tsx": ("tree_sitter_typescript", "language_tsx"),
        "typescript": ("tree_sitter_typescript", "language_typescript"),
    }
)
"""Module of each grammar, and the function in it."""

_SHORT_NAMES: Final = {
    "bash": ("sh",),
    "cpp": ("c++", "cc", "cxx"),
    "go": ("golang",),
    "javascript": ("js", "jsx", "mjs", "node"),
    "python": ("py", "python3"),
    "rust": ("rs",),
    "typescript": ("ts",),
}
_OTHER_NAMES: Final[Mapping[str, str]] = MappingProxyType(
    {short: name for name, shorts in _SHORT_NAMES.items() for short in shorts}
)
"""What else a fence may call a language; `shell` and `console` are transcripts and no code."""

LANGUAGES: Final = frozenset({"python", "json", *_GRAMMARS})
"""Languages that can be parsed once the extra is installed."""

_ESCAPE: Final = re.compile(r"\\(.)", re.DOTALL)
_ESCAPES: Final = frozenset("\n\r\\'\"abfnrtv01234567xNuU")


@cache
def parser_for(language: str) -> CodeParser | None:
    """The parser of a language by any name that a fence gives it; None where there is none."""
    name = _OTHER_NAMES.get(language, language)
    if name == "python":
        return _parse_python
    if name == "json":
        return json.loads
    return _tree_parser(*_GRAMMARS[name]) if name in _GRAMMARS else None


def _parse_python(code: str) -> object:
    """Read Python; an escape that means nothing is bad style, and no more."""
    return ast.parse(_ESCAPE.sub(_harmless, code))


def _harmless(escape: re.Match[str]) -> str:
    return escape[0] if escape[1] in _ESCAPES else f"\\{escape[0]}"


def _tree_parser(module: str, function: str) -> CodeParser | None:
    """A parser over a tree-sitter grammar, None where it is not installed."""
    try:
        tree_sitter = import_module("tree_sitter")
        grammar = import_module(module)
    except ImportError:
        return None
    language = tree_sitter.Language(getattr(grammar, function)())

    def parse(code: str) -> object:
        tree = tree_sitter.Parser(language).parse(code.encode())
        if tree.root_node.has_error:
            raise _first_error(tree.root_node)
        return tree

    return parse


def _first_error(node: Any) -> SyntaxError:
    """The first place that does not parse, as Python says it."""
    while not (node.is_error or node.is_missing):
        node = next(child for child in node.children if child.has_error or child.is_missing)
    row, column = node.start_point
    if node.is_missing:
        said = f"{node.type!r} is missing"
    else:
        text = node.text.decode(errors="replace").strip().partition("\n")[0]
        said = f"unexpected {text[:40]!r}"
    return SyntaxError(said, (None, row + 1, column + 1, None))
