"""Judges mutants of the reference provider and of a wire, and keeps what came of them.

python -m tools.mutation             all targets; writes results.json, keeps the arguments in it
python -m tools.mutation --short     a few mutants of each, which have to die as they did; seconds
python -m tools.mutation --again     the survivors alone, after the contract or a wire was changed
"""

from __future__ import annotations

import json
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

from tools.markdown import table
from tools.mutation.judge import TARGETS, Target, killer_of, source_of
from tools.mutation.mutants import Mutant, mutants_of

RESULTS: Final = Path(__file__).with_name("results.json")
SHORT: Final = 12
"""Mutants of each target in the short form."""

UNARGUED: Final = "not argued yet"


def chosen(target: Target) -> list[tuple[str, Mutant]]:
    """The mutants of a target that are judged, with their modules."""
    every = [(name, one) for name in target.modules for one in mutants_of(source_of(name))]
    return every[:: target.one_in]


def judged(target: Target, mutants: list[tuple[str, Mutant]]) -> Iterator[tuple[str, Mutant, str]]:
    """Each mutant with the check that notices it; those that noticed much are asked first."""
    seen: Counter[str] = Counter()
    for module, mutant in mutants:
        first = [name for name, _ in seen.most_common(8)]
        killer = killer_of(target, module, mutant.source, first)
        if killer.startswith("SC-"):
            seen[killer] += 1
        yield module, mutant, killer


def full() -> dict[str, Any]:
    """Judge all targets."""
    argued = _arguments()
    found: dict[str, Any] = {}
    for name, target in TARGETS.items():
        killers: Counter[str] = Counter()
        survivors = []
        for module, mutant, killer in judged(target, chosen(target)):
            killers[killer or "none"] += 1
            if not killer:
                place = {"module": module, "line": mutant.line, "change": mutant.change}
                why = argued.get((module, mutant.change), UNARGUED)
                survivors.append({**place, "argument": why})
                print(f"{name}: survives: {module}:{mutant.line} {mutant.change}", flush=True)
        total = killers.total()
        found[name] = {
            "mutants": total,
            "killed": total - len(survivors),
            "one_in": target.one_in,
            "killers": dict(killers.most_common()),
            "survivors": survivors,
        }
    return found


def _arguments() -> dict[tuple[str, str], str]:
    if not RESULTS.exists():
        return {}
    told = json.loads(RESULTS.read_text("utf-8"))
    return {
        (one["module"], one["change"]): one["argument"]
        for target in told.values()
        for one in target["survivors"]
    }


def short() -> list[str]:
    """What a few mutants of each target came to that they should not: a survivor nobody knows."""
    known, wrong = _arguments(), []
    for name, target in TARGETS.items():
        every = [one for one in chosen(target) if (one[0], one[1].change) not in known]
        few = every[:: max(1, len(every) // SHORT)]
        for module, mutant, killer in judged(target, few):
            if not killer:
                wrong.append(f"{name}: {module}:{mutant.line} {mutant.change} survives")
    return wrong


def again() -> dict[str, Any]:
    """Judge the survivors once more; those that are noticed now are taken out."""
    told: dict[str, Any] = json.loads(RESULTS.read_text("utf-8"))
    for name, target in TARGETS.items():
        one = told[name]
        known = {(each["module"], each["change"]): each for each in one["survivors"]}
        alive = [each for each in chosen(target) if (each[0], each[1].change) in known]
        killers = Counter(one["killers"])
        left = []
        for module, mutant, killer in judged(target, alive):
            killers.update({killer or "none": 1, "none": -1})
            if not killer:
                left.append({**known[module, mutant.change], "line": mutant.line})
        one["survivors"], one["killed"] = left, one["mutants"] - len(left)
        one["killers"] = {key: count for key, count in killers.most_common() if count}
    return told


def page() -> str:
    """The score of each target, and each survivor with the argument why it may live."""
    told = json.loads(RESULTS.read_text("utf-8"))
    rows = [
        (f"`{name}`", one["mutants"], one["killed"], f"{one['killed'] / one['mutants']:.1%}")
        for name, one in told.items()
    ]
    parts = [table(("what is mutated", "mutants", "noticed", "score"), rows)]
    for name, one in told.items():
        survivors = [
            (f"`{s['module'].rpartition('.')[2]}` {s['line']}", f"`{s['change']}`", s["argument"])
            for s in one["survivors"]
        ]
        parts.append(f"## `{name}`: survivors\n\n{table(('place', 'change', 'why'), survivors)}")
    return "\n".join(parts)


def main() -> int:
    """Judge in full and write, or judge a few."""
    if "--short" in sys.argv[1:]:
        wrong = short()
        print(*wrong, sep="\n", end="\n" if wrong else "")
        print(f"mutation: {len(wrong)} mutants live that should not")
        return 1 if wrong else 0
    found = again() if "--again" in sys.argv[1:] else full()
    RESULTS.write_text(json.dumps(found, indent=1, ensure_ascii=False) + "\n", "utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
