"""Somebody else's package, as a wheel: their layout, their names, a provider made by a function."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.conformance.packages import package_of
from tests.conformance.pytests import Ended, run_pytest

PROJECT = """
[build-system]
requires = ["hatchling"]
build-backend = "hatchling.build"

[project]
name = "Strange.Things-for-LLMs"
version = "2026.11"
description = "Many things, and a provider among them."
dependencies = ["scout-core"]

[project.entry-points."scout.providers"]
strange = "strangecorp.ai.vendors.catalogue:build"

[tool.hatch.build.targets.wheel]
packages = ["src/strangecorp"]
"""

BUILD = """
from dataclasses import replace

from strangecorp.ai.vendors.{package} import {row}


def build():
    mine = {{model.id: model.id.replace("{prefix}", "strange-") for model in {row}.models}}
    return replace(
        {row},
        name="strange",
        api_key_env=("STRANGE_KEY",),
        model_prefixes=("strange-",),
        default_model=mine[{row}.default_model],
        models=tuple(replace(model, id=mine[model.id]) for model in {row}.models),
        pricing={{
            mine[name]: {{**price, "nickname": f"my_{{number}}"}} if "nickname" in price else price
            for number, (name, price) in enumerate({row}.pricing.items())
        }},
    )
"""


def _wheel(template: str, row: str, prefix: str, folder: Path) -> Path:
    """A wheel with the provider three packages down, built by a function in another module."""
    vendors = folder / "src/strangecorp/ai/vendors"
    package = package_of(template)
    name = f"their_{package.name}"
    shutil.copytree(package, vendors / name, ignore=shutil.ignore_patterns("__pycache__"))
    for source in (vendors / name).rglob("*.py"):
        renamed = source.read_text("utf-8").replace(package.name, f"strangecorp.ai.vendors.{name}")
        source.write_text(renamed, encoding="utf-8")
    for parent in (vendors.parent.parent, vendors.parent, vendors):
        (parent / "__init__.py").write_text("", encoding="utf-8")
    samples = vendors / name / "wire_samples"
    if samples.is_dir():  # beside the function, where the row is announced
        samples.rename(vendors / "catalogue_wire_samples")
    built = BUILD.format(package=name, row=row, prefix=prefix)
    (vendors / "catalogue.py").write_text(built, encoding="utf-8")
    (folder / "pyproject.toml").write_text(PROJECT, encoding="utf-8")
    command = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder / "out")]
    subprocess.run(command, cwd=folder, check=True, capture_output=True, timeout=120)
    (wheel,) = (folder / "out").glob("*.whl")
    return wheel


def _installed(wheel: Path, folder: Path) -> Path:
    """A folder with what the wheel installs, as in site-packages."""
    command = [sys.executable, "-m", "pip", "install", "--no-deps", "--no-index", "--target"]
    subprocess.run(
        [*command, str(folder), str(wheel)], check=True, capture_output=True, timeout=120
    )
    return folder


@pytest.mark.parametrize(
    ("template", "row", "prefix"),
    [("acme", "ACME", "acme-"), ("acme_native", "ACME_NATIVE", "native-")],
)
def test_a_strangers_wheel_is_judged_in_an_empty_directory(
    template: str, row: str, prefix: str, tmp_path: Path
) -> None:
    """No checkout, no test file, no key; a known wire, and one with samples of its own."""
    wheel = _wheel(template, row, prefix, tmp_path / "theirs")
    shutil.rmtree(tmp_path / "theirs/src")
    site = _installed(wheel, tmp_path / "site")
    (tmp_path / "empty").mkdir()
    path = os.pathsep.join(filter(None, [str(site), os.environ.get("PYTHONPATH", "")]))
    ended: Ended = run_pytest(
        tmp_path / "empty",
        *("--scout-provider=strange", "--scout-report=strange.json", "-p", "no:cacheprovider"),
        PYTHONPATH=path,
    )
    assert ended.code == 0, ended.output
    assert ended.verdicts[0].startswith("strange: CONFORMANT ("), ended.output
    (report,) = json.loads((tmp_path / "empty/strange.json").read_text("utf-8"))["reports"]
    outcomes = {result["id"]: result["outcome"] for result in report["results"]}
    assert outcomes["SC-REG-002"] == "PASS"  # found by its entry point
    assert outcomes["SC-WIR-030"] == "PASS"  # with samples, wherever they are
    assert [path.name for path in (tmp_path / "empty").iterdir()] == ["strange.json"]
