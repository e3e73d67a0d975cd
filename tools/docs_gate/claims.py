"""Binds each sentence of behaviour to the test that proves it, word by word."""

from __future__ import annotations

import ast
import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from tools.docs_gate.pages import Problem
from tools.docs_gate.sentences import sentences

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from tools.docs_gate.pages import Page
    from tools.docs_gate.sentences import Sentence

_CLAIM = re.compile(r"claim: ([a-z][a-z0-9-]+)")
_STRONG = re.compile(
    r"\b(?:never|always|at most|at least|exactly|by default|no more than|no longer than"
    r"|no fewer than|under no|in any case|guarantee[sd]?)\b",
    re.IGNORECASE,
)
"""Words that promise; a sentence with one of them has to be proved."""

_BOUNDING = re.compile(r"\b(?:[Oo]nly|[Cc]annot|[Cc]an not|[Cc]an't|[Mm]ust)\b")
"""Words that rule everything else out, and are proved as well; MUST is a level of the contract, and
a heading is a name."""

_HIDING = ("skip", "skipif", "xfail")
"""Marks behind which a test may not run; a promise that stands on one is not proved."""

_NO_PROMISES = ("CHANGELOG.md", "docs/reference/changelog.md", "CONTRIBUTING.md")
"""What was, and what contributors are asked for, is no promise of what scout does."""


@dataclass(frozen=True, slots=True)
class Claim:
    """A sentence with an id, on a page or at a test.

    Attributes:
        id: Its id.
        text: The sentence.
        place: The page, or the test's node id.
        line: Where it stands.
    """

    id: str
    text: str
    place: str
    line: int


def claimed(pages: Iterable[Page]) -> Iterator[Claim]:
    """Every sentence of the pages that carries a claim."""
    for page in pages:
        for sentence in sentences(page):
            for found in re.finditer(r"<!--(.*?)-->", sentence.raw, re.DOTALL):
                claim = _CLAIM.fullmatch(found[1].strip())
                if claim:
                    line = page.problem(sentence.start, "", "").line
                    yield Claim(claim[1], sentence.text, page.name, line)


@cache
def proved(root: Path) -> tuple[Claim, ...]:
    """Every claim that a test is marked for."""
    return tuple(
        claim
        for path in sorted(root.glob("tests/**/test_*.py"))
        if "mark.claim(" in (source := path.read_text("utf-8"))
        for claim in _marks(ast.parse(source), path.relative_to(root).as_posix())
    )


def _marks(tree: ast.Module, path: str) -> Iterator[Claim]:
    for node in ast.walk(tree):
        if not isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            continue
        marks = [ast.unparse(mark).partition("(")[0] for mark in node.decorator_list]
        if any(mark.rpartition(".")[2] in _HIDING for mark in marks):
            continue
        for mark in node.decorator_list:
            if isinstance(mark, ast.Call) and ast.unparse(mark.func) == "pytest.mark.claim":
                name, text = (ast.literal_eval(argument) for argument in mark.args)
                yield Claim(name, text, f"{path}::{node.name}", node.lineno)


def claim_problems(pages: Iterable[Page], root: Path) -> Iterator[Problem]:
    """Where the claims of the pages and of the tests are not the same sentences."""
    read = list(pages)
    told = list(claimed(read))
    shown = proved(root)
    texts = {claim.id: claim.text for claim in shown}
    for claim in told:
        if claim.id not in texts:
            say = f'no test proves it; mark one: @pytest.mark.claim("{claim.id}", "{claim.text}")'
            yield Problem(claim.place, claim.line, claim.id, say)
        elif texts[claim.id] != claim.text:
            say = f"the page says {claim.text!r}, its test proves {texts[claim.id]!r}"
            yield Problem(claim.place, claim.line, claim.id, say)
    for claim in shown:
        if claim.id not in {one.id for one in told}:
            yield Problem(claim.place, claim.line, claim.id, "no page claims it")
        elif texts[claim.id] != claim.text:
            yield Problem(claim.place, claim.line, claim.id, "two tests prove two sentences")
    yield from _unclaimed(read)


def _unclaimed(pages: Iterable[Page]) -> Iterator[Problem]:
    """Sentences of the guide and of front pages that promise something, and carry no claim."""
    for page in pages:
        if page.name in _NO_PROMISES:
            continue
        for sentence in sentences(page):
            word = promising(sentence)
            if word and not is_claimed(sentence.raw):
                say = "promises; say it more plainly, or give it a claim and a test"
                yield page.problem(sentence.start, word, say)


def promising(sentence: Sentence) -> str:
    """The word with which a sentence promises, empty where it has none."""
    text = re.sub(r"`[^`]*`", "", sentence.text)
    is_heading = sentence.raw.lstrip().startswith("#")
    found = _STRONG.search(text) or (None if is_heading else _BOUNDING.search(text))
    return found[0] if found else ""


def is_claimed(raw: str) -> bool:
    """Whether a sentence carries a claim."""
    return bool(re.search(r"<!--\s*claim: ", raw))
