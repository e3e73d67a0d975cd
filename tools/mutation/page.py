"""Writes the page of what was broken on purpose, and who noticed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from typing import Any, Final

from tools.markdown import table
from tools.mutation.kinds import EQUIVALENT, KINDS
from tools.mutation.results import equivalents, survivors, told
from tools.mutation.targets import TARGETS

_SCORES: Final = ("target", "judged by", "mutants", "killed", "equivalent", "alive", "score")


def page() -> str:
    """The score of each target, the kinds of survivors, and each survivor with its kind."""
    results = told()
    parts = [
        table(_SCORES, (_score(name, one) for name, one in results.items())),
        f"## Why a mutant may live\n\n{_kinds(results)}",
    ]
    for name, one in results.items():
        if rows := [_row(each, f"`{each['kind']}`") for each in survivors(one)]:
            parts.append(f"## `{name}`: survivors\n\n{table(('place', 'change', 'kind'), rows)}")
        if rows := [_row(each, _test(each["killer"])) for each in one.get("left_to_tests", ())]:
            head = ("place", "change", "test")
            parts.append(f"## `{name}`: noticed by tests alone\n\n{table(head, rows)}")
    return "\n".join(parts)


def _score(name: str, one: Mapping[str, Any]) -> tuple[object, ...]:
    """Of what could be noticed at all, how much was."""
    same, alive = equivalents(one), len(one["survivors"])
    share = one["killed"] / (one["mutants"] - same)
    judge = "its tests"
    if TARGETS[name].contract is not None:
        left = len(one["left_to_tests"])
        judge = f"the contract ({one['killed'] - left}), its tests ({left})"
        judge = judge if TARGETS[name].tests else "the contract"
    return f"`{name}`", judge, one["mutants"], one["killed"], same, alive - same, f"{share:.1%}"


def _kinds(results: Mapping[str, Any]) -> str:
    seen = Counter(each["kind"] for one in results.values() for each in survivors(one))
    rows = [
        (f"`{kind}`", seen[kind], "yes" if kind in EQUIVALENT else "no", why)
        for kind, why in KINDS.items()
        if seen[kind]
    ]
    return table(("kind", "mutants", "equivalent", "why"), rows)


def _row(each: Mapping[str, Any], last: str) -> tuple[str, str, str]:
    file = each["module"].rpartition(".")[2]
    scope = f", `{each['scope']}`" if each["scope"] else ""
    return f"`{file}` {each['line']}{scope}", f"`{each['change']}`", last


def _test(name: str) -> str:
    return f"`{name.rpartition('/')[2].partition('[')[0]}`"
