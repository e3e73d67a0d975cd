"""Judges mutants of the core's rules and of the wires, and keeps what came of them.

python -m tools.mutation             what was changed since it was judged; writes results.json
python -m tools.mutation keys retry  these targets alone, changed or not
python -m tools.mutation --all       every target, changed or not
python -m tools.mutation --again     the survivors alone, after tests were written for them
python -m tools.mutation --short     a few mutants of each, which have to die as they did; seconds
"""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Iterable, Sequence
from typing import Any, Final

from tools.mutation.judging import Chosen, by_contract, by_tests
from tools.mutation.kinds import UNARGUED
from tools.mutation.mutants import Mutant
from tools.mutation.results import arguments, keep, place_of, places_in, result_of, together, told
from tools.mutation.targets import TARGETS, Target

_SHORT: Final = 3
"""Mutants of each target in the short form, for each that judges it."""

_EVERY: Final = 25
"""After so many mutants a line tells how far it is."""


def judged(name: str, known: dict[str, Any], *, again: bool) -> dict[str, Any]:
    """Judge a target, by the contract and then by the tests; or its survivors alone, again."""
    target, state = TARGETS[name], TARGETS[name].state()
    before = places_in(known, "survivors")
    every = target.mutants()
    mutants = [(m, one) for m, one in every if place_of(m, one) in before] if again else every
    killers = _killers(name, mutants, known)
    each = [(module, one, killers[n]) for n, (module, one) in enumerate(mutants)]
    result = result_of(each, arguments(known), contract=target.contract is not None)
    if again:
        result = together(known, result)
    return {"state": state, "one_in": target.one_in, **result}


def _killers(name: str, mutants: Sequence[Chosen], known: dict[str, Any]) -> list[str]:
    target, killers = TARGETS[name], [""] * len(mutants)
    if target.contract is not None:
        noticed = enumerate(by_contract(target, mutants, known, measured=True))
        for number, killer in _told(name, len(mutants), noticed):
            killers[number] = killer
    left = [number for number, killer in enumerate(killers) if not killer]
    if target.tests and left:
        jobs = [(target, [mutants[number] for number in left], known)]
        found = ((number, killer) for _, number, killer in by_tests(jobs, measured=True))
        for number, killer in _told(f"{name}, tests", len(left), found):
            killers[left[number]] = killer
    return killers


def _told(name: str, total: int, found: Iterable[tuple[int, str]]) -> Iterable[tuple[int, str]]:
    """The same, with a line now and then of how far it is."""
    began_s, alive = time.monotonic(), 0
    for done, (number, killer) in enumerate(found, 1):
        alive += not killer
        if done % _EVERY == 0 or done == total:
            took_s = time.monotonic() - began_s
            print(f"{name}: {done} of {total}, {alive} alive, {took_s:.0f} s", flush=True)
        yield number, killer


def full(names: Sequence[str], *, every: bool, again: bool) -> None:
    """Judge targets and write down what came of each as soon as it is known."""
    for name in names or TARGETS:
        known = told().get(name, {})
        if not names and not every and known.get("state") == TARGETS[name].state():
            print(f"{name}: as it was")
            continue
        if again and not known.get("survivors"):
            continue
        result = judged(name, known, again=again)
        found = told()
        keep(
            {one: found[one] if one != name else result for one in TARGETS if one in {*found, name}}
        )
        for one in result["survivors"]:
            if one["kind"] == UNARGUED:
                print(f"{name}: survives: {one['module']}:{one['line']} {one['change']}")


def short() -> list[str]:
    """Mutants that nobody knows as survivors, and that live."""
    results, wrong = told(), []
    tested: list[tuple[Target, list[Chosen], dict[str, Any]]] = []
    for name, target in TARGETS.items():
        known = results.get(name, {})
        few = _few(target, known)
        if target.contract is None:
            tested.append((target, few, known))
            continue
        killers = by_contract(target, few, known, measured=False)
        wrong += [_said(*one) for one, killer in zip(few, killers, strict=True) if not killer]
    for at, number, killer in by_tests(tested, measured=False):
        if not killer:
            wrong.append(_said(*tested[at][1][number]))
    return wrong


def _said(module: str, one: Mutant) -> str:
    return f"{module}:{one.line} {one.change}"


def _few(target: Target, known: dict[str, Any]) -> list[Chosen]:
    """A few of those that died, spread over the modules."""
    alive = places_in(known, "survivors", "left_to_tests")
    dead = [
        (module, one)
        for module, one in target.mutants()
        if one.function and place_of(module, one) not in alive
    ]
    return dead[:: max(1, len(dead) // _SHORT)][:_SHORT]


def main() -> int:
    """Judge in full and write, or judge a few."""
    parser = argparse.ArgumentParser(prog="python -m tools.mutation", description=__doc__)
    parser.add_argument("targets", nargs="*", metavar="target", help="judge these alone")
    parser.add_argument("--short", action="store_true", help="a few mutants of each")
    parser.add_argument("--all", action="store_true", help="also those that are as they were")
    parser.add_argument("--again", action="store_true", help="those alone that survived so far")
    chosen = parser.parse_args()
    if unknown := [name for name in chosen.targets if name not in TARGETS]:
        parser.error(f"{', '.join(unknown)}: no target; there are {', '.join(TARGETS)}")
    if not chosen.short:
        full(chosen.targets, every=chosen.all or chosen.again, again=chosen.again)
        return 0
    wrong = short()
    print(*(f"{one} survives" for one in wrong), sep="\n", end="\n" if wrong else "")
    print(f"mutation: {len(wrong)} mutants live that should not")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
