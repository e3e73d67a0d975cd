"""Reads the labelled prompts that intent detection is learned from and measured on."""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from scout.llm.intent_types import Intent

ROOT = Path(__file__).parents[1]
DATA = ROOT / "tests" / "data" / "intent"
INTENTS = tuple(Intent)
TRAINING = tuple(sorted(path.stem for path in DATA.glob("train*.jsonl")))
"""The sets that are learned from, each by an author of its own."""


def load(name: str) -> list[dict[str, Any]]:
    """The prompts of a set, with their material in place."""
    lines = (DATA / f"{name}.jsonl").read_text("utf-8").splitlines()
    rows: list[dict[str, Any]] = [json.loads(line) for line in lines]
    for path in (DATA / "material").glob("*.txt"):
        place, material = "{{" + path.stem + "}}", path.read_text("utf-8").strip()
        for row in rows:
            row["prompt"] = row["prompt"].replace(place, material)
    return rows


def checksum(name: str) -> str:
    """Tells whether a set is the one that was learned from."""
    told = "\n".join(f"{row['intent']} {row['prompt']}" for row in load(name))
    return hashlib.sha256(told.encode()).hexdigest()[:16]


def macro_f1(pairs: Iterable[tuple[Intent, Intent]]) -> float:
    """The mean of each intent's F1 over pairs of true and guessed."""
    counts = Counter(pairs)
    return sum(f1(counts, one) for one in INTENTS) / len(INTENTS)


def f1(counts: Counter[tuple[Intent, Intent]], one: Intent) -> float:
    """The harmonic mean of how many of an intent are found, and how many so named are it."""
    right = counts[one, one]
    true = sum(n for (meant, _), n in counts.items() if meant == one)
    said = sum(n for (_, guess), n in counts.items() if guess == one)
    return 2 * right / (true + said) if true + said else 1.0


def calibration_error(judged: Iterable[tuple[float, bool]], bins: int = 10) -> float:
    """How far confidence is from the share that is right, weighted over bins of confidence."""
    rows = list(judged)
    groups: dict[int, list[tuple[float, bool]]] = {}
    for confidence, right in rows:
        groups.setdefault(min(bins - 1, int(confidence * bins)), []).append((confidence, right))
    gaps = (
        abs(sum(one for one, _ in group) - sum(right for _, right in group))
        for group in groups.values()
    )
    return sum(gaps) / len(rows)
