"""The pages hold no code of their own: what they show is a file that runs."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PAGES = sorted([*ROOT.glob("docs/**/*.md"), *ROOT.glob("*.md"), *ROOT.glob("conformance/*.md")])
FENCE = re.compile(r"^( *)(`{3,}|~{3,}) *([^\n]*)\n(.*?)^\1\2 *$", re.MULTILINE | re.DOTALL)
INCLUDED = re.compile(r'\s*--8<-- "([^":]+)(?::([\w-]+))?"\s*')
WRITTEN_OUT = {"console", "sh", "text", "toml"}
PYTHON = re.compile(
    r"^\s*(from [\w.]+ import |import \w+|(async )?def \w+\(|class \w+|@\w+|await |\w+ = \w+\()",
    re.MULTILINE,
)


def _fences(page: Path) -> list[tuple[str, str]]:
    """Language and content of each code block."""
    return [(match[3].strip(), match[4]) for match in FENCE.finditer(page.read_text("utf-8"))]


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_a_page_includes_its_python(page: Path) -> None:
    """A block is written out only where its language is not run, and hides no Python."""
    for language, content in _fences(page):
        lines = [line for line in content.splitlines() if line.strip()]
        if all(INCLUDED.fullmatch(line) for line in lines):
            continue
        assert language in WRITTEN_OUT, f"a block of {language or 'no language'} is written out"
        assert not PYTHON.search(content), f"Python in a block of {language}"


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_nobody_is_told_to_install_an_unpublished_name(page: Path) -> None:
    """Neither distribution is published: whoever claims the names would be installed."""
    text = page.read_text("utf-8")
    assert not re.search(r"(pip|uv)[^\n]* (install|add)[^\n]* ['\"]?scout-(core|conformance)", text)


def test_a_code_block_of_python_is_noticed(tmp_path: Path) -> None:
    """The rule above can fail: plain Python, and Python under another name."""
    for language in ("python", "text", ""):
        page = tmp_path / "page.md"
        page.write_text(f"```{language}\nimport scout\n```\n")
        with pytest.raises(AssertionError):
            test_a_page_includes_its_python(page)
