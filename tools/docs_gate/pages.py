"""Reads a page of the guide apart: prose, code spans, blocks and comments, each with its line."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

FENCE = re.compile(
    r"^(?P<in> *)(?P<mark>`{3,}|~{3,}) *(?P<lang>[^\n]*)\n(?P<body>.*?)^(?P=in)(?P=mark)[`~]* *$",
    re.MULTILINE | re.DOTALL,
)
INCLUDE = re.compile(
    r'^\s*(?:-|;)*--8<-- +"(?P<path>[^":]+)(?::(?P<part>[\w.-]+))?"\s*$', re.MULTILINE
)
COMMENT = re.compile(r"<!--(.*?)-->", re.DOTALL)
SPAN = re.compile(r"(?<!`)(`+)(?!`)(.+?)(?<!`)\1(?!`)", re.DOTALL)
_DIRECTIVE = re.compile(r"^::: .*\n(?:^    .*\n|^\n(?=    ))*", re.MULTILINE)
_HIDDEN = (
    re.compile(r"^#+ +\d+\. ", re.MULTILINE),  # the numbers of headings
    re.compile(r"(?<=\])\((?:[^()\s]|\([^()]*\))*(?: \"[^\"]*\")?\)"),  # the target of a link
    re.compile(r"(?<=\])\[[\w. -]+\]"),  # a cross-reference
    re.compile(r"\{[:#.][^}\n]*\}"),  # attributes
    re.compile(r"</?[a-zA-Z][^<>]*>"),  # tags
    re.compile(r"<?https?://[^\s)>]+>?"),
    re.compile(r"^#+ (?=.*$)|^[ >]*(?:\d+\.|[-*+]) ", re.MULTILINE),  # marks of headings and lists
)


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong, and where somebody has to look."""

    page: str
    line: int
    text: str
    message: str

    def __str__(self) -> str:
        return f"{self.page}:{self.line}: `{self.text}`: {self.message}"


@dataclass(frozen=True, slots=True)
class Span:
    """Inline code, or a comment, and where it begins."""

    text: str
    line: int
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Fence:
    """A block of code."""

    language: str
    body: str
    line: int


@dataclass(frozen=True)
class Page:
    """One page, taken apart.

    Attributes:
        name: Path from the root of the repository.
        source: The page as it is written.
        prose: The same text, same length, with everything blank that is no prose; code spans stay.
        plain: The same without code spans.
        spans: Inline code.
        fences: Blocks of code.
        comments: HTML comments, which no reader sees.
    """

    name: str
    source: str
    prose: str = field(init=False)
    plain: str = field(init=False)
    spans: tuple[Span, ...] = field(init=False)
    fences: tuple[Fence, ...] = field(init=False)
    comments: tuple[Span, ...] = field(init=False)

    def __post_init__(self) -> None:
        text = self.source
        fences = [
            Fence(found["lang"].strip(), found["body"], line_of(text, found.start()))
            for found in FENCE.finditer(text)
        ]
        for pattern in (FENCE, INCLUDE, _DIRECTIVE):
            text = pattern.sub(_blank, text)
        comments = _spans(text, COMMENT, 1)
        prose = COMMENT.sub(_blank, text)
        spans = _spans(prose, SPAN, 2)
        plain = SPAN.sub(_blank, prose)
        for pattern in _HIDDEN:
            for found in list(pattern.finditer(plain)):
                empty = _blank(found)
                plain = plain[: found.start()] + empty + plain[found.end() :]
        for name, value in (
            *(("prose", prose), ("plain", plain), ("spans", spans)),
            *(("fences", tuple(fences)), ("comments", comments)),
        ):
            object.__setattr__(self, name, value)

    def problem(self, start: int, text: str, message: str) -> Problem:
        """A problem at an offset of the page."""
        return Problem(self.name, line_of(self.source, start), text, message)


def line_of(text: str, offset: int) -> int:
    """The number of the line that holds an offset."""
    return text.count("\n", 0, offset) + 1


def _blank(found: re.Match[str]) -> str:
    return re.sub(r"[^\n]", " ", found[0])


def _spans(text: str, pattern: re.Pattern[str], group: int) -> tuple[Span, ...]:
    return tuple(
        Span(
            " ".join(found[group].split()),
            line_of(text, found.start()),
            found.start(),
            found.end(),
        )
        for found in pattern.finditer(text)
    )


def pages_of(root: Path) -> tuple[Page, ...]:
    """Every page that somebody writes by hand: the guide and the front pages."""
    paths = [
        *(path for path in root.glob("docs/**/*.md") if "_generated" not in path.parts),
        *root.glob("*.md"),
        *root.glob("conformance/*.md"),
        *root.glob("examples/*.md"),
        *root.glob("examples/*/*.md"),
    ]
    return tuple(
        Page(path.relative_to(root).as_posix(), path.read_text("utf-8")) for path in sorted(paths)
    )


def whole(root: Path, page: str) -> str:
    """The source of a page with everything that it includes, as a reader sees it."""
    return _expanded(root, (root / page).read_text("utf-8"), 0)


def _expanded(root: Path, text: str, depth: int) -> str:
    def included(found: re.Match[str]) -> str:
        path = root / found["path"]
        if depth > 3 or not path.is_file():
            return found[0]
        return _expanded(root, part_of(path.read_text("utf-8"), found["part"]), depth + 1)

    return INCLUDE.sub(included, text)


def part_of(text: str, part: str | None) -> str:
    """A named section of an included file, or all of it."""
    if part is None:
        return text
    inside = re.compile(
        rf"--8<-- \[start:{re.escape(part)}\][^\n]*\n(.*?)^[^\n]*--8<-- \[end:{re.escape(part)}\]",
        re.DOTALL | re.MULTILINE,
    ).search(text)
    return inside[1] if inside else ""


def includes(pages: Iterable[Page]) -> Iterator[tuple[Page, str, str | None, int]]:
    """Every include of every page: the page, the path, the section, the line."""
    for page in pages:
        for found in INCLUDE.finditer(page.source):
            yield page, found["path"], found["part"], line_of(page.source, found.start())
