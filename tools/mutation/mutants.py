"""Makes mutants of a module: its source with one operator, constant, condition or raise changed."""

from __future__ import annotations

import ast
import copy
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

_COMPARED: Final[dict[type[ast.cmpop], type[ast.cmpop]]] = {
    ast.Eq: ast.NotEq,
    ast.NotEq: ast.Eq,
    ast.Lt: ast.LtE,
    ast.LtE: ast.Lt,
    ast.Gt: ast.GtE,
    ast.GtE: ast.Gt,
    ast.In: ast.NotIn,
    ast.NotIn: ast.In,
    ast.Is: ast.IsNot,
    ast.IsNot: ast.Is,
}
_COUNTED: Final[dict[type[ast.operator], type[ast.operator]]] = {
    ast.Add: ast.Sub,
    ast.Sub: ast.Add,
    ast.Mult: ast.Add,
    ast.BitOr: ast.BitAnd,
}
_UNTOUCHED = ("annotation", "returns", "decorator_list", "type_params")
"""Parts that no call runs."""


@dataclass(frozen=True, slots=True)
class Mutant:
    """One change.

    Attributes:
        line: Where it is.
        change: What was, and what is.
        source: The module with the change in it.
    """

    line: int
    change: str
    source: str


def mutants_of(source: str) -> Iterator[Mutant]:
    """Every mutant of a module, in the order of its source; the same in each run."""
    tree = ast.parse(source)
    places = [place for place, node in enumerate(ast.walk(tree)) if isinstance(node, _KINDS)]
    alive = _living(tree)
    nodes = list(ast.walk(tree))
    for place in sorted(places, key=lambda at: (nodes[at].lineno, nodes[at].col_offset)):  # type: ignore[attr-defined]  # the kinds have places
        node = nodes[place]
        if id(node) not in alive:
            continue
        for other in _others(node):
            changed = _Replacing(place, other).of(tree)
            said = f"{ast.unparse(node)} -> {ast.unparse(other)}"
            yield Mutant(node.lineno, said[:160], changed)  # type: ignore[attr-defined]  # likewise


_KINDS = (ast.Compare, ast.BoolOp, ast.UnaryOp, ast.BinOp, ast.Constant, ast.Raise, ast.IfExp)


def _others(node: ast.AST) -> Iterator[ast.AST]:
    """What may stand in the place of a node."""
    other = copy.deepcopy(node)
    if isinstance(other, ast.Compare) and type(other.ops[0]) in _COMPARED:
        other.ops[0] = _COMPARED[type(other.ops[0])]()
        yield other
    elif isinstance(other, ast.BoolOp):
        other.op = ast.Or() if isinstance(other.op, ast.And) else ast.And()
        yield other
    elif isinstance(other, ast.UnaryOp) and isinstance(other.op, ast.Not):
        yield other.operand
    elif isinstance(other, ast.BinOp) and type(other.op) in _COUNTED:
        other.op = _COUNTED[type(other.op)]()
        yield other
    elif isinstance(other, ast.Raise):
        yield ast.Pass()
    elif isinstance(other, ast.IfExp):
        yield other.orelse
    elif isinstance(other, ast.Constant):
        yield from _constants(other.value)


def _constants(value: object) -> Iterator[ast.AST]:
    if isinstance(value, bool):
        yield ast.Constant(not value)
    elif isinstance(value, int | float):
        yield ast.Constant(value + 1)
    elif isinstance(value, str) and value:
        yield ast.Constant(f"{value}_")


class _Replacing(ast.NodeTransformer):
    """Puts another node into one place of a tree."""

    def __init__(self, place: int, other: ast.AST) -> None:
        self._place = place
        self._other = other
        self._node: ast.AST | None = None

    def of(self, tree: ast.Module) -> str:
        """The source of a copy with the change."""
        whole = copy.deepcopy(tree)
        self._node = list(ast.walk(whole))[self._place]
        return ast.unparse(ast.fix_missing_locations(self.visit(whole)))

    def visit(self, node: ast.AST) -> ast.AST:
        """Replace the node, and leave the rest."""
        return self._other if node is self._node else self.generic_visit(node)


def _living(tree: ast.Module) -> set[int]:
    """Nodes whose change could show: no docstring, annotation, decorator or part of a message."""
    found: set[int] = set()

    def walk(node: ast.AST) -> None:
        found.add(id(node))
        for name, value in ast.iter_fields(node):
            for inner in value if isinstance(value, list) else [value]:
                if isinstance(inner, ast.AST) and not _is_dead(node, name, inner):
                    walk(inner)

    walk(tree)
    return found


def _is_dead(parent: ast.AST, name: str, node: ast.AST) -> bool:
    is_doc = isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)
    return name in _UNTOUCHED or is_doc or isinstance(parent, ast.JoinedStr)
