"""Holds every block of code to a file that runs, or to words that can be checked."""

from __future__ import annotations

import ast
import re
import textwrap
from pathlib import Path
from typing import TYPE_CHECKING

from tools.docs_gate.commands import command_problem
from tools.docs_gate.live import is_known
from tools.docs_gate.pages import INCLUDE, Fence, Page, Problem, includes, part_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from tools.docs_gate.namespace import Namespace

LANGUAGES = {
    ".py": "python",
    ".out": "text",
    ".console": "console",
    ".toml": "toml",
    ".sse": "text",
    ".yml": "yaml",
    ".yaml": "yaml",
    ".json": "json",
    ".ndjson": "text",
    ".tmpl": "text",
    ".jsonl": "text",
    ".sh": "sh",
    ".ini": "ini",
    ".txt": "text",
    ".md": "markdown",
}
"""The language of a block that shows a file, by the file's ending."""

SHOWN = ("docs/snippets/", "docs/_generated/", "examples/", "CHANGELOG.md", "benchmarks/")
"""Where what a page includes may lie: files that tests run or write."""

_WRITTEN = ("console", "sh", "text")
_PYTHON = re.compile(
    r"^\s*(?:from [\w.]+ import |import [\w.]+(?: as \w+)?$|(?:async )?def \w+\(|class \w+[(:]"
    r"|@\w+[\w.]*(?:\(|$)|await |(?:async )?with \w+[\w.]*\(|\w+ = \w+[\w.]*\(|>>> )",
    re.MULTILINE,
)
_NAMELIKE = re.compile(
    r"(?<![\w/.$-])(?:[a-z]+_\w+|[A-Z][A-Z0-9]*_[A-Z0-9_]+|[A-Z]\w*(?:Error|Warning))(?![\w/(.])"
)
_MARKUP = re.compile(
    r"<(pre|code|script|iframe|object|embed|style|form|video|audio)\b", re.IGNORECASE
)


def block_problems(pages: Iterable[Page], names: Namespace) -> Iterator[Problem]:
    """Every block that nothing runs or checks."""
    read = list(pages)
    for page in read:
        for fence in page.fences:
            yield from _fence(page, fence, names)
        yield from _hidden(page)
    for page, path, part, line in includes(read):
        yield from _include(page, path, part, line, names.root)


def _fence(page: Page, fence: Fence, names: Namespace) -> Iterator[Problem]:
    lines = [line for line in fence.body.splitlines() if line.strip()]
    language = fence.language.partition(" ")[0]
    if lines and all(INCLUDE.fullmatch(line) for line in lines):
        for line in lines:
            found = INCLUDE.fullmatch(line)
            suffix = Path(found["path"]).suffix if found else ""
            if LANGUAGES.get(suffix) != language:
                say = f"shows a {suffix} file as {language or 'nothing'}"
                yield Problem(page.name, fence.line, fence.language, say)
    elif language not in _WRITTEN:
        say = "is written out; include it from a file that the tests run"
        yield Problem(page.name, fence.line, fence.language or "no language", say)
    elif is_python(fence.body):
        say = "holds Python; include it from a file that the tests run"
        yield Problem(page.name, fence.line, fence.language, say)
    else:
        yield from _written(page, fence, language, names)


def is_python(body: str) -> bool:
    """Whether a text is Python that does something."""
    if _PYTHON.search(body):
        return True
    try:
        tree = ast.parse(textwrap.dedent(body))
    except (SyntaxError, ValueError):
        return False
    does = (ast.Import, ast.ImportFrom, ast.FunctionDef, ast.ClassDef, ast.Call, ast.Assign)
    return any(isinstance(node, does) for node in ast.walk(tree))


def _written(page: Page, fence: Fence, language: str, names: Namespace) -> Iterator[Problem]:
    for offset, line in enumerate(fence.body.splitlines(), start=1):
        at = fence.line + offset
        if language == "text":
            for found in _NAMELIKE.finditer(line):
                if not is_known(found[0], names):
                    yield Problem(page.name, at, found[0], "is no live name")
        elif line.strip():
            yield from _command(page, at, line.strip(), language, names)


def _command(page: Page, at: int, line: str, language: str, names: Namespace) -> Iterator[Problem]:
    if language == "console" and not line.startswith("$ "):
        if not page.name.startswith("docs/"):
            return  # no include works there; tests/docs/test_readme.py holds what it shows
        say = "output is replayed: put the block into docs/snippets/*.console and include it"
        yield Problem(page.name, at, line, say)
        return
    for command in line.removeprefix("$ ").split("&&"):
        wrong = command_problem(command, names)
        if wrong or (wrong is None and page.name.startswith("docs/")):
            yield Problem(page.name, at, line, wrong or "is no command that can be checked")


def _hidden(page: Page) -> Iterator[Problem]:
    """Code that hides outside of a block, and mark-up that does."""
    for number, line in enumerate(page.prose.splitlines(), start=1):
        if line.startswith("    ") and _PYTHON.match(line):
            yield Problem(page.name, number, line.strip(), "is Python outside of a block")
    for found in _MARKUP.finditer(page.source):
        say = "is HTML that can hide what nobody checks"
        yield page.problem(found.start(), found[0], say)
    for span in page.spans:
        if span.text.startswith("#!"):
            yield Problem(page.name, span.line, span.text, "is inline code under a language")


def _include(page: Page, path: str, part: str | None, line: int, root: Path) -> Iterator[Problem]:
    file = root / path
    if not path.startswith(SHOWN) or ".." in path:
        yield Problem(page.name, line, path, f"is included from none of {', '.join(SHOWN)}")
    elif not file.is_file():
        yield Problem(page.name, line, path, "is included and not there")
    elif part and not part_of(file.read_text("utf-8"), part).strip():
        yield Problem(page.name, line, f"{path}:{part}", "is an empty section, or none")
