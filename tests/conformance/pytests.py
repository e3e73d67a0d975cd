"""pytest as an author starts it: a process of its own, in a directory of the author's."""

from __future__ import annotations

import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

TIMEOUT_S = 120


@dataclass(frozen=True)
class Ended:
    """A pytest process that has ended."""

    code: int
    output: str

    @property
    def verdicts(self) -> list[str]:
        """The verdict lines."""
        words = ("CONFORMANT", "NON-CONFORMANT", "INCOMPLETE")
        return [line for line in self.output.splitlines() if any(f": {w}" in line for w in words)]


def run_pytest(folder: Path, *arguments: str, **environment: str) -> Ended:
    """Run pytest in a folder, free of what the surrounding session has set."""
    env = {k: v for k, v in os.environ.items() if not k.startswith(("PYTEST_", "COV_", "SCOUT_"))}
    ended = subprocess.run(
        [sys.executable, "-m", "pytest", *arguments],
        cwd=folder,
        env={**env, "NO_COLOR": "1", **environment},
        capture_output=True,
        text=True,
        timeout=TIMEOUT_S,
        check=False,
    )
    return Ended(ended.returncode, ended.stdout + ended.stderr)
