"""Turns a reading into the features that the intent model weighs; each has a name that says why."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from scout.llm.intent_reading import Reading

MATERIAL: Final = frozenset({"fence", "quote", "colon", "code_lines"})
"""Marks of something that the instruction is about."""

OVER_TEXT: Final = frozenset({"do.summarize", "do.translate", "do.extract", "do.classify"})
"""Acts upon a given text: what that text looks like says nothing of the intent."""

OF_THE_TEXT: Final = frozenset(
    {
        "code",
        "much_code",
        "code_lines",
        "trace",
        "status",
        "formula",
        "arithmetic",
        "unit",
        "number",
    }
)
"""Marks that are the text's, where an act is upon a text."""

TELLING: Final = frozenset(
    {"mark.or", "mark.if", "a.dilemma", "a.label", "a.maths", "a.summary", "a.text", "a.story"}
)
"""Concepts whose meaning depends on whether something is asked, and with how many numbers."""

_COUNTED: Final = ("no numbers", "1-2 numbers", "1-2 numbers", "3+ numbers")

LONG: Final = 300
"""Characters from which a text holds more than an instruction."""


def features(reading: Reading) -> list[str]:
    """The features of a reading, without repetition."""
    return list(dict.fromkeys(_features(reading)))


def _features(reading: Reading) -> Iterator[str]:
    concepts = _asked(reading.main.concepts)
    acts = [one for one in concepts if one[0] == "d"]
    things = [one for one in concepts if one[:2] == "a."]
    asks = [one for one in concepts if one[0] == "q"]
    lead = (acts[-1] if reading.main.verb_last else acts[0]) if acts else ""
    over_text = lead in OVER_TEXT and bool(reading.main.edge)
    yield "bias"
    for one in concepts:
        yield f"also {one}" if one[0] == "d" and one != lead else one
    if concepts:
        yield f"opens {concepts[0]}"
    yield from _shape(reading, lead, asks, over_text=over_text)
    if not over_text and reading.length <= 4 * LONG:
        yield from (f"beside {one}" for other in reading.others for one in other.concepts)
    if lead:
        yield f"edge {lead}" if reading.main.edge else f"within {lead}"
        objects = _objects(concepts, lead)
        yield from (f"{lead}+{thing}" for thing in objects)
        yield f"{lead}: {objects[0]}" if objects else f"{lead} alone"
    elif things:
        yield f"first {things[0]}"
    if asks:
        yield from _question(reading, asks[0], things, lead)
    if "a.maths" in things or "a.quantity" in things:
        counted = "number" in reading.marks or "mark.count" in concepts
        yield f"{'maths' if 'a.maths' in things else 'quantity'}, {'' if counted else 'no '}number"
    if not lead and _talks(concepts, asks):
        yield "talk, no act" if not things else "talk about something, no act"
    yield from _anywhere(reading)


def _anywhere(reading: Reading) -> Iterator[str]:
    """What any of the sentences speaks of, the first and the last by themselves."""
    sentences = (reading.main, *reading.others)
    last = reading.sentences - 1
    spoken: dict[str, None] = {}
    for one in sentences:
        spoken |= dict.fromkeys(one.concepts)
        if one.place == 0:
            yield from (f"opening {concept}" for concept in one.concepts)
        if one.place == last:
            yield from (f"ending {concept}" for concept in one.concepts)
    asked = "asked" if any(one.end == "?" for one in sentences) else "not asked"
    numbers = _COUNTED[min(reading.numbers, 3)]
    yield f"{asked}, {numbers}"
    for concept in spoken:
        yield f"any {concept}"
        if concept[0] in "dq" or concept in TELLING:
            yield f"{concept}, {asked}"
            yield f"{concept}, {numbers}"


def _talks(concepts: list[str], asks: list[str]) -> bool:
    """Whether somebody chats: a word of greeting or feeling; "I" only outside a question."""
    return any(one[0] == "s" and (one != "say.me" or not asks) for one in concepts)


def _question(reading: Reading, ask: str, things: list[str], lead: str) -> Iterator[str]:
    yield from (f"{ask}+{thing}" for thing in dict.fromkeys(things[:3]))
    if lead:
        return
    if "a.text" in things:
        yield "question of a text"
    if reading.sentences == 1 and MATERIAL.isdisjoint(reading.marks):
        yield f"{ask}, alone"
        if reading.main.concepts[0] == ask and reading.main.words < 8:
            yield f"{ask}, short and alone"


def _asked(concepts: tuple[str, ...]) -> list[str]:
    """The concepts, where an act behind a question word is no demand but part of the question."""
    asked = False
    told = []
    for one in concepts:
        asked = asked or one[0] == "q"
        told.append(f"asked {one}" if asked and one[0] == "d" else one)
    return told


def _objects(concepts: list[str], act: str) -> list[str]:
    """The first things after an act, or those before it where none follows."""
    at = concepts.index(act)
    after = [one for one in concepts[at:] if one[:2] == "a."]
    before = [one for one in concepts[:at] if one[:2] == "a."]
    return list(dict.fromkeys(after[:2] or before[-2:]))


def _shape(reading: Reading, lead: str, asks: list[str], *, over_text: bool) -> Iterator[str]:
    """Length and structure."""
    marks = reading.marks
    yield from (f"has {mark}" for mark in marks if not (over_text and mark in OF_THE_TEXT))
    material = not MATERIAL.isdisjoint(marks)
    if material:
        yield "has material"
    words = reading.main.words
    yield "words 1-2" if words < 3 else "words 3-5" if words < 6 else "words 6+"
    if reading.length > LONG:
        yield "long"
    if "asks" in marks and "mark.or" in reading.main.concepts:
        yield "choice over material" if material else "choice"
    if not lead:
        yield "no act"
        if not asks and "asks" not in marks:
            yield "no act, no question"
            yield f"no act, no question, {'material' if material else 'alone'}"
        elif material:
            yield "question, material"
    if not over_text:
        yield from _amounts(reading, material=material)


def _amounts(reading: Reading, *, material: bool) -> Iterator[str]:
    """How much there is of what can be counted."""
    if reading.numbers > 1:
        yield "numbers"
    if reading.numbers > 3:
        yield "many numbers"
    if reading.sentences > 2 and not material and "paragraphs" not in reading.marks:
        yield "a story before"
    if reading.items > 1:
        yield "list"
