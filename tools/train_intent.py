"""Learns the weights of intent detection from labelled prompts, and writes them as a table.

Two multinomial logistic regressions, over the named features of a reading and over the wording,
held small by the squares of their weights; their scores are added up. The sharpness of the
confidence comes from prompts of authors that were not learned from. Always the same result: no
dice. `python -m tools.train_intent` writes the table and needs NumPy and SciPy; `--across` prints
instead how each training set is guessed by weights learned from the others, and each mistake.
"""

from __future__ import annotations

import json
import math
import sys
import zlib
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from scipy.optimize import minimize
from scipy.sparse import csr_matrix

from scout.llm.intent_features import features
from scout.llm.intent_model import FILE, MIDDLE, STEPS, value_of
from scout.llm.intent_reading import read
from scout.llm.intent_wording import wording
from tools.intent_sets import INTENTS, ROOT, TRAINING, checksum, load, macro_f1

TABLE = ROOT / "scout" / "llm" / "intent_data" / FILE
PULL = 4.0
"""How strongly weights are drawn to nothing, against the examples."""

LOUDNESS = 12.0
"""How much the wording of a text counts beside its named features."""

ROUNDS = 80
SEEN = 2
"""Prompts that a feature of the wording must occur in."""

KEPT = 30_000
"""Features of the wording that stand in the table, those that matter most."""

Rows = Sequence[dict[str, Any]]


@dataclass(frozen=True, slots=True)
class Example:
    """A prompt as the model sees it."""

    named: tuple[str, ...]
    worded: Counter[str]
    intent: int


@dataclass(frozen=True, slots=True)
class Model:
    """The weights of each feature, one row for each name."""

    names: dict[str, int]
    weights: Any

    def odds(self, examples: Sequence[Example], power: float = 1.0) -> Any:
        """The probability of each intent, for each example."""
        return _softmax(power * (_matrix(examples, self.names) @ self.weights))


def examples_of(rows: Rows) -> list[Example]:
    """Features and intent of each prompt."""
    found = ((read(row["prompt"]), INTENTS.index(row["intent"])) for row in rows)
    return [
        Example(tuple(features(reading)), Counter(wording(reading.said)), intent)
        for reading, intent in found
    ]


def learn(known: Sequence[Example], kept: int | None = None) -> Model:
    """Fit the named features and the wording by themselves; their scores are added up.

    Fitted together, each would leave to the other what it could have learned, and strangers say
    things that only one of them knows.

    Args:
        known: What to learn from.
        kept: How many features of the wording are left, those that matter most; None for all.
    """
    counts = Counter(name for one in known for name in one.worded)
    worded = [name for name, count in counts.items() if count >= SEEN]
    named = _fit(known, list(dict.fromkeys(name for one in known for name in one.named)))
    model = _fit(known, worded)
    if kept is not None and len(worded) > kept:

        def matters(name: str) -> float:
            row = model.weights[model.names[name]]
            return float(row.max() - row.min()) * math.sqrt(counts[name])

        model = _fit(known, sorted(worded, key=lambda name: (-matters(name), name))[:kept])
    names = [*named.names, *model.names]
    places = {name: at for at, name in enumerate(names)}
    return Model(places, np.vstack([named.weights, model.weights]))


def _fit(known: Sequence[Example], names: Sequence[str]) -> Model:
    places = {name: at for at, name in enumerate(names)}
    seen = _matrix(known, places)
    turned = seen.T.tocsr()
    shape = (len(names), len(INTENTS))
    meant = np.zeros((len(known), len(INTENTS)))
    meant[np.arange(len(known)), [one.intent for one in known]] = 1.0

    def loss(flat: Any) -> tuple[float, Any]:
        weights = flat.reshape(shape)
        odds = _softmax(seen @ weights)
        surprise = -np.log(np.maximum((odds * meant).sum(axis=1), 1e-300)).sum()
        slope = turned @ (odds - meant) + PULL * weights
        return float(surprise + PULL / 2 * (flat @ flat)), slope.ravel()

    start = np.zeros(shape[0] * shape[1])
    found = minimize(loss, start, jac=True, method="L-BFGS-B", options={"maxiter": ROUNDS})
    return Model(places, found.x.reshape(shape))


