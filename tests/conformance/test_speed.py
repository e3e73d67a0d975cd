"""The suite is quick because of what it does not do; the seconds are the benchmark's."""

from __future__ import annotations

from pathlib import Path

from tests.conformance.pytests import run_pytest

CONFTEST = """
import sys

def pytest_collection_finish(session):
    heavy = {"hypothesis", "typer", "redis"} & set(sys.modules)
    assert not heavy, heavy
    assert len(session.items) > 100
"""

SLEEPLESS = """
import time

def pytest_configure(config):
    def refuse(seconds):
        raise AssertionError(f"slept {seconds} s")
    time.sleep = refuse
"""


def test_collecting_imports_nothing_heavy(tmp_path: Path) -> None:
    """Hypothesis and the HTTP library wait for the first check that needs them."""
    (tmp_path / "conftest.py").write_text(CONFTEST)
    ended = run_pytest(tmp_path, "--scout-provider=acme", "--collect-only", "-q")
    assert ended.code == 0, ended.output


def test_nothing_sleeps(tmp_path: Path) -> None:
    """Minutes of limits and rests pass in virtual time."""
    (tmp_path / "conftest.py").write_text(SLEEPLESS)
    ended = run_pytest(tmp_path, "--scout-provider=acme", "-k", "TMO or CIR or RTY or KEY")
    assert "INCOMPLETE" in ended.verdicts[0]
    assert "failed" not in ended.verdicts[0]


def test_two_workers_come_to_the_same_verdict(tmp_path: Path) -> None:
    """The same outcome of every check, the same bytes of the report, whoever ran what."""
    options = ("--scout-provider=acme-native", "-p", "no:cacheprovider", "-q")
    one = run_pytest(tmp_path, *options, "--scout-report=one.json")
    two = run_pytest(tmp_path, *options, "--scout-report=two.json", "-n", "2", "--dist=worksteal")
    assert (one.code, one.verdicts) == (0, two.verdicts)
    assert (tmp_path / "one.json").read_bytes() == (tmp_path / "two.json").read_bytes()
