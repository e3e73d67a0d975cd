"""Learns the weights of intent detection from labelled prompts, and writes them as a table.

A multinomial logistic regression in plain Python, drawn towards `PRIOR`, what each concept means:
so a word that no prompt of the training set holds still speaks for its intent. Always the same
result: no dice, a fixed number of steps. `python -m tools.train_intent` writes the table;
`--cross-validate` prints instead how well it generalises over folds, `--languages` how well over
languages that it has not seen.
"""

from __future__ import annotations

import json
import math
import sys
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from scout.llm.intent_features import features
from scout.llm.intent_reading import read
from scout.llm.intent_types import Intent

ROOT = Path(__file__).parents[1]
DATA = ROOT / "tests" / "data" / "intent"
TABLE = ROOT / "scout" / "llm" / "intent_weights.py"
INTENTS = tuple(Intent)
Example = tuple[list[str], int]
Weights = dict[str, list[float]]

STEPS = 150
RATE = 0.08
PULL = 0.6
"""How strongly a weight is drawn to its prior, against the examples."""

LEAST = 0.05
"""A feature none of whose weights reaches this is left out of the table."""

PRIOR: Mapping[str, tuple[str, float]] = {
    "do.summarize": ("summarize", 1.5),
    "edge do.summarize": ("summarize", 1.0),
    "a.summary": ("summarize", 1.0),
    "do.translate": ("translate", 1.5),
    "edge do.translate": ("translate", 1.0),
    "a.into_language": ("translate", 1.0),
    "a.translation": ("translate", 1.2),
    "do.extract": ("extraction", 1.0),
    "edge do.extract": ("extraction", 0.8),
    "a.field": ("extraction", 0.5),
    "do.classify": ("classify", 0.8),
    "edge do.classify": ("classify", 0.8),
    "a.label": ("classify", 1.0),
    "has alternatives": ("classify", 0.5),
    "do.imagine": ("creative", 1.0),
    "a.story": ("creative", 0.8),
    "do.write: a.story": ("creative", 2.0),
    "do.write: a.document": ("creative", 1.0),
    "do.write: a.software": ("code", 2.0),
    "do.write: a.technology": ("code", 2.0),
    "q.how+a.technology": ("code", 1.0),
    "q.how+a.software": ("code", 1.0),
    "q.why+a.software": ("code", 0.7),
    "a.in_technology": ("code", 1.5),
    "a.format": ("extraction", 0.5),
    "do.write: a.summary": ("summarize", 2.0),
    "asked do.extract": ("extraction", 1.0),
    "do.program": ("code", 1.0),
    "do.repair": ("code", 0.6),
    "a.software": ("code", 0.8),
    "a.technology": ("code", 0.8),
    "has much_code": ("code", 0.5),
    "has trace": ("code", 0.5),
    "do.compute": ("math", 1.0),
    "edge do.compute": ("math", 0.5),
    "do.prove": ("math", 1.0),
    "a.maths": ("math", 0.8),
    "has formula": ("math", 0.8),
    "has arithmetic": ("math", 0.5),
    "q.many": ("math", 0.2),
    "do.weigh": ("reasoning", 1.0),
    "edge do.weigh": ("reasoning", 0.7),
    "a.dilemma": ("reasoning", 0.8),
    "q.should": ("reasoning", 0.8),
    "mark.if": ("reasoning", 0.4),
    "q.who": ("factual", 0.6),
    "q.what": ("factual", 0.4),
    "q.which": ("factual", 0.3),
    "q.how": ("factual", 0.2),
    "q.why": ("factual", 0.2),
    "a.fact": ("factual", 0.8),
    "do.explain": ("factual", 0.5),
    "say.hello": ("chat", 1.0),
    "say.thanks": ("chat", 1.0),
    "say.feel": ("chat", 0.6),
    "say.you": ("chat", 0.4),
    "say.me": ("chat", 0.3),
    "no act, no question": ("chat", 0.5),
}
"""What a feature means before any prompt is seen."""


def load(name: str) -> list[dict[str, Any]]:
    """The prompts of a set, with their material in place."""
    lines = (DATA / f"{name}.jsonl").read_text("utf-8").splitlines()
    rows: list[dict[str, Any]] = [json.loads(line) for line in lines]
    for path in (DATA / "material").glob("*.txt"):
        place, material = "{{" + path.stem + "}}", path.read_text("utf-8").strip()
        for row in rows:
            row["prompt"] = row["prompt"].replace(place, material)
    return rows


def examples(rows: Iterable[Mapping[str, Any]]) -> list[Example]:
    """Features and intent of each prompt."""
    return [(features(read(row["prompt"])), INTENTS.index(row["intent"])) for row in rows]


def learn(known: Sequence[Example]) -> Weights:
    """Fit the weights by gradient descent with momentum of both orders."""
    size = len(INTENTS)
    weights: Weights = {name: _prior(name) for example in known for name in example[0]}
    for name in PRIOR:
        weights.setdefault(name, _prior(name))
    prior = {name: list(row) for name, row in weights.items()}
    first = {name: [0.0] * size for name in weights}
    second = {name: [0.0] * size for name in weights}
    for step in range(1, STEPS + 1):
        slopes = {name: [0.0] * size for name in weights}
        for names, intent in known:
            errors = _softmax([sum(weights[name][i] for name in names) for i in range(size)])
            errors[intent] -= 1.0
            for name in names:
                row = slopes[name]
                for i in range(size):
                    row[i] += errors[i]
        rate = RATE * (1 - step / (STEPS + 1))
        for name, row in weights.items():
            for i in range(size):
                slope = slopes[name][i] + PULL * (row[i] - prior[name][i])
                first[name][i] = 0.9 * first[name][i] + 0.1 * slope
                second[name][i] = 0.99 * second[name][i] + 0.01 * slope * slope
                mean = first[name][i] / (1 - 0.9**step)
                spread = math.sqrt(second[name][i] / (1 - 0.99**step))
                row[i] -= rate * mean / (spread + 1e-8)
    return weights


