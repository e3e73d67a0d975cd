"""Draws up which broken provider is caught by which check, and what real providers came to."""

from __future__ import annotations

import json
import sys
from collections import Counter, defaultdict
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


LIVE = "LIV"
"""Area of the checks that ask the real vendor; broken vendors prove them, in the tests."""

UNREACHED = {
    "row": "A row's numbers and names are read before a call and after it. None of them changes "
    "what is said to a vendor, what an error means, or how keys, circuits and retries go.",
    "module": "What a module does when it is imported is over before the first call.",
    "wire": "A wire speaks and reads; it is never asked which name leads where. Keys go by the "
    "class of an error alone, and a wrong class is caught as such.",
    "auth": "An authentication sees one request at a time, and no answer that it could spoil.",
    "client": "A client looks after keys and circuits; it sees neither prompts nor answers.",
    "transport": "A transport carries bytes. What they mean, and what is tried again, is decided "
    "above it; one that changes them fails the checks of the wire, before a real server.",
    "retry": "A retry policy says how often and how long, and nothing else.",
    "circuit": "A circuit policy says when nobody is asked, and nothing else.",
    "timeouts": "Limits of time say how long, and nothing else.",
}
"""Why a seam can fail no more areas than it does: for what is left, the core's own tests answer."""


def seams() -> str:
    """Per seam and area: a broken provider that proves that the one can fail the other."""
    proofs: dict[tuple[str, str], str] = {}
    for animal in sorted(BROKEN, key=lambda one: len(one.fails)):
        for check_id in sorted(animal.fails):
            proofs.setdefault((animal.seam, check_id.split("-")[1]), animal.name)
    parts = []
    for seam, why in UNREACHED.items():
        rows = [
            (title, proofs[seam, area]) for area, title in AREAS.items() if (seam, area) in proofs
        ]
        empty = [t for area, t in AREAS.items() if (seam, area) not in proofs and area != LIVE]
        parts.append(f"### `{seam}`\n\n{table(('area', 'proved by a provider with'), rows)}")
        parts.append(f"Not {', '.join(empty)}. {why}\n")
    return "\n".join(parts)


def heat() -> str:
    """How many broken providers of each seam fail a check of each area."""
    counted: Counter[tuple[str, str]] = Counter()
    for animal in BROKEN:
        for area in {check_id.split("-")[1] for check_id in animal.fails}:
            counted[animal.seam, area] += 1
    areas = [area for area in AREAS if area != LIVE]
    rows = [(f"`{seam}`", *(counted[seam, area] or "" for area in areas)) for seam in UNREACHED]
    return table(("seam", *areas), rows)


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
            if area != LIVE
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
