"""Every script that the guide shows runs, offline, and prints what the guide says it prints."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
SCRIPTS = sorted(
    [
        *ROOT.glob("docs/snippets/*.py"),
        *ROOT.glob("examples/app/*.py"),
        *ROOT.glob("examples/tutorial/*/try_it.py"),
    ]
)
SHOWN = {"PATH", "HOME", "PYTHONPATH", "VIRTUAL_ENV", "SYSTEMROOT"}


@pytest.mark.parametrize("script", SCRIPTS, ids=lambda script: str(script.relative_to(ROOT)))
def test_a_script_prints_what_stands_beside_it(script: Path, tmp_path: Path) -> None:
    """Run with no key in the environment, away from the checkout; `.out` holds its output."""
    environment = {name: value for name, value in os.environ.items() if name in SHOWN}
    ran = subprocess.run(
        [sys.executable, "-W", "error", str(script)],
        cwd=tmp_path,
        env=environment,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert ran.returncode == 0, ran.stderr
    assert ran.stdout == script.with_suffix(".out").read_text("utf-8")
