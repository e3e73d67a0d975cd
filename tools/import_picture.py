"""Draws the import order that a test holds, so that the picture is the rule."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

ROW, BOX, LEFT, GAP = 46, 28, 24, 10
"""Heights of a row with its arrow and of a box, margin and gap, in the SVG's own units."""

LETTER, FONT = 7.3, 12
"""Width of a letter at the font's size."""


def picture(root: Path) -> str:
    """An SVG of the order, the lowest row at the bottom."""
    source = (root / "tests" / "test_import_direction.py").read_text("utf-8")
    order: tuple[tuple[str, ...], ...] = next(
        ast.literal_eval(node.value)
        for node in ast.parse(source).body
        if isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == "LAYERS"
    )
    rows = [[_short(name) for name in names] for names in reversed(order)]
    width = max(LEFT + sum(_width(name) + GAP for name in names) for names in rows)
    drawn = "".join(_row(names, ROW * place) for place, names in enumerate(rows))
    size = f"viewBox='0 0 {width:.0f} {ROW * len(rows) - GAP}'"
    style = f"style='width:100%;font:{FONT}px monospace' fill='currentColor'"
    title = "Modules of scout; each row imports only from itself and from the rows below"
    return f"<svg role='img' aria-label='{title}' {size} {style}>{drawn}</svg>\n"


def _short(name: str) -> str:
    return name.removeprefix("scout.llm.").removeprefix("scout.")


def _width(name: str) -> float:
    return LETTER * len(name) + 16


def _row(names: list[str], top: int) -> str:
    """Boxes with names, after an arrow from the row above."""
    shapes = f"<text x='6' y='{top - 4}'>\u2193</text>" if top else ""
    left = float(LEFT)
    for name in names:
        box = f"x='{left:.0f}' y='{top + 2}' width='{_width(name):.0f}' height='{BOX}' rx='4'"
        shapes += f"<rect {box} fill='none' stroke='currentColor'/>"
        shapes += f"<text x='{left + 8:.0f}' y='{top + 20}'>{name}</text>"
        left += _width(name) + GAP
    return shapes
