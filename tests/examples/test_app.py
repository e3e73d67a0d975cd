"""The scripts of the application run on their stage and for real, unchanged, and are short."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from scout.testing import ScriptedVendor, answers
from scout.testing.asked import Asked
from scout.testing.dialects.base import Dialect
from scout.testing.reply import Reply
from scout.testing.script import Step

APP = Path(__file__).parents[2] / "examples" / "app"
SCRIPTS = sorted(APP.glob("*.py"))
SCRIPT = pytest.mark.parametrize("script", SCRIPTS, ids=lambda script: script.stem)
KEY = "sk-made-up-for-this-test"
WIDTH = 76
"""Characters of a line: what the guide shows without a scroll bar."""


def _run(script: Path, folder: Path, **variables: str) -> subprocess.CompletedProcess[str]:
    environment = {name: os.environ[name] for name in ("PATH", "PYTHONPATH") if name in os.environ}
    return subprocess.run(
        [sys.executable, "-W", "error", str(script)],
        cwd=folder,
        env={**environment, **variables},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


@SCRIPT
def test_a_script_is_short(script: Path) -> None:
    """It fits on a screen, and on a page of the guide."""
    lines = script.read_text("utf-8").splitlines()
    assert len(lines) <= 45
    assert not [line for line in lines if len(line) > WIDTH]


def test_the_readme_lists_every_script() -> None:
    """No more, no less."""
    readme = (APP / "README.md").read_text("utf-8")
    rows = [line for line in readme.splitlines() if line.startswith("| `")]
    named = [row.split("`")[1] for row in rows]
    assert sorted(named) == [script.name for script in SCRIPTS]


@SCRIPT
def test_with_a_key_a_script_asks_the_real_vendor(script: Path, tmp_path: Path) -> None:
    """Whoever answers at the address that is given; the stage is not set up at all."""
    with ScriptedVendor() as vendor:
        vendor.script(Step("an obliging model", _obliging))
        variables = {"OPENAI_API_KEY": KEY, "OPENAI_BASE_URL": f"{vendor.base_url}/v1"}
        ran = _run(script, tmp_path, **variables)
        assert ran.returncode == 0, ran.stderr
        assert vendor.requests
        assert {asked.key for asked in vendor.requests} == {KEY}
        assert {asked.model for asked in vendor.requests} == {"gpt-4o-mini"}
        assert KEY not in ran.stdout + ran.stderr


def _obliging(asked: Asked, dialect: Dialect) -> Reply:
    """What a real model would say to each of the scripts."""
    wants_json = "response_format" in asked.json
    told = '{"number": "B-1", "total": 1, "lines": []}' if wants_json else "In 1745 , say."
    return answers(told).reply(asked, dialect)


def test_the_tests_of_the_application_pass(tmp_path: Path) -> None:
    """Run as its author runs them, in its own folder."""
    ran = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider"],
        cwd=APP,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert ran.returncode == 0, ran.stdout + ran.stderr
    assert "6 passed" in ran.stdout
