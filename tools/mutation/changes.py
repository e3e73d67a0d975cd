"""What may stand in the place of a piece of a program, so that it does something else."""

from __future__ import annotations

import ast
import copy
from collections.abc import Iterator
from typing import Final

KINDS: Final = (
    *(ast.Compare, ast.BoolOp, ast.UnaryOp, ast.BinOp, ast.Constant, ast.IfExp, ast.Call),
    *(ast.Raise, ast.Return, ast.If, ast.While, ast.Break, ast.Continue, ast.AugAssign, ast.Expr),
)
"""The pieces that are changed."""

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
    ast.Div: ast.Mult,
    ast.FloorDiv: ast.Mult,
    ast.Mod: ast.Mult,
    ast.Pow: ast.Mult,
    ast.BitOr: ast.BitAnd,
    ast.BitAnd: ast.BitOr,
}
_CALLED: Final = {"min": "max", "max": "min", "any": "all", "all": "any"}
_WORDS: Final = 3
"""So many words are a message for people, whose wording is no behaviour."""


def others(node: ast.AST) -> Iterator[ast.AST]:
    """What may stand in the place of a node."""
    other = copy.deepcopy(node)
    if isinstance(other, ast.stmt):
        yield from _statements(other)
    elif isinstance(other, ast.Compare) and type(other.ops[0]) in _COMPARED:
        other.ops[0] = _COMPARED[type(other.ops[0])]()
        yield other
    elif isinstance(other, ast.BoolOp):
        other.op = ast.Or() if isinstance(other.op, ast.And) else ast.And()
        yield other
    elif isinstance(other, ast.UnaryOp) and isinstance(other.op, ast.Not | ast.USub):
        yield other.operand
    elif isinstance(other, ast.BinOp) and type(other.op) in _COUNTED:
        other.op = _COUNTED[type(other.op)]()
        yield other
    elif isinstance(other, ast.Call):
        yield from _calls(other)
    elif isinstance(other, ast.IfExp):
        yield other.orelse
    elif isinstance(other, ast.Constant):
        yield from _constants(other.value)


def _statements(other: ast.stmt) -> Iterator[ast.AST]:
    if isinstance(other, ast.Raise):
        yield ast.Pass()
    elif isinstance(other, ast.Return):
        if other.value is not None and not _is_no(other.value):
            yield ast.Return(ast.Constant(None))
    elif isinstance(other, ast.If | ast.While):
        if not isinstance(other.test, ast.Compare | ast.BoolOp | ast.UnaryOp | ast.Constant):
            other.test = ast.UnaryOp(ast.Not(), other.test)
            yield other
    elif isinstance(other, ast.Break):
        yield ast.Continue()
    elif isinstance(other, ast.Continue):
        yield ast.Break()
    elif isinstance(other, ast.AugAssign) and type(other.op) in _COUNTED:
        other.op = _COUNTED[type(other.op)]()
        yield other
    elif isinstance(other, ast.Expr) and isinstance(other.value, ast.Call):
        yield ast.Pass()


def _is_no(node: ast.expr) -> bool:
    """None, and False, which means the same to whoever asks for yes or no."""
    return isinstance(node, ast.Constant) and node.value in (None, False)


def _calls(other: ast.Call) -> Iterator[ast.AST]:
    if isinstance(other.func, ast.Name) and other.func.id in _CALLED:
        other.func.id = _CALLED[other.func.id]
        yield other


def _constants(value: object) -> Iterator[ast.AST]:
    if isinstance(value, bool):
        yield ast.Constant(not value)
    elif isinstance(value, int | float):
        yield ast.Constant(value + 1)
    elif isinstance(value, str) and value and len(value.split()) < _WORDS:
        yield ast.Constant(f"{value}_")
