"""Holds the weights of intent detection, and adds up those of a text's features.

The table is data, written by `tools/train_intent.py` and read at the first use: text packed with
zlib. Its first line is a JSON object; each further line has ten signs, the weights for the intents
in the order of `Intent`, and the feature's name.
"""

from __future__ import annotations

import json
import math
import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files
from typing import Final, NamedTuple, TypeAlias

from scout.llm.intent_features import features
from scout.llm.intent_reading import Reading
from scout.llm.intent_types import Intent
from scout.llm.intent_wording import KINDS, pieces_of, places_of, tokens_of

INTENTS: Final = tuple(Intent)
FILE: Final = "weights.z"

Row: TypeAlias = tuple[float, ...]

MIDDLE: Final = 79
"""The code point of the sign for a weight of nothing; the others lie 45 to either side of it."""

STEPS: Final = 45
"""Steps from nothing to the largest weight; they widen by the square, as small weights abound."""

REMEMBERED: Final = 8192
"""Words and features whose weights are remembered; prompts repeat most of theirs."""


@dataclass(frozen=True, slots=True)
class Table:
    """The weights as they stand in the file.

    Attributes:
        rows: By feature, a sign for each intent.
        values: What each sign means.
        sharpness: The power that odds are raised to, so that they are as often right as they say.
        learned_from: The training sets, each with a checksum of its prompts.
        across: How well each training set was guessed by weights learned from the others.
    """

    rows: Mapping[str, str]
    values: Mapping[str, float]
    sharpness: float
    learned_from: Mapping[str, str]
    across: Mapping[str, float]


class Word(NamedTuple):
    """What a word says by itself: its weights, and how many features it counts for."""

    row: Row
    features: int


class Scores(NamedTuple):
    """A text's scores, and what they come from.

    Attributes:
        sums: For each intent.
        named: The named features that have weights.
        worded: Words and their places, whose weights count by `share`.
        share: The less, the more wording there is.
    """

    sums: Row
    named: list[tuple[str, Row]]
    worded: list[tuple[str, Row]]
    share: float

    def spoken(self, intent: int) -> list[tuple[float, str]]:
        """What spoke for an intent, and how strongly."""
        share = self.share
        found = [(row[intent], name) for name, row in self.named if row[intent] > 0]
        found += [(share * row[intent], name) for name, row in self.worded if row[intent] > 0]
        return found


NOTHING: Final[Row] = (0.0,) * len(INTENTS)


@cache
def table() -> Table:
    """The weights, read at the first use."""
    packed = files("scout.llm.intent_data").joinpath(FILE).read_bytes()
    head, *lines = zlib.decompress(packed).decode().split("\n")
    told = json.loads(head)
    size = len(INTENTS)
    largest = told["largest"]
    return Table(
        rows={line[size:]: line[:size] for line in lines},
        values={chr(MIDDLE + n): value_of(n, largest) for n in range(-STEPS, STEPS + 1)},
        sharpness=told["sharpness"],
        learned_from=told["learned_from"],
        across=told["across"],
    )


def value_of(step: int, largest: float) -> float:
    """The weight that a number of steps stands for."""
    return math.copysign(largest * (step / STEPS) ** 2, step)


@lru_cache(maxsize=REMEMBERED)
def weights_of(name: str) -> Row | None:
    """The weights of a feature, if it has any."""
    found = table()
    signs = found.rows.get(name)
    return None if signs is None else tuple([found.values[sign] for sign in signs])


@lru_cache(maxsize=REMEMBERED)
def word_of(token: str) -> Word:
    """The weights of a word and of its pieces, added up."""
    pieces = pieces_of(token)
    rows = [row for piece in pieces if (row := weights_of(piece))]
    return Word(tuple(map(sum, zip(*rows, strict=True))) if rows else NOTHING, len(pieces))


def scores_of(reading: Reading) -> Scores:
    """The scores of a text for each intent, before they are made odds.

    The wording counts by the root of how much there is of it, so that a long text is not louder.
    """
    tokens = tokens_of(reading.said)
    places = places_of(tokens)
    said = [(f'"{token}', word_of(token)) for token in dict.fromkeys(tokens)]
    share = 1 / math.sqrt(len(places) + sum([word.features for _, word in said]))
    worded = [(name, word.row) for name, word in said if word.row is not NOTHING]
    worded += [(name, row) for name in places if (row := weights_of(name))]
    named = [(name, row) for name in features(reading) if (row := weights_of(name))]
    pairs = zip(_added(worded), _added(named), strict=True)
    return Scores(tuple([share * one + two for one, two in pairs]), named, worded, share)


def _added(parts: list[tuple[str, Row]]) -> Row:
    return tuple(map(sum, zip(*[row for _, row in parts], strict=True))) or NOTHING


def in_words(name: str) -> str:
    """A feature as people read it: `do.translate`, `word "juggle"`, `opens "how many"`."""
    kind = KINDS.get(name[0])
    return name if kind is None else f'{kind} "{name[1:]}"'
