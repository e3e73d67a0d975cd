"""A template is copied to an empty place, renamed as its README says, installed, and conformant."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
import sysconfig
import venv
from pathlib import Path

import pytest

from scout_conformance import run
from scout_conformance.documents.badge import badge

ROOT = Path(__file__).parents[2]
EXAMPLES = ROOT / "examples"
TEMPLATES = sorted(path.parent.name for path in EXAMPLES.glob("acme*/pyproject.toml"))
TEMPLATE = pytest.mark.parametrize("template", TEMPLATES)

OURS = ("examples", "--8<--", "conformance/", "-e conformance", "tests/", "docs/", "scripts/")
"""What only somebody who has this repository could follow."""


def _files(template: str) -> list[Path]:
    """The files of a template that git knows or would."""
    command = ["git", "ls-files", "--cached", "--others", "--exclude-standard"]
    listed = subprocess.run(command, cwd=EXAMPLES / template, stdout=-1, text=True, check=True)
    return [EXAMPLES / template / name for name in listed.stdout.split()]


@TEMPLATE
def test_nothing_in_a_template_knows_this_repository(template: str) -> None:
    """No path, name or mark would have to be deleted from a copy."""
    for path in _files(template):
        text = path.read_text("utf-8")
        assert not [word for word in OURS if word in text], path
    assert not [path for path in _files(template) if "test" in path.name]


@TEMPLATE
def test_the_badge_of_a_template_is_current(template: str) -> None:
    """It is the verdict of today, byte for byte."""
    written = (EXAMPLES / template / "conformance.svg").read_text("utf-8")
    assert written == badge([run(template.replace("_", "-"))])
    assert "![scout contract](conformance.svg)" in (EXAMPLES / template / "README.md").read_text(
        "utf-8"
    )


@pytest.fixture(scope="module")
def python(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Python of an environment that has scout, the suite and what they need, and no template."""
    folder = tmp_path_factory.mktemp("environment")
    needs = folder / "needs"
    needs.mkdir()
    for entry in Path(sysconfig.get_paths()["purelib"]).iterdir():
        if "acme" not in entry.name:
            (needs / entry.name).symlink_to(entry)
    venv.create(folder / "venv", with_pip=True, symlinks=True)
    python = folder / "venv" / "bin" / "python"
    command = [python, "-c", "import sysconfig; print(sysconfig.get_paths()['purelib'])"]
    site = subprocess.run(command, capture_output=True, text=True, check=True).stdout.strip()
    line = f"import site; site.addsitedir({str(needs)!r})\n"
    (Path(site) / "needs.pth").write_text(line, encoding="utf-8")
    return python


def _rename(template: str, place: Path) -> Path:
    """Do what the README of the examples says, in a folder above which there is no checkout."""
    shutil.copytree(
        EXAMPLES / template,
        place / "checkout" / "examples" / template,
        ignore=shutil.ignore_patterns("__pycache__", "*.egg-info", ".*_cache"),
    )
    readme = (EXAMPLES / "README.md").read_text("utf-8")
    (block,) = re.findall(r"```console\n(\$ cp -r.*?)```", readme, re.DOTALL)
    typed = block.replace("acme_native", template).splitlines()
    lines = "\n".join(line.removeprefix("$ ") for line in typed)
    subprocess.run(["/bin/sh", "-ec", lines], cwd=place / "checkout", check=True)
    return place / "birch-scout"


@TEMPLATE
def test_a_renamed_copy_is_installed_and_conformant(
    template: str, python: Path, tmp_path: Path
) -> None:
    """From a wheel of its own, away from the checkout; nothing of Acme is left in it."""
    copy = _rename(template, tmp_path)
    left = [path for path in copy.rglob("*") if "acme" in str(path.relative_to(copy)).lower()]
    texts = [path.read_text("utf-8").lower() for path in copy.rglob("*") if path.is_file()]
    assert not left
    assert not [text for text in texts if "acme" in text]
    wheels = tmp_path / "wheels"
    build = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(wheels)]
    subprocess.run(build, cwd=copy, check=True, capture_output=True)
    (wheel,) = wheels.iterdir()
    install = ["-m", "pip", "install", "--no-index", "--no-deps", "--force-reinstall", str(wheel)]
    subprocess.run([python, *install], check=True, capture_output=True)
    (tmp_path / "empty").mkdir()
    judged = subprocess.run(
        [python, "-m", "pytest", "--scout-provider=birch", "--scout-report=conformance.svg"],
        cwd=tmp_path / "empty",
        env={"PATH": "/usr/bin:/bin"},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert judged.returncode == 0, judged.stdout + judged.stderr
    assert "birch: CONFORMANT (" in judged.stdout
    assert "conformant" in (tmp_path / "empty" / "conformance.svg").read_text("utf-8")