def guess(weights: Weights, names: Iterable[str]) -> list[float]:
    """The probability of each intent."""
    known = [weights[name] for name in names if name in weights]
    return _softmax([sum(row[i] for row in known) for i in range(len(INTENTS))])


def macro_f1(pairs: Iterable[tuple[int, int]]) -> float:
    """The mean of each intent's F1 over pairs of true and guessed."""
    counts = Counter(pairs)
    return sum(_f1(counts, one) for one in range(len(INTENTS))) / len(INTENTS)


def _f1(counts: Counter[tuple[int, int]], one: int) -> float:
    right = counts[one, one]
    true = sum(n for (t, _), n in counts.items() if t == one)
    said = sum(n for (_, g), n in counts.items() if g == one)
    return 2 * right / (true + said) if true + said else 1.0


def _prior(name: str) -> list[float]:
    meant, weight = PRIOR.get(name, ("", 0.0))
    if not meant and name.startswith("also "):
        meant, weight = PRIOR.get(name[5:], ("", 0.0))
        weight /= 3
    return [weight if intent == meant else 0.0 for intent in INTENTS]


def _softmax(scores: list[float]) -> list[float]:
    top = max(scores)
    raised = [math.exp(score - top) for score in scores]
    total = sum(raised)
    return [one / total for one in raised]


def out_of_fold(known: Sequence[Example], folds: int = 5) -> list[list[float]]:
    """Each example's odds by weights that were learned without its fold."""
    odds: list[list[float]] = [[] for _ in known]
    for fold in range(folds):
        weights = learn([one for at, one in enumerate(known) if at % folds != fold])
        for at in range(fold, len(known), folds):
            odds[at] = guess(weights, known[at][0])
    return odds


def sharpness(known: Sequence[Example], odds: Sequence[Sequence[float]]) -> float:
    """The power that odds are raised to, so that they are as often right as they say."""

    def surprise(power: float) -> float:
        total = 0.0
        for (_, intent), row in zip(known, odds, strict=True):
            raised = [max(one, 1e-12) ** power for one in row]
            total -= math.log(raised[intent] / sum(raised))
        return total

    return min((step / 20 for step in range(8, 31)), key=surprise)


def cross_validate(rows: list[dict[str, Any]]) -> None:
    """Print macro-F1 over folds, and each prompt that was mistaken."""
    known = examples(rows)
    odds = out_of_fold(known)
    said = [row.index(max(row)) for row in odds]
    pairs = [(intent, one) for (_, intent), one in zip(known, said, strict=True)]
    print(f"5 folds: macro-F1 {macro_f1(pairs):.3f}, sharpness {sharpness(known, odds):.2f}")
    for row, (intent, one), odd in zip(rows, pairs, odds, strict=True):
        if intent != one:
            label = f"{row['intent']:10} as {INTENTS[one]:10} {max(odd):.2f} {row['lang']}"
            print(f"  {label} {row['prompt'][:110]!r}")


def leave_out_languages(rows: list[dict[str, Any]]) -> None:
    """Print how well each language is guessed by weights learned from the others."""
    known = examples(rows)
    pairs = []
    for lang in dict.fromkeys(row["lang"] for row in rows):
        weights = learn([one for one, row in zip(known, rows, strict=True) if row["lang"] != lang])
        told = []
        for (names, intent), row in zip(known, rows, strict=True):
            if row["lang"] == lang:
                odds = guess(weights, names)
                told.append((intent, odds.index(max(odds))))
        print(f"without {lang}: {sum(true == said for true, said in told)}/{len(told)} right")
        pairs += told
    print(f"each language unseen: macro-F1 {macro_f1(pairs):.3f}")


HEADER = '''\
"""The weights of intent detection, written by `tools/train_intent.py`; do not edit them here.

By feature, how much it speaks for or against each intent, in the order of `INTENTS`.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from scout.llm.intent_types import Intent

INTENTS: Final = tuple(Intent)
SHARPNESS: Final = {sharpness}
"""The power that odds are raised to, so that they are as often right as they say."""

# fmt: off
WEIGHTS: Final[Mapping[str, tuple[float, ...]]] = {{
'''


def write(path: Path = TABLE) -> None:
    """Learn from the training set and write the table."""
    known = examples(load("train"))
    power = sharpness(known, out_of_fold(known))
    lines = [HEADER.format(sharpness=power)]
    for name, row in sorted(learn(known).items()):
        if name == "bias" or max(map(abs, row)) >= LEAST:
            numbers = ", ".join(str(round(value, 2) + 0.0) for value in row)
            lines.append(f"    {json.dumps(name)}: ({numbers}),\n")
    path.write_text("".join([*lines, "}\n"]), "utf-8")


if __name__ == "__main__":
    if "--cross-validate" in sys.argv:
        cross_validate(load("train"))
    elif "--languages" in sys.argv:
        leave_out_languages(load("train"))
    else:
        write()
