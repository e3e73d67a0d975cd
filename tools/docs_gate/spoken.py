"""Finds names that stand in prose without being marked as code, and project words misspelt."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from tools.docs_gate.namespace import Namespace
    from tools.docs_gate.pages import Page, Problem

_NAMELIKE = re.compile(
    r"(?<![\w/.@`-])(?:"
    r"[a-z]\w*_\w+"  # snake_case
    r"|[A-Z][A-Z0-9]*_[A-Z0-9_]+"  # CONSTANT_CASE
    r"|[A-Z][a-z0-9]+(?:[A-Z][A-Za-z0-9]*)+"  # CamelCase
    r"|[A-Z]\w*(?:Error|Warning)"
    r"|\w+\(\)"
    r"|SC-[A-Z]+-\d+"
    r"|--[a-z][\w-]+"
    r")(?![\w/]*[\w/])"
)


def spoken_problems(page: Page, names: Namespace, words: Mapping[str, str]) -> Iterator[Problem]:
    """Names in plain prose, where nothing would hold them to the code; words misspelt."""
    for found in _NAMELIKE.finditer(page.plain):
        is_check = names.words.get(found[0]) == "check"
        if found[0] not in words and not is_check:
            yield page.problem(
                found.start(), found[0], "looks like a name of the code; write it as code"
            )
    spelt = {word.lower(): word for word in words}
    for found in re.finditer(r"(?<![\w/.@`-])[A-Za-z][\w-]*", page.plain):
        right = spelt.get(found[0].lower())
        if right and found[0] != right and not found[0].isupper():
            yield page.problem(found.start(), found[0], f"is spelt {right!r}")
