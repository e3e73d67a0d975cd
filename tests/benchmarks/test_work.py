"""A guard against slow creep: the instructions of a call's pieces, against committed figures.

Instructions are counted, not seconds, so that a busy machine changes nothing. Where a change of
the figures is meant, `python -m benchmarks.work --write` keeps the new ones, and the review sees
what it costs; `--where PIECE` says in which functions they are spent.
"""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from benchmarks.work import figures
from benchmarks.work.counting import Work, work_of
from scout.llm.tokens import estimate_tokens

elsewhere = pytest.mark.skipif(
    not figures.is_interpreter() or sys.gettrace() is not None,
    reason=f"the figures are those of {figures.INTERPRETER}, without a tracer",
)


@elsewhere
def test_no_piece_of_a_call_does_more_or_less_than_was_agreed() -> None:
    """Every piece is within the band of its committed figure, and none is new or gone."""
    assert figures.differing(figures.counted(), figures.kept()) == {}


@elsewhere
def test_a_decision_costs_few_instructions_and_a_budget_not_as_many_again() -> None:
    """The absolute bounds, so that many small agreed steps do not add up to a slow call."""
    kept = figures.kept()
    free = kept["plan: answered at once, no budget"].instructions
    assert free <= 3_000  # under 20 us on the machine of the benchmark
    assert kept["plan: answered at once, budget in memory"].instructions <= 2 * free
    assert kept["plan: a limit, then the second key"].instructions <= 2 * free


def test_the_same_program_gives_the_same_count() -> None:
    """A count depends on the program alone, is that of scout's functions, and adds up."""
    first, where = work_of(lambda: estimate_tokens("a text"))
    assert (first, where) == work_of(lambda: estimate_tokens("another text"))
    assert where.keys() == {"estimate_tokens", "_bytes"}
    twice = work_of(lambda: (estimate_tokens("a text"), estimate_tokens("a text")))[0]
    assert twice == Work(2 * first.instructions, 2 * first.calls)


def test_what_is_outside_the_band_is_named() -> None:
    """A piece that grew, one that shrank, a new one and one that is gone: each is told."""
    old = {name: Work(100, 1) for name in ("same", "near", "grown", "shrunk", "gone")}
    sizes = {"same": 100, "near": 107, "grown": 120, "shrunk": 80, "new": 1}
    found = {name: Work(size, 1) for name, size in sizes.items()}
    assert figures.differing(found, old) == {
        "grown": "100 -> 120",
        "shrunk": "100 -> 80",
        "new": "new -> 1",
        "gone": "gone",
    }


def test_figures_are_read_as_they_were_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Writing and reading lose nothing."""
    monkeypatch.setattr(figures, "FIGURES", tmp_path / "figures.json")
    assert figures.kept() == {}
    figures.write({"a piece": Work(12, 3)})
    assert figures.kept() == {"a piece": Work(12, 3)}
