"""The steps of the tutorial are what the commands write, and lead to a verdict."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]
TUTORIAL = ROOT / "examples" / "tutorial"
SCAFFOLD = (
    *("new-provider", "lumen", "--base-url", "https://api.lumen.example/v1"),
    *("--model", "lumen-small-1", "--input-price", "0.20", "--output-price", "0.80"),
    *("--prefix", "lumen-"),
)
DAY = re.compile(r"\d{4}-\d{2}-\d{2}|date\(\d{4}, \d{1,2}, \d{1,2}\)")


def _written(folder: Path) -> Path:
    """The package that the first step's command writes."""
    command = [sys.executable, "-c", "from scout.cli.main import run; run()", *SCAFFOLD]
    subprocess.run(command, cwd=folder, capture_output=True, text=True, timeout=60, check=True)
    return folder / "lumen-scout"


def test_the_first_step_is_what_the_command_writes(tmp_path: Path) -> None:
    """But for the day; the last step has the same files around its module."""
    package = _written(tmp_path)
    module = package / "src" / "lumen_scout" / "__init__.py"
    shown = TUTORIAL / "1_scaffold" / "lumen_scout.py"
    assert DAY.sub("DAY", module.read_text("utf-8")) == DAY.sub("DAY", shown.read_text("utf-8"))
    names = {path.relative_to(package) for path in package.rglob("*") if path.is_file()}
    shipped = TUTORIAL / "7_ship"
    assert all((shipped / name).is_file() for name in names)
    assert (shipped / "pyproject.toml").read_text("utf-8") == (
        package / "pyproject.toml"
    ).read_text("utf-8")


def test_what_is_shipped_is_what_was_judged() -> None:
    """The module of the last step is that of the step before."""
    shipped = TUTORIAL / "7_ship" / "src" / "lumen_scout" / "__init__.py"
    judged = TUTORIAL / "6_conform" / "lumen_scout.py"
    assert shipped.read_text("utf-8") == judged.read_text("utf-8")


def test_the_shipped_package_is_conformant(tmp_path: Path) -> None:
    """The command of the page, away from the checkout, ends in the verdict."""
    source = TUTORIAL / "7_ship" / "src"
    path = os.pathsep.join([str(source), os.environ.get("PYTHONPATH", "")])
    ran = subprocess.run(
        [sys.executable, "-m", "pytest", "--scout-provider=lumen_scout:LUMEN"],
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": path},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert ran.returncode == 0, ran.stdout
    assert "CONFORMANT" in ran.stdout
    assert "NON-CONFORMANT" not in ran.stdout
