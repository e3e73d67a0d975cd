"""Says how well intents are guessed: macro-F1, confusion matrix, languages, honesty of confidence.

`python -m tools.intent_report` prints it for the hold-out and for the set that was written last;
with `--write` it also writes `docs/_generated/intent.md`.
"""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from scout.llm.intent import detect_intent
from scout.llm.intent_types import Intent
from tools.intent_sets import INTENTS, ROOT, load, macro_f1
from tools.markdown import table

PAGE = ROOT / "docs" / "_generated" / "intent.md"
SETS = {
    "holdout": "Hold-out: written before the first line of the detector, never learned from",
    "fresh": "Written last, in another style, after all tuning",
}
BINS = 5


@dataclass(frozen=True, slots=True)
class Judged:
    """A labelled prompt and what was guessed."""

    lang: str
    true: Intent
    said: Intent
    confidence: float


def judge(name: str) -> list[Judged]:
    """Guess each prompt of a set."""
    return [_judged(row) for row in load(name)]


def _judged(row: dict[str, Any]) -> Judged:
    guess = detect_intent(row["prompt"])
    return Judged(row["lang"], Intent(row["intent"]), guess.intent, guess.confidence)


def score(found: Sequence[Judged]) -> float:
    """Macro-F1 of a set."""
    return macro_f1((one.true, one.said) for one in found)


def confusion(found: Sequence[Judged]) -> str:
    """What was meant, row by row, and what was guessed."""
    counts = Counter((one.true, one.said) for one in found)
    head = ("meant \\ guessed", *INTENTS, "recall")
    return table(head, (_row(counts, true) for true in INTENTS))


def _row(counts: Counter[tuple[Intent, Intent]], true: Intent) -> tuple[str, ...]:
    cells = [counts[true, said] for said in INTENTS]
    recall = counts[true, true] / max(1, sum(cells))
    return (f"**{true}**", *(str(cell or "") for cell in cells), f"{recall:.2f}")


def languages(found: Sequence[Judged]) -> str:
    """How many prompts of each language were guessed right."""
    total = Counter(one.lang for one in found)
    right = Counter(one.lang for one in found if one.true == one.said)
    rows = ((lang, f"{right[lang]} of {count}") for lang, count in total.most_common())
    return table(("language", "right"), rows)


def honesty(found: Sequence[Judged]) -> str:
    """How often guesses of a confidence are right."""
    return table(("confidence", "prompts", "right"), _bins(found))


def _bins(found: Sequence[Judged]) -> Iterator[tuple[str, ...]]:
    for number in range(BINS):
        low, high = number / BINS, (number + 1) / BINS
        some = [one for one in found if low <= min(one.confidence, 0.999) < high]
        if some:
            share = sum(one.true == one.said for one in some) / len(some)
            yield f"{low:.1f} to {high:.1f}", str(len(some)), f"{share:.0%}"


def report() -> str:
    """The whole report, as Markdown."""
    return "\n".join(part for name in SETS for part in _section(name))


def _section(name: str) -> Iterator[str]:
    found = judge(name)
    right = sum(one.true == one.said for one in found)
    yield f"### {SETS[name]}\n"
    yield f"{len(found)} prompts, macro-F1 **{score(found):.3f}**, {right} right.\n"
    yield confusion(found)
    yield languages(found)
    yield honesty(found)


def main() -> int:
    """Print the report; write it where `--write` is given."""
    text = report()
    print(text)
    if "--write" in sys.argv[1:]:
        from tools.gen_docs import NOTE  # noqa: PLC0415 -- which lists this module's page

        PAGE.write_text(NOTE + text, "utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
