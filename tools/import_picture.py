"""Draws the import order that a test holds, so that the picture is the rule."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

WIDTH, ROW = 760, 46
"""Of the picture and of a row with its arrow, in the SVG's own units."""


def picture(root: Path) -> str:
    """The import order that the test holds, drawn with the lowest row at the bottom."""
    source = (root / "tests" / "test_import_direction.py").read_text("utf-8")
    order = next(
        ast.literal_eval(node.value)
        for node in ast.parse(source).body
        if isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == "LAYERS"
    )
    rows = "".join(_layer(names, ROW * place) for place, names in enumerate(reversed(order)))
    size = f"viewBox='0 0 {WIDTH} {ROW * len(order)}'"
    style = "style='width:100%;font:12px monospace' fill='currentColor'"
    title = "Modules of scout; each row imports only from itself and from the rows below"
    return f"<svg role='img' aria-label='{title}' {size} {style}>{rows}</svg>\n"


def _layer(names: tuple[str, ...], top: int) -> str:
    """One row of boxes, and the arrow to the row below."""
    shapes, left = "", 24.0
    for name in names:
        short = name.removeprefix("scout.llm.").removeprefix("scout.")
        width = 7.3 * len(short) + 16
        box = f"x='{left:.0f}' y='{top + 2}' width='{width:.0f}' height='28' rx='4'"
        shapes += f"<rect {box} fill='none' stroke='currentColor'/>"
        shapes += f"<text x='{left + 8:.0f}' y='{top + 20}'>{short}</text>"
        left += width + 10
    return shapes + f"<text x='6' y='{top + 42}'>\u2193</text>"
