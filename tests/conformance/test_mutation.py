"""Mutants are made the same way in each run, and the contract notices them."""

from __future__ import annotations

import json

from tools.mutation.__main__ import RESULTS, UNARGUED
from tools.mutation.judge import TARGETS, killer_of, source_of
from tools.mutation.mutants import mutants_of

SOURCE = '''
"""A docstring stays."""

def f(a: "str" = "x") -> bool:
    """So does this."""
    if not a and a != "y":
        raise ValueError(f"no {a}")
    return len(a) < 3
'''


def test_each_place_is_changed_once_and_in_order() -> None:
    """Conditions, comparisons, constants and raises; no docstring, annotation or message."""
    changes = [one.change for one in mutants_of(SOURCE)]
    assert changes == [
        "'x' -> 'x_'",
        "not a and a != 'y' -> not a or a != 'y'",
        "not a -> a",
        "a != 'y' -> a == 'y'",
        "'y' -> 'y_'",
        "raise ValueError(f'no {a}') -> pass",
        "len(a) < 3 -> len(a) <= 3",
        "3 -> 4",
    ]
    assert len({one.source for one in mutants_of(SOURCE)}) == len(changes)


def test_a_mutant_is_noticed_and_the_wire_itself_is_not() -> None:
    """By the first check that asks for what was changed."""
    target = TARGETS["acme_native"]
    (module,) = target.modules
    source = source_of(module)
    assert killer_of(target, module, source.replace('"limit": "length"', '"limit": "stop"')) == (
        "SC-WIR-032"
    )
    assert killer_of(target, module, "1 / 0").startswith("it cannot be imported")
    assert killer_of(target, module, source) == ""


def test_every_survivor_is_argued() -> None:
    """A mutant that nobody notices is a gap in the contract, unless a reason says otherwise."""
    told = json.loads(RESULTS.read_text("utf-8"))
    assert set(told) == set(TARGETS)
    for one in told.values():
        assert one["killed"] == one["mutants"] - len(one["survivors"])
        assert all(len(each["argument"]) > len(UNARGUED) for each in one["survivors"])
