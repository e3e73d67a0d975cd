"""What came of judging mutants, kept in a file that is committed."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from tools.mutation.kinds import EQUIVALENT, UNARGUED

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tools.mutation.mutants import Mutant

RESULTS: Final = Path(__file__).with_name("results.json")
_FIRST: Final = 12
"""Killers of a target that are kept, those that noticed most."""

Place = tuple[str, str, str]
"""Module, scope and change: what a mutant is known by, wherever its line moves to."""


def place_of(module: str, mutant: Mutant) -> Place:
    """What a mutant is known by."""
    return module, mutant.scope, mutant.change


def told() -> dict[str, Any]:
    """What is known so far, by target."""
    return json.loads(RESULTS.read_text("utf-8")) if RESULTS.exists() else {}


def keep(results: Mapping[str, Any]) -> None:
    """Write it down."""
    RESULTS.write_text(json.dumps(results, indent=1, ensure_ascii=False) + "\n", "utf-8")


def arguments(result: Mapping[str, Any]) -> dict[Place, str]:
    """The kind of each survivor of a target that was argued."""
    return {(one["module"], one["scope"], one["change"]): one["kind"] for one in survivors(result)}


def places_in(result: Mapping[str, Any], *lists: str) -> set[Place]:
    """The places of what stands in lists of a target's result."""
    every = [one for name in lists for one in result.get(name, ())]
    return {(one["module"], one["scope"], one["change"]) for one in every}


def survivors(result: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    """The survivors of a target."""
    yield from result.get("survivors", ())


def result_of(
    judged: Sequence[tuple[str, Mutant, str]], known: Mapping[Place, str], *, contract: bool
) -> dict[str, Any]:
    """What came of a target; those who survived keep the kind that was argued for them.

    Args:
        judged: Each mutant with its module and with what noticed it, empty where nothing did.
        known: Kinds of survivors that were argued before.
        contract: Whether the contract judged first, and the tests what it left.
    """
    killers = Counter(killer for _, _, killer in judged if killer)
    alive = [
        {**_said(module, one), "kind": known.get(place_of(module, one), UNARGUED)}
        for module, one, killer in judged
        if not killer
    ]
    by_tests = [
        {**_said(module, one), "killer": killer}
        for module, one, killer in judged
        if killer.startswith("tests/")
    ]
    return {
        "mutants": len(judged),
        "killed": killers.total(),
        "killers": dict(killers.most_common(_FIRST)),
        "survivors": alive,
        **({"left_to_tests": by_tests} if contract else {}),
    }


def together(before: Mapping[str, Any], again: Mapping[str, Any]) -> dict[str, Any]:
    """A result, and what came of its survivors when they were judged once more."""
    killers = Counter(before["killers"]) + Counter(again["killers"])
    name = "left_to_tests"
    left = {name: [*before[name], *again[name]]} if name in before else {}
    return {
        "mutants": before["mutants"],
        "killed": before["mutants"] - len(again["survivors"]),
        "killers": dict(killers.most_common(_FIRST)),
        "survivors": again["survivors"],
        **left,
    }


def _said(module: str, one: Mutant) -> dict[str, Any]:
    return {"module": module, "line": one.line, "scope": one.scope, "change": one.change}


def equivalents(result: Mapping[str, Any]) -> int:
    """Survivors of a target that differ in nothing that could be noticed."""
    return sum(one["kind"] in EQUIVALENT for one in survivors(result))
