"""Builds the peers' environments, each apart from the others, so that each is as pip makes it."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

from benchmarks.speed.arms_table import Arm


def interpreters(arms: Sequence[Arm], folder: Path) -> dict[str, Path]:
    """The interpreter of each arm, by its module.

    An arm that cannot be installed here is left out, and that is said.
    """
    found = {}
    for arm in arms:
        python = Path(sys.executable) if not arm.requirements else _peer(arm, folder)
        if python is None:
            sys.stderr.write(f"{arm.name} cannot be installed and is left out\n")
        else:
            found[arm.module] = python
    return found


def _peer(arm: Arm, folder: Path) -> Path | None:
    home = folder / arm.environment
    python, stamp = home / "bin" / "python", home / "installed"
    wanted = "\n".join(arm.requirements)
    if stamp.exists() and stamp.read_text("utf-8") == wanted:
        return python
    sys.stderr.write(f"installing {wanted}\n")
    subprocess.run([sys.executable, "-m", "venv", str(home)], check=True)
    pip = [str(python), "-m", "pip", "install", "-q", "--disable-pip-version-check"]
    if subprocess.run([*pip, *arm.requirements], check=False).returncode:
        return None
    stamp.write_text(wanted, "utf-8")
    return python