def _matrix(examples: Sequence[Example], places: dict[str, int]) -> Any:
    """A row for each example; wording counts by the root of how much there is of it."""
    rows, columns, values = [], [], []
    for at, one in enumerate(examples):
        share = LOUDNESS / math.sqrt(one.worded.total())
        found = [(name, 1.0) for name in one.named]
        found += [(name, share * count) for name, count in one.worded.items()]
        known = [(places[name], value) for name, value in found if name in places]
        rows += [at] * len(known)
        columns += [column for column, _ in known]
        values += [value for _, value in known]
    return csr_matrix((values, (rows, columns)), shape=(len(examples), len(places)))


def _softmax(scores: Any) -> Any:
    raised = np.exp(scores - scores.max(axis=1, keepdims=True))
    return raised / raised.sum(axis=1, keepdims=True)


def across(sets: dict[str, list[Example]]) -> dict[str, Any]:
    """The odds of each set's examples, by weights that were learned from the other sets."""
    return {
        name: learn([one for other in sets if other != name for one in sets[other]]).odds(found)
        for name, found in sets.items()
    }


def sharpness(sets: dict[str, list[Example]], odds: dict[str, Any]) -> float:
    """The power of the odds that surprises least, where each set counts as much as another."""

    def surprise(power: float) -> float:
        return sum(_surprise(sets[name], odds[name] ** power) for name in sets)

    return min((step / 50 for step in range(15, 76)), key=surprise)


def _surprise(found: Sequence[Example], raised: Any) -> float:
    right = raised[np.arange(len(found)), [one.intent for one in found]]
    return -float(np.log(np.maximum(right / raised.sum(axis=1), 1e-12)).mean())


def f1_of(found: Sequence[Example], odds: Any) -> float:
    """Macro-F1 of a set."""
    said = odds.argmax(axis=1)
    return macro_f1(
        (INTENTS[one.intent], INTENTS[int(at)]) for one, at in zip(found, said, strict=True)
    )


def write() -> None:
    """Learn from the training sets and write the table."""
    sets = {name: examples_of(load(name)) for name in TRAINING}
    odds = across(sets)
    model = learn([one for found in sets.values() for one in found], KEPT)
    weights = model.weights.copy()
    for name, at in model.names.items():
        if not name[0].isalpha():
            weights[at] *= LOUDNESS
    largest = round(float(np.abs(weights).max()), 4)
    head = {
        "across": {name: round(f1_of(sets[name], odds[name]), 3) for name in sets},
        "largest": largest,
        "learned_from": {name: checksum(name) for name in sets},
        "sharpness": sharpness(sets, odds),
    }
    lines = [json.dumps(head)]
    for name, at in sorted(model.names.items()):
        steps = [_step(float(one), largest) for one in weights[at]]
        if any(steps):
            lines.append("".join(chr(MIDDLE + step) for step in steps) + name)
    TABLE.write_bytes(zlib.compress("\n".join(lines).encode(), 9))
    print(lines[0], f"{len(lines) - 1} features, {TABLE.stat().st_size} bytes")


def _step(weight: float, largest: float) -> int:
    """The step whose value is nearest to a weight."""
    near = int(math.sqrt(min(1.0, abs(weight) / largest)) * STEPS)
    best = min((near, near + 1), key=lambda n: abs(value_of(n, largest) - abs(weight)))
    return int(math.copysign(min(best, STEPS), weight))


def print_across() -> None:
    """Print how each set is guessed by weights learned from the others, and each mistake."""
    rows = {name: load(name) for name in TRAINING}
    sets = {name: examples_of(found) for name, found in rows.items()}
    for name, odds in across(sets).items():
        print(f"{name}: macro-F1 {f1_of(sets[name], odds):.3f}")
        for row, odd in zip(rows[name], odds, strict=True):
            said = INTENTS[int(odd.argmax())]
            if said != row["intent"]:
                label = f"{row['intent']:10} as {said:10} {odd.max():.2f} {row['lang']}"
                print(f"  {label} {row['prompt'][:110]!r}")


if __name__ == "__main__":
    if "--across" in sys.argv:
        print_across()
    else:
        write()
