"""One audit log and many processes: that write at once, fork, run out of disk, and are killed."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from tests import audit_process

ROOT = Path(__file__).parents[1]

LIMIT_S = 120
"""Longer than the slowest takes on a busy machine; a hang is a failure."""


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """Where the log is."""
    return tmp_path / "audit.jsonl"


def run(work: str, path: Path, *numbers: int) -> None:
    """Run one of the programs; it asserts what it is about."""
    command = [sys.executable, "-m", audit_process.__name__, work, str(path), *map(str, numbers)]
    done = subprocess.run(
        command, cwd=ROOT, capture_output=True, text=True, check=False, timeout=LIMIT_S
    )
    assert done.returncode == 0, done.stdout + done.stderr


def test_processes_that_write_at_once_share_one_chain(path: Path) -> None:
    """Four of them, 100 rows each, over several files."""
    run("together", path, 4, 100)
    assert path.with_name("audit.jsonl.3").exists()


@pytest.mark.parametrize("strict", [True, False], ids=["strict", "grouped"])
def test_writers_that_are_killed_lose_no_acknowledged_row(path: Path, strict: bool) -> None:
    """Fifty rounds of two writers: after each the log is mended and sound."""
    run("killed", path, 50, int(strict))


def test_a_writer_that_is_killed_within_a_row_leaves_it_aside(path: Path) -> None:
    """At any byte of it: the piece is moved to `.torn` and told of."""
    run("torn", path, 40, 7)


def test_a_forked_child_is_a_writer_of_its_own(path: Path) -> None:
    """It inherits neither the chain nor the lock of its parent."""
    run("forked", path, 50)


@pytest.mark.parametrize("limit", [2000, 2100, 2345, 3000])
def test_a_full_disk_leaves_whole_rows(path: Path, limit: int) -> None:
    """A write that is taken in part is taken back, so that the log goes on when there is room."""
    run("full", path, limit)


def test_the_end_of_the_process_closes_a_log(path: Path) -> None:
    """Nobody needs to remember it."""
    run("ended", path)
    assert json.loads(path.with_name("audit.jsonl.head").read_bytes())["rows"] == 2
