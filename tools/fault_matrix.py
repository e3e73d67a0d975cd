"""Shows the fault wall: as a page of the guide, or played and measured on this machine.

python -m tools.fault_matrix            play every cell over real TCP and print what came of it
"""

from __future__ import annotations

import asyncio
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from tests.reliability.fault_cells import (
    ALL_CELLS,
    BLOCKING_CELLS,
    Cell,
    Seen,
    cells_of,
    faults_of,
    one_host_without_a_name,
    play,
    unvouched,
    warm,
)
from tests.reliability.fault_table import ANSWER, DIALECTS, FAULTS, Fault, Mode, Sends
from tools.markdown import table

WALLS: Final = {
    "A": "Before an answer",
    "B": "While answering",
    "C": "Bodies",
    "D": "Statuses",
}
NAMES: Final = dict(zip(DIALECTS, ("OpenAI", "Anthropic", "Gemini", "MiniMax"), strict=True))


def page() -> str:
    """The matrix in Markdown: what each fault comes to, from the table that the tests hold to."""
    parts = [f"{_totals()}\n"]
    for wall, title in WALLS.items():
        rows = [
            (fault.name, *(_outcomes(fault, mode) for mode in Mode))
            for fault in FAULTS
            if fault.wall == wall
        ]
        parts.append(f"## {title}\n\n{table(('fault', *map(str, Mode)), rows)}")
    return "\n".join(parts)


def _totals() -> str:
    cells = len(ALL_CELLS) + len(BLOCKING_CELLS)
    return (
        f"{len(FAULTS)} faults, {len(DIALECTS)} dialects, {len(Mode)} ways to ask, for good and "
        f"once: {cells:,} cells, {len(BLOCKING_CELLS)} of them with the blocking calls."
    )


def _outcomes(fault: Fault, mode: Mode) -> str:
    """What most dialects come to, then those that differ."""
    told = {
        dialect: _outcome(fault, dialect, mode)
        for dialect in DIALECTS
        if fault.step_for(dialect) is not None
    }
    usual, _ = Counter(told.values()).most_common(1)[0]
    groups: dict[str, list[str]] = {usual: []}
    for dialect, text in told.items():
        groups.setdefault(text, []).append(NAMES[dialect])
    texts = [f"{', '.join(names)}: {text}" for text, names in groups.items()]
    return "; ".join([usual, *texts[1:]] if len(told) == len(DIALECTS) else texts)


def _outcome(fault: Fault, dialect: str, mode: Mode) -> str:
    outcome, sends = fault.expected(dialect, mode, lasting=True)
    if outcome == ANSWER:
        return "answer"
    heals = False
    if fault.has_a_once(dialect, mode):
        heals = fault.expected(dialect, mode, lasting=False)[0] == ANSWER
    return f"`{outcome}` {_many(sends)}{' ✓' if heals else ''}"


def _many(sends: Sends) -> str:
    return str(sends) if isinstance(sends, int) else f"{sends[0]}-{sends[1]}"


# -- played --


def main() -> int:
    """Play every cell; the exit code tells whether each came to what the table says."""
    totals: Counter[str] = Counter()
    with one_host_without_a_name(), tempfile.TemporaryDirectory() as folder:
        for fault, cells, seen in asyncio.run(_played(Path(folder))):
            print(f"{fault.wall}  {fault.name}")
            for line in _lines(cells, seen):
                print(f"     {line}")
            totals["cells"] += len(cells)
            totals["requests"] += sum(came.sends for came in seen)
            totals["answered"] += sum(came.outcome == ANSWER for came in seen)
            wrong = [said for pair in zip(cells, seen, strict=True) for said in faults_of(*pair)]
            totals["not as the table says"] += len(wrong)
            print(*wrong, sep="\n", end="\n" if wrong else "")
    print(", ".join(f"{count} {name}" for name, count in totals.items()))
    return 1 if totals["not as the table says"] else 0


async def _played(folder: Path) -> list[tuple[Fault, list[Cell], list[Seen]]]:
    certificate = unvouched(folder)
    async with warm():
        return [
            (fault, cells_of(fault), await play(cells_of(fault), certificate)) for fault in FAULTS
        ]


def _lines(cells: list[Cell], seen: list[Seen]) -> Iterator[str]:
    """One line for each way to ask and outcome, with its dialects, requests and longest time."""
    groups: dict[tuple[str, str, str], list[tuple[Cell, Seen]]] = {}
    for cell, came in zip(cells, seen, strict=True):
        often = "always" if cell.lasting else "once"
        groups.setdefault((cell.mode, often, came.outcome), []).append((cell, came))
    for (mode, often, outcome), pairs in groups.items():
        sends = sorted({came.sends for _, came in pairs})
        longest_s = max(came.elapsed_s for _, came in pairs)
        names = " ".join(NAMES[cell.dialect] for cell, _ in pairs)
        yield (
            f"{mode:<19} {often:<6} {outcome:<23} {'/'.join(map(str, sends)):>4} requests, "
            f"{longest_s:5.2f} s  {names}"
        )


if __name__ == "__main__":
    sys.exit(main())
