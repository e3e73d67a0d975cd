"""What the guide shows of the template is the template, which itself has no marks for the guide."""

from __future__ import annotations

from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
MARK = "--8<--"


@pytest.mark.parametrize(
    ("shown", "template"),
    [("acme.py", "src/acme_scout/__init__.py"), ("acme.toml", "pyproject.toml")],
)
def test_what_the_guide_shows_stands_in_the_template(shown: str, template: str) -> None:
    """Line by line, but for the marks between which the guide takes its parts."""
    lines = (ROOT / "docs" / "snippets" / shown).read_text("utf-8").splitlines(keepends=True)
    assert any(MARK in line for line in lines)
    unmarked = "".join(line for line in lines if MARK not in line)
    assert unmarked == (ROOT / "examples" / "acme" / template).read_text("utf-8")
