"""Says how well intents are guessed: macro-F1, confusion matrix, languages, honesty of confidence.

`python -m tools.intent_report` prints it for the prompts that were not learned from; with `--write`
it also writes `docs/_generated/intent.md`.
"""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from scout.llm.intent import detect_intent
from scout.llm.intent_model import table as weights
from scout.llm.intent_types import Intent
from tools.intent_sets import INTENTS, ROOT, calibration_error, f1, load, macro_f1
from tools.markdown import table

PAGE = ROOT / "docs" / "_generated" / "intent.md"
SETS = {
    "holdout": "plain requests and their neighbours, 16 languages",
    "fresh": "exam questions, templates and terse notes, written after the first detector",
    "holdout_english": "hard on purpose: slang, system templates, pasted material",
    "holdout_languages": "hard on purpose, 27 languages",
}
"""What is measured on; README.md beside the sets says how each was made."""

AUTHORS = {
    "train": "plain requests, 20 languages",
    "train_english": "hard English",
    "train_idioms": "idioms and terse notes, 28 languages",
    "train_languages": "hard, 27 languages",
}
"""What each author wrote who is learned from."""

CALIBRATION = """\
`off by` is the expected calibration error: how far confidence is from the share that is right.
"""

STRANGERS = """\
An author has habits, and the weights learn them. So each author was also guessed by weights that
were learned from the others alone. The author of the idioms had seen what an earlier model mistook
in the other sets, so prompts of a stranger may fare somewhat worse than these:
"""

BINS = 5


@dataclass(frozen=True, slots=True)
class Judged:
    """A labelled prompt and what was guessed."""

    lang: str
    true: Intent
    said: Intent
    confidence: float

    @property
    def is_right(self) -> bool:
        """Whether the guess is what was meant."""
        return self.true == self.said


def judge(name: str) -> list[Judged]:
    """Guess each prompt of a set."""
    return [_judged(row) for row in load(name)]


def _judged(row: dict[str, Any]) -> Judged:
    guess = detect_intent(row["prompt"])
    return Judged(row["lang"], Intent(row["intent"]), guess.intent, guess.confidence)


def score(found: Sequence[Judged]) -> float:
    """Macro-F1 of a set."""
    return macro_f1((one.true, one.said) for one in found)


def sets(judged: dict[str, list[Judged]]) -> str:
    """Each set with its size, macro-F1 and what confidence is worth on it."""
    head = ("prompts not learned from", "number", "macro-F1", "right", "confidence", "off by")
    return table(head, (_set(what, judged[name]) for name, what in SETS.items()))


def _set(what: str, found: Sequence[Judged]) -> tuple[str, ...]:
    right = sum(one.is_right for one in found) / len(found)
    sure = sum(one.confidence for one in found) / len(found)
    gap = calibration_error((one.confidence, one.is_right) for one in found)
    return (
        what,
        str(len(found)),
        f"**{score(found):.3f}**",
        f"{right:.0%}",
        f"{sure:.0%}",
        f"{gap:.3f}",
    )


def strangers() -> str:
    """How well each author is guessed by weights that were learned from the others."""
    across = weights().across
    rows = ((what, f"{across[name]:.3f}") for name, what in AUTHORS.items())
    return table(("an author whom the weights do not know", "macro-F1"), rows)


def confusion(found: Sequence[Judged]) -> str:
    """What was meant, row by row, and what was guessed."""
    counts = Counter((one.true, one.said) for one in found)
    head = ("meant \\ guessed", *INTENTS, "recall", "F1")
    return table(head, (_row(counts, true) for true in INTENTS))


def _row(counts: Counter[tuple[Intent, Intent]], true: Intent) -> tuple[str, ...]:
    cells = [counts[true, said] for said in INTENTS]
    recall = counts[true, true] / max(1, sum(cells))
    shown = (str(cell or "") for cell in cells)
    return (f"**{true}**", *shown, f"{recall:.2f}", f"{f1(counts, true):.2f}")


def languages(found: Sequence[Judged]) -> str:
    """How many prompts of each language were guessed right."""
    total = Counter(one.lang for one in found)
    right = Counter(one.lang for one in found if one.is_right)
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
            share = sum(one.is_right for one in some) / len(some)
            yield f"{low:.1f} to {high:.1f}", str(len(some)), f"{share:.0%}"


def report() -> str:
    """The whole report, as Markdown."""
    judged = {name: judge(name) for name in SETS}
    found = [one for some in judged.values() for one in some]
    parts = (
        sets(judged),
        CALIBRATION,
        STRANGERS,
        strangers(),
        f"All {len(found)} prompts together, macro-F1 {score(found):.3f}:\n",
        confusion(found),
        languages(found),
        honesty(found),
    )
    return "\n".join(parts)


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
