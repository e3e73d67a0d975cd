"""Unit tests judge a mutant in a child: what it breaks there is gone with it."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest

from tools.mutation.children import HANGS, run_in_child
from tools.mutation.mutants import mutants_of

ROOT = Path(__file__).parents[2]

MODULE = """
LIMIT = 3

def is_long(text: str) -> bool:
    if text == "":
        return False
    return len(text) > LIMIT

def doubled(number: int) -> int:
    return number * 2

AT_IMPORT = doubled(2)
"""

TESTS = """
from judged import AT_IMPORT, is_long

def test_long() -> None:
    assert is_long("four")

def test_empty() -> None:
    assert not is_long("")

def test_once_made() -> None:
    assert AT_IMPORT == 4
"""

LATE = """
def test_long() -> None:
    from judged import is_long
    assert is_long("four")
"""


def test_the_first_test_that_fails_kills(tmp_path: Path) -> None:
    """Bodies of functions, constants of the module, what runs while it is imported."""
    killers = judged(tmp_path, TESTS)
    long, empty, made = (f"test_judged.py::test_{name}" for name in ("long", "empty", "once_made"))
    assert killers["text == '' -> text != ''"] == long
    assert killers["return len(text) > LIMIT -> return None"] == long
    assert killers["3 -> 4"] == long
    assert killers["len(text) > LIMIT -> len(text) >= LIMIT"] == ""
    assert killers["False -> True"] == empty
    assert killers["return number * 2 -> return None"] == made
    assert killers["2 -> 3"] == made


def test_a_module_that_is_imported_late_is_judged_like_any_other(tmp_path: Path) -> None:
    """Commands and some tests import where they use."""
    killers = judged(tmp_path, LATE)
    assert killers["text == '' -> text != ''"] == "test_judged.py::test_long"
    assert killers["False -> True"] == ""
    assert killers["return number * 2 -> return None"] == ""


def test_tests_that_fail_by_themselves_judge_nobody(tmp_path: Path) -> None:
    """They would kill whatever they are given."""
    done = workshop(tmp_path, TESTS.replace("== 4", "== 5"))
    assert done.returncode != 0
    assert "test_once_made fails with nothing changed" in done.stderr


def test_a_child_that_hangs_or_ends_is_told_as_such() -> None:
    """Within its limit, and with nothing left of it."""
    assert run_in_child(lambda: time.sleep(60), 0.2) == HANGS
    assert run_in_child(lambda: os.kill(os.getpid(), 9), 5) == HANGS
    assert run_in_child(lambda: {"a": 1}, 5) == {"a": 1}
    assert run_in_child(sys.exit, 5) == "it ends the process with SystemExit"


def test_a_mistake_in_a_child_is_nobody_s_verdict() -> None:
    """It would kill every mutant."""
    with pytest.raises(RuntimeError, match="ZeroDivisionError"):
        run_in_child(lambda: 1 // 0, 5)


def judged(folder: Path, tests: str) -> dict[str, str]:
    """What noticed each change."""
    done = workshop(folder, tests)
    assert not done.returncode, done.stderr
    mutants = list(mutants_of(MODULE))
    told = [json.loads(line) for line in done.stdout.splitlines()]
    assert len(told) == len(mutants)
    return {mutants[number].change: killer for _, number, killer in told}


def workshop(folder: Path, tests: str) -> subprocess.CompletedProcess[str]:
    """Have every mutant of the module judged in a folder of its own."""
    (folder / "judged.py").write_text(MODULE, "utf-8")
    (folder / "test_judged.py").write_text(tests, "utf-8")
    (folder / "pyproject.toml").write_text("[tool.pytest.ini_options]\n", "utf-8")
    part: dict[str, Any] = {"module": "judged", "tests": ["test_judged.py"]}
    mutants = [(one.function, one.source) for one in mutants_of(MODULE)]
    job = {"parts": [{**part, "without": [], "first": [], "mutants": mutants}], "measured": True}
    return subprocess.run(
        [sys.executable, "-m", "tools.mutation.workshop"],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": f"{folder}{os.pathsep}{ROOT}"},
        input=json.dumps(job),
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
