"""Makes mutants of a module: its source with one thing in it changed, and where that is."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from tools.mutation.changes import KINDS, others

_UNTOUCHED: Final = ("annotation", "returns", "decorator_list", "type_params", "type_comment")
"""Parts that no call runs."""

_LONGEST: Final = 200
"""Characters of a change that are kept."""

_TYPING: Final = frozenset({"TypeVar", "ParamSpec", "cast", "Literal", "NewType", "overload"})
"""What is called or subscribed for the type checker alone."""


@dataclass(frozen=True, slots=True)
class Mutant:
    """One change.

    Attributes:
        line: Where it is.
        scope: The class or function that it is in, with dots; empty at the module's own level.
        function: The outermost function whose body it is in, with its class; empty outside of one.
        change: What was, and what is.
        source: The module with the change in it.
    """

    line: int
    scope: str
    function: str
    change: str
    source: str


def mutants_of(source: str) -> Iterator[Mutant]:
    """Every mutant of a module, in the order of its source; the same in each run."""
    tree = ast.parse(source)
    places = _Places(tree).found
    alive = [place for place in places if isinstance(place.node, KINDS)]
    alive.sort(key=lambda place: (place.node.lineno, place.node.col_offset))  # type: ignore[attr-defined]  # the kinds have places
    seen = {ast.unparse(tree)}
    for place in alive:
        for other in others(place.node):
            changed = _with(tree, place, other)
            if changed not in seen:
                seen.add(changed)
                said = f"{_line(place.node)} -> {_line(other)}"[:_LONGEST]
                line: int = place.node.lineno  # type: ignore[attr-defined]  # likewise
                yield Mutant(line, place.scope, place.function, said, changed)


def _with(tree: ast.Module, place: _Place, other: ast.AST) -> str:
    """The source with another node in a place; the tree is left as it was."""
    held = getattr(place.parent, place.field)
    is_list = isinstance(held, list)
    put = [other if one is place.node else one for one in held] if is_list else other
    setattr(place.parent, place.field, put)
    try:
        return ast.unparse(tree)
    finally:
        setattr(place.parent, place.field, held)


def _line(node: ast.AST) -> str:
    """The node on one line; of a branch its condition alone."""
    if isinstance(node, ast.If | ast.While):
        return f"{type(node).__name__.lower()} {ast.unparse(node.test)}"
    return ast.unparse(node).partition("\n")[0]


@dataclass(frozen=True, slots=True)
class _Place:
    """Where a node stands."""

    node: ast.AST
    parent: ast.AST
    field: str
    scope: str
    function: str


class _Places:
    """Nodes whose change could show, with the scope and the function that each is in.

    No docstring, annotation, decorator or part of a message, nothing for the type checker alone.
    """

    def __init__(self, tree: ast.Module) -> None:
        self.found: list[_Place] = []
        self._fields(tree, "", "", "")

    def _walk(self, place: _Place) -> None:
        self.found.append(place)
        node, scope, function = place.node, place.scope, place.function
        if not isinstance(node, ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef):
            self._fields(node, scope, function, function)
            return
        inner = f"{scope}.{node.name}" if scope else node.name
        own = function if function or isinstance(node, ast.ClassDef) else inner
        self._fields(node, inner, function, own)

    def _fields(self, node: ast.AST, scope: str, function: str, body_function: str) -> None:
        for name, value in ast.iter_fields(node):
            of = body_function if name == "body" else function
            for inner in value if isinstance(value, list) else [value]:
                if isinstance(inner, ast.AST) and not _is_dead(node, name, inner):
                    self._walk(_Place(inner, node, name, scope, of))


def _is_dead(parent: ast.AST, name: str, node: ast.AST) -> bool:
    is_doc = isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)
    is_name_list = isinstance(parent, ast.Assign) and {"__all__", "__slots__"} & {
        one.id for one in parent.targets if isinstance(one, ast.Name)
    }
    return (
        name in _UNTOUCHED
        or is_doc
        or bool(is_name_list)
        or isinstance(parent, ast.JoinedStr)
        or _is_for_types(parent)
        or _is_for_types(node)
    )


def _is_for_types(node: ast.AST) -> bool:
    """Whether nothing of it is run, or only to name a type."""
    if isinstance(node, ast.If):
        return isinstance(node.test, ast.Name) and node.test.id == "TYPE_CHECKING"
    called = node.func if isinstance(node, ast.Call) else None
    called = node.value if isinstance(node, ast.Subscript) else called
    return isinstance(called, ast.Name) and called.id in _TYPING
