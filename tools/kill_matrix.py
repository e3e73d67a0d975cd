"""Draws up which broken provider is caught by which check, and what real providers came to."""

from __future__ import annotations

import json
import sys
from collections import defaultdict
from pathlib import Path

from scout_conformance import Outcome, catalogue, run
from scout_conformance.standard import AREAS
from scout_conformance.zoo import BROKEN
from tools.markdown import table

RESULTS = Path(__file__).with_name("conformance_results.json")
JUDGED = (
    *("groq", "google", "anthropic", "minimax", "deepseek", "openai"),
    *("acme", "acme-native", "acme-oauth", "acme-stream-only"),
)


def kills() -> str:
    """Each broken provider, and the checks that notice it."""
    return table(
        ("a provider with", "is caught by"),
        ((animal.name, ", ".join(map(_link, sorted(animal.fails)))) for animal in BROKEN),
    )


def killers() -> str:
    """Per area: how many checks there are, and how many broken providers they catch."""
    caught: defaultdict[str, set[str]] = defaultdict(set)
    for animal in BROKEN:
        for check_id in animal.fails:
            caught[check_id.split("-")[1]].add(animal.name)
    checks = list(catalogue().values())
    return table(
        ("area", "checks", "broken providers that they catch"),
        (
            (title, sum(check.area == area for check in checks), len(caught[area]))
            for area, title in AREAS.items()
        ),
    )


def _link(check_id: str) -> str:
    return f"[{check_id}](contract.md#{check_id.lower()})"


def results() -> str:
    """What the providers that come with scout, and the templates, came to."""
    told = json.loads(RESULTS.read_text("utf-8"))
    counted = (Outcome.PASS, Outcome.FAIL, Outcome.WARN, Outcome.NOT_APPLICABLE)
    return table(
        ("provider", "verdict", *(f"{one.value}" for one in counted), "warnings"),
        (
            (
                f"`{name}`",
                one["verdict"],
                *(one["counts"].get(outcome.value, 0) for outcome in counted),
                ", ".join(map(_link, one["warned"])) or "none",
            )
            for name, one in told.items()
        ),
    )


def judge() -> dict[str, object]:
    """Run the contract on every provider."""
    found: dict[str, object] = {}
    for name in JUDGED:
        report = run(name)
        warned = [one.id for one in report.results if one.outcome is Outcome.WARN]
        counts = {outcome.value: count for outcome, count in report.counts.items() if count}
        found[name] = {"verdict": report.verdict.value, "counts": counts, "warned": warned}
    return found


def main() -> int:
    """Judge, and write what came of it; with `--check` compare with what is written."""
    found = json.loads(json.dumps(judge()))
    if "--check" in sys.argv[1:]:
        same = found == json.loads(RESULTS.read_text("utf-8"))
        print(f"{RESULTS.name}: {'as judged' if same else 'out of date'}")
        return 0 if same else 1
    RESULTS.write_text(json.dumps(found, indent=1) + "\n", "utf-8")
    print(f"{RESULTS.name}: {len(found)} providers")
    return 0


if __name__ == "__main__":
    sys.exit(main())
