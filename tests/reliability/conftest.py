"""Counts the cells of the fault matrix and tells the totals at the end of the run."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable

import pytest

from tests.reliability.fault_cells import Cell, Seen, faults_of
from tests.reliability.fault_table import ANSWER

_TOTALS = pytest.StashKey[Counter[str]]()


@pytest.fixture
def record_cells(request: pytest.FixtureRequest) -> Callable[[list[Cell], list[Seen]], None]:
    """Takes what cells came to."""
    totals = request.config.stash.setdefault(_TOTALS, Counter())

    def record(cells: list[Cell], seen: list[Seen]) -> None:
        for cell, came in zip(cells, seen, strict=True):
            totals["cells"] += 1
            totals["requests"] += came.sends
            totals["answered"] += came.outcome == ANSWER
            totals["typed errors"] += came.outcome != ANSWER
            totals["not as the table says"] += bool(faults_of(cell, came))

    return record


def pytest_terminal_summary(
    terminalreporter: pytest.TerminalReporter, config: pytest.Config
) -> None:
    """Tell the totals, where any cell was played."""
    totals = config.stash.get(_TOTALS, None)
    if totals:
        told = ", ".join(f"{count} {name}" for name, count in totals.items())
        terminalreporter.write_line(f"fault matrix: {told}")
