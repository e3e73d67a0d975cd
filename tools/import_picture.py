"""Draws the import order that a test holds, so that the picture is the rule."""

from __future__ import annotations

import ast
from html import escape
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

TITLE = "Modules of scout; each row imports only from itself and from the rows below it"


def picture(root: Path) -> str:
    """A list of rows, the lowest last; a browser breaks each row as its width asks."""
    source = (root / "tests" / "test_import_direction.py").read_text("utf-8")
    order: tuple[tuple[str, ...], ...] = next(
        ast.literal_eval(node.value)
        for node in ast.parse(source).body
        if isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == "LAYERS"
    )
    rows = "\n".join(f"<li>{_row(names)}</li>" for names in reversed(order))
    return f"<ol class='layers' aria-label='{TITLE}'>\n{rows}\n</ol>\n"


def _row(names: tuple[str, ...]) -> str:
    return " ".join(f"<span>{escape(_short(name))}</span>" for name in names)


def _short(name: str) -> str:
    return name.removeprefix("scout.llm.").removeprefix("scout.")
