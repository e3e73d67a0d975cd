"""Reads a prompt for what it asks: which sentence is the instruction, and what surrounds it.

The instruction matters, not the pasted material: fenced code, quotations, lines of code and what
follows a colon are set aside, and of a long text only its head and its tail are looked at.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from scout.llm.intent_lexicon import Lexicon, lexicon, words_of
from scout.llm.intent_marks import (
    CODE_LINE,
    FENCE,
    LISTED,
    NUMBER,
    QUOTE,
    QUOTE_SIGNS,
    structure_of,
)

HEAD: Final = 1500
TAIL: Final = 700
"""Characters of a long text that are looked at: instructions stand at its ends."""

SHAPE_HEAD: Final = 600
SHAPE_TAIL: Final = 400
"""Characters that are searched for structure."""

FIRST: Final = 4
LAST: Final = 3
"""Sentences that may be the instruction, from either end."""

WORDS: Final = 40
"""Words of a sentence that are looked up; half of them from its start where it has more."""

RUN: Final = 48
"""Letters of a run without spaces that are looked up, half of them from its start."""

EDGE_START: Final = 4
EDGE_END: Final = 2
"""Words at the start or the end of a sentence among which an imperative stands."""

_END: Final = re.compile(
    r"([.!?]+(?=[\s\"”»)]|$)|[。！？؟।]+|:(?=\s|$)|(?<=[\u0900-\uffff]):|：|\n+)"
)
_ASKING: Final = re.compile(r"[?？؟]|(?:吗|呢|か|까|나요|인가|니)\s*$")
_VERB_LAST: Final = re.compile(r"[\u3040-\u30ff\uac00-\ud7af\u0900-\u097f]")


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence that may be the instruction.

    Attributes:
        words: How many it has.
        concepts: What it speaks of, in order, with repetitions.
        edge: The act at its start or end, where an imperative stands, else empty.
        end: What closes it: `?`, `:`, or nothing of note.
        place: Counted from the start of the text.
        verb_last: Whether its language puts the demand at the end, such as Japanese or Hindi.
    """

    words: int
    concepts: tuple[str, ...]
    edge: str
    end: str
    place: int
    verb_last: bool


@dataclass(frozen=True, slots=True)
class Reading:
    """What a text asks, and what surrounds it.

    Attributes:
        main: The instruction.
        others: The further sentences that were looked at.
        marks: Structure that was found, such as `fence` or `formula`.
        sentences: How many there are in what was looked at.
        numbers: How many numbers.
        items: How many lines of a list.
        length: Characters of the whole text.
        said: The text without its material; all of it where nothing else is left.
    """

    main: Sentence
    others: tuple[Sentence, ...]
    marks: tuple[str, ...]
    sentences: int
    numbers: int
    items: int
    length: int
    said: str


def read(text: str) -> Reading:
    """Read a text in bounded time, however long it is."""
    seen = ends_of(text, HEAD, TAIL)
    marks: list[str] = []
    said = _without_material(seen, marks)
    pieces = _pieces(said)
    if not pieces:
        said, pieces = seen, _pieces(seen) or [(seen[:WORDS], "")]
    places = range(len(pieces))
    looked_at = {*places[:FIRST], *places[-LAST:]}
    words = lexicon()
    sentences = [
        _sentence(words, pieces[place][0], pieces[place][1], place) for place in sorted(looked_at)
    ]
    main = max(sentences, key=lambda one: (_weight(one, len(pieces)), -one.place))
    marks += structure_of(ends_of(seen, SHAPE_HEAD, SHAPE_TAIL))
    if main.end == "?":
        marks.append("asks")
    if main.end == ":" and len(pieces) > 1:
        marks.append("colon")
    return Reading(
        main=main,
        others=tuple(one for one in sentences if one is not main),
        marks=tuple(marks),
        sentences=len(pieces),
        numbers=len(NUMBER.findall(seen)) if "number" in marks else 0,
        items=len(LISTED.findall(seen)) if "\n" in seen else 0,
        length=len(text),
        said=said,
    )


def ends_of(text: str, head: int, tail: int) -> str:
    """A text, or the two ends of a long one."""
    return text if len(text) <= head + tail else f"{text[:head]}\n\n{text[-tail:]}"


def _without_material(text: str, marks: list[str]) -> str:
    if "```" in text:
        marks.append("fence")
        text = FENCE.sub("\n", text)
    if "\n" in text:
        lines = text.split("\n")
        kept = [line for line in lines if not CODE_LINE.search(line)]
        if len(kept) < len(lines):
            marks.append("code_lines")
            text = "\n".join(kept)
    if text[:1] == "{":
        marks.append("json")
    elif not QUOTE_SIGNS.isdisjoint(text):
        bare = QUOTE.sub(" § ", text)
        if bare != text:
            marks.append("quote")
            text = bare
    return text


def _pieces(text: str) -> list[tuple[str, str]]:
    """Sentences and what closes each; those without a letter are left out."""
    parts = _END.split(text)
    ends = [*parts[1::2], ""]
    pieces: list[tuple[str, str]] = []
    for body, end in zip(parts[::2], ends, strict=True):
        if any(letter.isalnum() for letter in body):
            pieces.append((body, end))
        elif pieces and _ASKING.match(end):
            pieces[-1] = (pieces[-1][0], pieces[-1][1] + end)
    return pieces


def _sentence(words: Lexicon, body: str, end: str, place: int) -> Sentence:
    row = words_of(body)
    count = len(row)
    if count > WORDS:
        row = row[: WORDS // 2] + row[-WORDS // 2 :]
    if len(body) > RUN:
        row = [word if len(word) <= RUN else word[: RUN // 2] + word[-RUN // 2 :] for word in row]
    hits = words.find(row)
    last = len(row) - EDGE_END
    edge = next((one for at, one in hits if one[0] == "d" and (at < EDGE_START or at >= last)), "")
    asking = _ASKING.search(body[-3:] + end[:3])
    closed = "?" if asking else ":" if end[:1] in (":", "：") else ""
    verb_last = not body.isascii() and _VERB_LAST.search(body) is not None
    return Sentence(count, tuple(one for _, one in hits), edge, closed, place, verb_last)


def _weight(one: Sentence, count: int) -> float:
    """How much a sentence is like an instruction."""
    concepts = one.concepts
    weight = 3.0 if one.edge else 1.5 if any(name[0] == "d" for name in concepts) else 0.0
    if "mark.please" in concepts:
        weight += 1.5
    if one.end == "?":
        weight += 1.5
    if any(name[0] == "q" for name in concepts[:2]):
        weight += 1
    if weight:
        weight += (one.end == ":") + 0.5 * ("a.this" in concepts)
    if "a.into_language" in concepts:
        weight += 1
    if one.place == 0:
        weight += 0.75
    elif one.place == count - 1:
        weight += 0.5
    elif count > FIRST + LAST:
        weight -= 1
    return weight - (1.5 if one.words > WORDS else 0)
