"""What the front pages say the contract prints is what it prints."""

from __future__ import annotations

from pathlib import Path

import pytest

from scout_conformance import run
from scout_conformance.terminal import verdict_line

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def verdict() -> str:
    """The last line of a verdict on the template."""
    return verdict_line(run("acme"))


@pytest.mark.parametrize("page", ["README.md", "conformance/README.md"])
def test_a_front_page_shows_the_verdict_as_it_is(page: str, verdict: str) -> None:
    """The counts change with every check that is added, and the page with them."""
    assert verdict in (ROOT / page).read_text("utf-8").splitlines()


def test_the_readme_has_the_two_commands_that_ci_runs() -> None:
    """A verdict and all tests: each is one line that does its own set-up."""
    lines = (ROOT / "README.md").read_text("utf-8").splitlines()
    commands = [line for line in lines if line.startswith("python3 -m venv")]
    assert [line.rpartition(" ")[2] for line in commands] == ["conform", "tests"]
    assert all(" install -qc dev-constraints.txt nox && " in line for line in commands)
