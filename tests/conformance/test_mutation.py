"""Mutants are made the same way in each run, and the contract notices them."""

from __future__ import annotations

import json

from tools.mutation.contract import killer_of
from tools.mutation.kinds import KINDS
from tools.mutation.mutants import mutants_of
from tools.mutation.results import RESULTS
from tools.mutation.targets import TARGETS, Target, source_of

SOURCE = '''
"""A docstring stays."""

def f(a: "str" = "x") -> bool:
    """So does this."""
    if not a and a != "y":
        raise ValueError(f"no {a}")
    return len(a) < 3
'''

STATEMENTS = """
class Counted:
    def add(self, many: list[int]) -> int:
        for one in many:
            if one:
                continue
            self.total += max(one, -1)
        self.log("words that people read")
        return self.total
"""


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
        "return len(a) < 3 -> return None",
        "len(a) < 3 -> len(a) <= 3",
        "3 -> 4",
    ]
    assert len({one.source for one in mutants_of(SOURCE)}) == len(changes)


def test_statements_are_changed_too_and_each_mutant_knows_its_function() -> None:
    """Branches, loops, sums in place, calls and returned values."""
    mutants = list(mutants_of(STATEMENTS))
    assert [one.change for one in mutants] == [
        "if one -> if not one",
        "continue -> break",
        "self.total += max(one, -1) -> self.total -= max(one, -1)",
        "max(one, -1) -> min(one, -1)",
        "-1 -> 1",
        "1 -> 2",
        "self.log('words that people read') -> pass",
        "return self.total -> return None",
    ]
    assert {(one.scope, one.function) for one in mutants} == {("Counted.add", "Counted.add")}
    assert next(mutants_of("LIMIT = 3")).function == ""


def test_a_mutant_is_noticed_and_the_wire_itself_is_not() -> None:
    """By the first check that asks for what was changed."""
    target = TARGETS["acme_native"]
    (module,), rules = target.modules, target.contract
    assert rules is not None
    source = source_of(module)
    assert killer_of(rules, module, source.replace('"limit": "length"', '"limit": "stop"')) == (
        "SC-WIR-032"
    )
    assert killer_of(rules, module, "1 / 0").startswith("it cannot be imported")
    assert killer_of(rules, module, source) == ""


def test_a_target_is_judged_again_when_it_or_its_tests_changed() -> None:
    """Its state is that of its files; how much of it is judged belongs to it."""
    target = TARGETS["cost"]
    others = (
        Target(target.modules, ("tests/llm/test_retry.py",)),
        Target(TARGETS["retry"].modules, target.tests),
        Target(target.modules, target.tests, one_in=2),
    )
    assert target.state() == Target(target.modules, target.tests).state()
    assert len({target.state(), *(one.state() for one in others)}) == 4


def test_every_survivor_is_argued() -> None:
    """A mutant that nobody notices is a gap, unless its kind says why it is none."""
    told = json.loads(RESULTS.read_text("utf-8"))
    assert list(told) == list(TARGETS)
    for one in told.values():
        assert one["killed"] == one["mutants"] - len(one["survivors"])
    assert {each["kind"] for one in told.values() for each in one["survivors"]} == set(KINDS)
