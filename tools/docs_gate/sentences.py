"""Finds the sentence that a comment in a page speaks of, and the sentences that need one."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tools.docs_gate.pages import Page

_BREAK = re.compile(
    r"\n[ \t]*\n"  # a paragraph
    r"|\n(?=[ >]*(?:\d+\.|[-*+:]) |\#|\|| *!!!)"  # an item, a heading, a row, a box
    r"|\|"  # a cell
    r"|(?<=[.!?])[\"')*_]*(?: *<!--(?:(?!-->).)*-->)*\s+(?=[\"'(*_`\[]*[A-Z0-9`\[])"
    r"|(?<=[.!?]) *(?:<!--(?:(?!-->).)*-->)+(?=\s)",
    re.DOTALL,
)
_MARKS = (
    (re.compile(r"<!--.*?-->", re.DOTALL), ""),
    (re.compile(r"!?\[((?:[^\[\]]|\[[^\]]*\])*)\](?:\([^)]*\)|\[[^\]]*\])"), r"\1"),
    (re.compile(r"\{[:#.][^}\n]*\}"), ""),
    (re.compile(r"</?[a-zA-Z][^<>]*>"), ""),
    (re.compile(r"^\s*(?:#+|>|[-*+:]|\d+\.) "), ""),
    (re.compile(r"\*\*|(?<!\w)[*_]|[*_](?!\w)"), ""),
)


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence of a page.

    Attributes:
        text: What a reader sees, on one line; code keeps its marks.
        start: Where it begins.
        end: Where it ends, with the comments that belong to it.
        raw: The sentence as it is written.
    """

    text: str
    start: int
    end: int
    raw: str


@cache
def sentences(page: Page) -> tuple[Sentence, ...]:
    """The sentences of a page, with their comments."""
    source = _without_blocks(page)
    cuts = [found for found in _BREAK.finditer(source) if not _inside_code(page, found.start())]
    starts = [0, *(cut.end() for cut in cuts)]
    ends = [*(_end(cut) for cut in cuts), len(source)]
    return tuple(
        Sentence(plain(raw), start + len(raw) - len(raw.lstrip()), end, raw)
        for start, end in zip(starts, ends, strict=True)
        if (raw := source[start:end]).strip()
    )


def _end(cut: re.Match[str]) -> int:
    """A sentence's comments are its own."""
    inner = list(re.finditer(r"-->", cut[0]))
    return cut.start() + inner[-1].end() if inner else cut.start()


def _inside_code(page: Page, offset: int) -> bool:
    return any(span.start < offset < span.end for span in (*page.spans, *page.comments))


def _without_blocks(page: Page) -> str:
    """The source with blocks and includes blank, and comments in place."""
    text = list(page.prose)
    for comment in page.comments:
        text[comment.start : comment.end] = page.source[comment.start : comment.end]
    return "".join(text)


def plain(raw: str) -> str:
    """What a reader sees of a sentence."""
    for pattern, kept in _MARKS:
        raw = pattern.sub(kept, raw)
    return " ".join(raw.split())
