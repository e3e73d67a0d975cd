"""Takes a text apart into words, pieces of words and pairs, for which the intent model has weights.

What the lexicon does not know, such as a spelling, an idiom or a name of a tool, still speaks
through its wording. Each feature has a name whose first sign tells its kind (`KINDS`).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from itertools import pairwise
from typing import Final

from scout.llm.intent_lexicon import fold

HEAD: Final = 500
TAIL: Final = 300
"""Characters at the ends of a text whose wording is looked at."""

TOKENS: Final = 160
"""Words and signs that are looked at, three quarters of them from the start."""

LONGEST: Final = 40
"""Letters of a word that are looked at; a longer run without spaces is cut into such pieces."""

REMEMBERED: Final = 8192
"""Words whose pieces are remembered; prompts repeat most of their words."""

KINDS: Final = {
    '"': "word",
    "~": "piece",
    "=": "words",
    "^": "opens",
    "$": "closes",
    "?": "sign",
    "#": "length",
}
"""What the first sign of a feature's name means."""

_HAN: Final = r"\u3040-\u30ff\u3400-\u9fff"
_THAI: Final = r"\u0e00-\u0e7f"
_ASCII: Final = re.compile(r"[a-z]+(?:'[a-z]+)?|\d+|[^\w\s]")
_ANY: Final = re.compile(
    rf"[{_HAN}]{{1,{LONGEST}}}|[{_THAI}]{{1,{LONGEST}}}|(?:[^\W\d_{_HAN}{_THAI}]|[\u0900-\u0963\u0970-\u0dff])+"
    r"|\d+|[^\w\s]"
)


def tokens_of(text: str) -> list[str]:
    """The folded words, numbers and signs of a text's ends, in order."""
    if len(text) > HEAD + TAIL:
        text = f"{text[:HEAD]}\n{text[-TAIL:]}"
    folded = fold(text)
    found = (_ASCII if folded.isascii() else _ANY).findall(folded)
    if len(found) > TOKENS:
        found = found[: TOKENS * 3 // 4] + found[-TOKENS // 4 :]
    return [_number(one) if one[0].isdigit() else one[:LONGEST] for one in found]


def _number(token: str) -> str:
    return "0" if len(token) == 1 else "00"


@lru_cache(maxsize=REMEMBERED)
def pieces_of(token: str) -> tuple[str, ...]:
    """The features of a word by itself: the word, and runs of its letters."""
    first = token[0]
    if not first.isalpha() and not "\u0900" <= first <= "\u0e7f":
        return (f"?{token}",)
    if "\u3040" <= first <= "\u30ff" or "\u3400" <= first <= "\u9fff":
        return tuple(_runs(token, 1, 3))
    if "\u0e00" <= first <= "\u0e7f":
        return tuple(_runs(token, 2, 5))
    lengths = (2, 3) if "\uac00" <= first <= "\ud7af" else (3, 5)
    return (f'"{token}', *_runs(f"<{token}>", *lengths))


def _runs(letters: str, least: int, most: int) -> Iterator[str]:
    found = dict.fromkeys(
        letters[at : at + length]
        for length in range(least, most + 1)
        for at in range(len(letters) - length + 1)
    )
    for run in found:
        yield f"~{run}"


def places_of(tokens: list[str]) -> list[str]:
    """The features of a row of words: what opens and closes it, pairs, and how long it is."""
    if not tokens:
        return ["#0"]
    found = {f"={one} {two}" for one, two in pairwise(tokens)}
    first, last = tokens[0], tokens[-1]
    found |= {f"^{first[:12]}", f"${last[-12:]}", f"^{first[:2]}", f"${last[-2:]}"}
    for count in (2, 3):
        if len(tokens) >= count:
            found.add("^" + " ".join(tokens[:count]))
            found.add("$" + " ".join(tokens[-count:]))
    found.add(f"#{len(tokens).bit_length()}")
    return sorted(found)


def wording(text: str) -> list[str]:
    """All features of a text's wording; one of several words stands there several times."""
    tokens = tokens_of(text)
    words = dict.fromkeys(tokens)
    return [*places_of(tokens), *(piece for word in words for piece in pieces_of(word))]
