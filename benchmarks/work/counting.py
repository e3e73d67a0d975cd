"""Counts what the interpreter executes: the same program gives the same number, however busy."""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from types import FrameType
from typing import Any

import scout.llm.plan

_OURS = (str(Path(scout.llm.plan.__file__).parents[1]), "<string>")  # what dataclasses generate

WARM_UPS = 3
"""Runs before the counted one, which fill what is made once: caches, circuits, prices."""


@dataclass(frozen=True, slots=True)
class Work:
    """What one run of something executed of scout's own code, libraries left out.

    Attributes:
        instructions: Bytecode instructions.
        calls: Python functions entered, generators resumed.
    """

    instructions: int
    calls: int


def work_of(run: Callable[[], object]) -> tuple[Work, Counter[str]]:
    """Count one run, and say where the instructions were executed, by function."""
    for _ in range(WARM_UPS):
        run()
    instructions: Counter[str] = Counter()
    calls = 0

    def inside(frame: FrameType, event: str, _: Any) -> Any:
        if event == "opcode":
            instructions[frame.f_code.co_qualname] += 1
        return inside

    def entered(frame: FrameType, _event: str, _: Any) -> Any:
        nonlocal calls
        if not frame.f_code.co_filename.startswith(_OURS):
            return None
        calls += 1
        frame.f_trace_opcodes, frame.f_trace_lines = True, False
        return inside

    before = sys.gettrace()
    sys.settrace(entered)
    try:
        run()
    finally:
        sys.settrace(before)
    return Work(instructions.total(), calls), instructions
