"""Writes the results down: numbers as JSON, tables for the guide, and a picture."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from benchmarks.quality.plot import picture
from benchmarks.quality.runs import POLICIES, RECALL, Summary, run
from benchmarks.quality.tasks import make_tasks

RECALLS = (0.25, 0.5, 0.7, 0.85, 1.0)
"""How many wrong answers the checks see, in the table of what the claim depends on."""

SENSITIVE = ("loop", "loop with a judge")


@dataclass(frozen=True, slots=True)
class Results:
    """What one run of the benchmark came to.

    Attributes:
        seed: Of all dice.
        policies: Each policy, checks seeing `RECALL` of the wrong answers.
        by_recall: The loops again, by how much the checks see.
    """

    seed: int
    policies: tuple[Summary, ...]
    by_recall: Mapping[float, tuple[Summary, ...]]

    @classmethod
    def measured(cls, count: int, seed: int, recalls: Sequence[float] = RECALLS) -> Results:
        """Run everything over so many tasks."""
        tasks = make_tasks(count, seed)
        loops = [policy for policy in POLICIES if policy.name in SENSITIVE]
        return cls(
            seed,
            tuple(run(policy, tasks, seed=seed) for policy in POLICIES),
            {
                recall: tuple(run(loop, tasks, seed=seed, recall=recall) for loop in loops)
                for recall in recalls
            },
        )

    @classmethod
    def read(cls, text: str) -> Results:
        """What was written as `results.json`."""
        found = json.loads(text)
        return cls(
            found["seed"],
            tuple(Summary(**row) for row in found["policies"]),
            {
                float(recall): tuple(Summary(**row) for row in rows)
                for recall, rows in found["by_recall"].items()
            },
        )

    def of(self, name: str) -> Summary:
        """A policy by its name."""
        return next(one for one in self.policies if one.policy == name)

    def files(self) -> dict[str, str]:
        """What is written, by file name."""
        return {
            "results.json": json.dumps(self._json(), indent=2) + "\n",
            "table.md": self.table(),
            "recall.md": self.recall_table(),
            "plot.svg": picture(self.policies),
        }

    def table(self) -> str:
        """Every policy: quality, cost, rounds, time."""
        dear = self.of("always dear").cost_usd
        head = ("policy", "right", "95 % interval", "$ per 1,000 tasks", "of always dear")
        rows = [
            (
                one.policy,
                f"{one.quality:.1%}",
                f"{one.low:.1%} to {one.high:.1%}",
                f"{1000 * one.cost_usd:.2f}",
                f"{one.cost_usd / dear:.0%}",
                f"{one.rounds:.2f}",
                f"{one.mean_s:.1f} s",
                f"{one.p95_s:.1f} s",
            )
            for one in self.policies
        ]
        return _markdown((*head, "drafts", "mean time", "95 % below"), rows)

    def recall_table(self) -> str:
        """The loops by how many wrong answers the checks can see."""
        dear = self.of("always dear").cost_usd
        names = [one.policy for one in next(iter(self.by_recall.values()))]
        head = ["checks see", *(f"{name}: {what}" for name in names for what in ("right", "cost"))]
        rows = [
            (
                f"{recall:.0%}",
                *(
                    cell
                    for one in found
                    for cell in (f"{one.quality:.1%}", f"{one.cost_usd / dear:.0%}")
                ),
            )
            for recall, found in self.by_recall.items()
        ]
        return _markdown(head, rows)

    def _json(self) -> dict[str, Any]:
        return {
            "seed": self.seed,
            "recall": RECALL,
            "policies": [one.row() for one in self.policies],
            "by_recall": {
                str(recall): [one.row() for one in found]
                for recall, found in self.by_recall.items()
            },
        }


def _markdown(head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    rule = ["---", *["---:"] * (len(head) - 1)]
    return "".join(f"| {' | '.join(cells)} |\n" for cells in (head, rule, *rows))
