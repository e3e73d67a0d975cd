"""Drift that is planted to try the gates: it can be planted, and each was noticed."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tools.drift import ALL
from tools.drift.__main__ import RESULTS, ask
from tools.drift.plant import Drift, NotPlantedError, restore

ROOT = Path(__file__).parents[2]


@pytest.mark.parametrize("drift", ALL, ids=lambda drift: drift.name)
def test_what_a_drift_changes_is_there(drift: Drift) -> None:
    """Where a text has moved, the drift has to be planted anew."""
    assert drift.is_possible(ROOT), f"nothing in {drift.path} matches {drift.old!r}"


def test_each_drift_was_noticed() -> None:
    """The matrix of the guide has a row for each, and a gate in each row: `nox -s drift`."""
    results = json.loads(RESULTS.read_text("utf-8"))
    assert {result["drift"] for result in results} == {drift.name for drift in ALL}
    assert all(result["noticed_by"] for result in results)


def test_the_names_of_drifts_are_unique() -> None:
    """A row of the matrix is one drift."""
    assert len({drift.name for drift in ALL}) == len(ALL)


def test_a_drift_is_planted_and_taken_out_again(tmp_path: Path) -> None:
    """The copy is as it was; a drift that finds nothing to change says so."""
    page = tmp_path / "page.md"
    page.write_text("one two one", "utf-8")
    drift = Drift("x", "x", "*.md", "one", "three", "words")
    before = drift.plant(tmp_path)
    assert page.read_text("utf-8") == "three two one"
    restore(before)
    assert page.read_text("utf-8") == "one two one"
    with pytest.raises(NotPlantedError):
        Drift("x", "x", "*.md", "four", "five", "words").plant(tmp_path)


def test_a_new_file_is_taken_out_again(tmp_path: Path) -> None:
    """A drift without a text to change is a file that nobody expects."""
    drift = Drift("x", "x", "new.md", "", "text", "words")
    assert drift.is_possible(tmp_path)
    restore(drift.plant(tmp_path))
    assert not (tmp_path / "new.md").exists()


def test_a_gate_that_fails_says_so(tmp_path: Path) -> None:
    """A gate is asked as a command of the copy; what it prints is what it says."""
    gate = tmp_path / "tools" / "docs_gate"
    gate.mkdir(parents=True)
    (gate.parent / "__init__.py").touch()
    (gate / "__init__.py").touch()
    (gate / "__main__.py").write_text("raise SystemExit('nothing is there')\n")
    assert ask("words", tmp_path) == ["nothing is there"]
    (gate / "__main__.py").write_text("print('all is well')\n")
    assert ask("words", tmp_path) == []
