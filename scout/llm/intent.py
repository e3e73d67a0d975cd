"""Guesses what a prompt wants from its words and structure, offline and within a millisecond.

A linear model over features that have names (`scout.llm.intent_features`) and over the wording
(`scout.llm.intent_wording`), learned from labelled prompts by `tools/train_intent.py`: so each
guess can say what spoke for it. No text makes it fail and none makes it slow; of a long one only
the ends are read.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any, Final

from scout.llm.intent_features import OVER_TEXT
from scout.llm.intent_model import INTENTS, Row, Scores, in_words, scores_of, table
from scout.llm.intent_reading import HEAD, TAIL, Reading, ends_of, read
from scout.llm.intent_types import Intent, IntentDetector, IntentGuess
from scout.llm.types import Message, TextPart

__all__ = ["Intent", "IntentDetector", "IntentGuess", "detect_intent"]

SIGNALS: Final = 5
"""How many of the features that spoke for a guess it names."""

BACKGROUND: Final = 0.25
"""What a system turn counts beside a turn that says by itself what it wants."""

SHORT: Final = 6
"""A turn of up to so many words, such as "now in French", is read with the one before it."""

LOOK_BACK: Final = 20
"""Turns that are searched for the last ones of the user."""

BASE: Final[Mapping[Intent, float]] = {
    Intent.CHAT: 0.0,
    Intent.CLASSIFY: 0.1,
    Intent.TRANSLATE: 0.15,
    Intent.EXTRACTION: 0.15,
    Intent.FACTUAL: 0.15,
    Intent.SUMMARIZE: 0.2,
    Intent.CREATIVE: 0.25,
    Intent.MATH: 0.35,
    Intent.CODE: 0.35,
    Intent.REASONING: 0.45,
}
"""The complexity of a plain task of each intent."""


def detect_intent(prompt: str | Sequence[Message | Mapping[str, Any]]) -> IntentGuess:
    """Guess what a prompt wants.

    Of a conversation the last turn of the user counts; the system turn decides where it sets a
    task for whatever the user says, and a short turn is read with the one before it.

    Args:
        prompt: A user's text, or turns as `Message` or as mappings; never refused.
    """
    asked, before, system = _turns(prompt)
    reading = read(asked)
    found = scores_of(reading)
    scores = found.sums
    if system or before:
        scores = _in_context(scores, reading, before, system)
    top = max(scores)
    best = scores.index(top)
    sharpness = table().sharpness
    confidence = 1 / sum([math.exp((score - top) * sharpness) for score in scores])
    intent = INTENTS[best]
    return IntentGuess(intent, confidence, _signals(found, best), complexity_of(reading, intent))


def _in_context(scores: Row, reading: Reading, before: str, system: str) -> Row:
    """The scores of the last turn, with those of the turns that it stands among."""
    told = _told_by_system(reading, system) if system else 0.0
    own = BACKGROUND if told == 1.0 else 1.0
    scores = tuple([own * score for score in scores])
    if system:
        scores = _plus(scores, told, system)
    talks = any(one[0] == "s" for one in reading.main.concepts)
    if before and reading.main.words <= SHORT and not talks:
        scores = _plus(scores, 0.5, before)
    return scores


def _plus(scores: Row, weight: float, text: str) -> Row:
    more = scores_of(read(text)).sums
    return tuple([score + weight * value for score, value in zip(scores, more, strict=True)])


def complexity_of(reading: Reading, intent: Intent) -> float:
    """How much an answer asks of a model, from 0 to 1.

    The intent's base, and more for length, for each demand beyond the first, for items of a
    list and for words such as "rigorous"; less for words such as "briefly".
    """
    concepts = [*reading.main.concepts]
    for other in reading.others:
        concepts += other.concepts
    demands = sum(one.edge != "" for one in (reading.main, *reading.others))
    demands += concepts.count("mark.then") + min(reading.items, 5)
    hard = min(3, concepts.count("mark.hard"))
    easy = min(2, reading.main.concepts.count("mark.easy"))
    length = math.log10(1 + reading.length / 200)  # 0.3 for a paragraph, 1 for a page, 2 for ten
    value = BASE[intent] + 0.12 * length + 0.06 * min(5, max(0, demands - 1)) + 0.1 * hard
    value += 0.05 * ("much_code" in reading.marks) + 0.05 * ("formula" in reading.marks)
    return round(min(1.0, max(0.0, value - 0.08 * easy)), 3)


def _told_by_system(reading: Reading, system: str) -> float:
    """What the system turn counts: all where it sets a task and the user none, else little."""
    if reading.main.edge:
        return BACKGROUND
    task = read(system)
    acts = {one for one in task.main.concepts if one in OVER_TEXT}
    return 1.0 if len(acts) == 1 and task.main.edge in acts else BACKGROUND


def _signals(found: Scores, best: int) -> tuple[str, ...]:
    """What spoke for an intent, the strongest first."""
    spoken = [one for one in found.spoken(best) if one[1] != "bias" and one[1][0] != "#"]
    return tuple([in_words(name) for _, name in sorted(spoken, reverse=True)[:SIGNALS]])


def _turns(prompt: str | Sequence[Message | Mapping[str, Any]]) -> tuple[str, str, str]:
    """The user's last text, the one before it, and the system's."""
    if isinstance(prompt, str):
        return prompt, "", ""
    turns = list(prompt[-LOOK_BACK:])
    users = [text for turn in reversed(turns) if _role(turn) == "user" and (text := _text(turn))]
    system = next((_text(turn) for turn in prompt[:2] if _role(turn) == "system"), "")
    if not users:
        users = [text for turn in reversed(turns) if (text := _text(turn)) and text != system]
    return users[0] if users else "", users[1] if len(users) > 1 else "", system


def _role(turn: object) -> object:
    if isinstance(turn, Mapping):
        role = turn.get("role", "user")
        return "system" if role == "developer" else role
    return getattr(turn, "role", "user")


def _text(turn: object) -> str:
    content = turn.get("content") if isinstance(turn, Mapping) else getattr(turn, "content", turn)
    if isinstance(content, str):
        return content
    if not isinstance(content, Sequence):
        return ""
    ends = [*content[:4], *content[4:][-4:]]
    return "\n".join(ends_of(text, HEAD, TAIL) for part in ends if (text := _part(part)))


def _part(part: object) -> str:
    text = part.get("text") if isinstance(part, Mapping) else getattr(part, "text", "")
    return text if isinstance(part, TextPart | Mapping) and isinstance(text, str) else ""
