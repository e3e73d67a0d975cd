"""What is shipped: each distribution holds its package, all of it, and nothing else."""

from __future__ import annotations

import subprocess
import sys
import tarfile
import zipfile
from email import message_from_string
from email.message import Message
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
CORE, KIT = ROOT, ROOT / "conformance"
PACKAGES = {
    CORE: ("scout",),
    KIT: ("scout_conformance", "scout_conformance_pytest.py"),
}
PACKAGE = pytest.mark.parametrize("package", PACKAGES, ids=lambda package: package.name)


def _built(package: Path, kind: str, folder: Path) -> Path:
    command = [sys.executable, "-m", "hatchling", "build", "-t", kind, "-d", str(folder)]
    built = subprocess.run(command, cwd=package, capture_output=True, text=True, check=False)
    assert built.returncode == 0, built.stderr
    (path,) = folder.iterdir()
    return path


@pytest.fixture(scope="module")
def wheels(tmp_path_factory: pytest.TempPathFactory) -> dict[Path, zipfile.ZipFile]:
    """The wheel of each package, built from the checkout without a network."""
    folders = {package: tmp_path_factory.mktemp("wheel") for package in PACKAGES}
    return {
        package: zipfile.ZipFile(_built(package, "wheel", folder))
        for package, folder in folders.items()
    }


def _metadata(wheel: zipfile.ZipFile) -> Message:
    (name,) = (name for name in wheel.namelist() if name.endswith(".dist-info/METADATA"))
    return message_from_string(wheel.read(name).decode())


@PACKAGE
def test_a_wheel_holds_its_package_and_nothing_else(
    package: Path, wheels: dict[Path, zipfile.ZipFile]
) -> None:
    """Beside the package there is only the metadata folder, with the licence in it."""
    names = wheels[package].namelist()
    tops = {name.split("/")[0] for name in names if ".dist-info/" not in name}
    assert tops == set(PACKAGES[package])
    assert any(name.endswith(".dist-info/licenses/LICENSE") for name in names)


@PACKAGE
def test_a_wheel_holds_all_of_its_package(
    package: Path, wheels: dict[Path, zipfile.ZipFile]
) -> None:
    """Modules, data and the `py.typed` marker: every file of the package that git knows."""
    listed = ["git", "ls-files", "--cached", "--others", "--exclude-standard", *PACKAGES[package]]
    known = subprocess.run(listed, cwd=package, capture_output=True, text=True, check=True).stdout
    names = set(wheels[package].namelist())
    assert set(known.split()) == {name for name in names if ".dist-info/" not in name}
    assert any(name.endswith("/py.typed") for name in names)


@PACKAGE
def test_a_source_archive_can_be_built_into_the_same_wheel(
    package: Path, wheels: dict[Path, zipfile.ZipFile], tmp_path: Path
) -> None:
    """Whoever packages scout anew starts from the source archive."""
    (tmp_path / "sdist").mkdir()
    (tmp_path / "wheel").mkdir()
    with tarfile.open(_built(package, "sdist", tmp_path / "sdist")) as archive:
        archive.extractall(tmp_path / "source", filter="data")
    (source,) = (tmp_path / "source").iterdir()
    with zipfile.ZipFile(_built(source, "wheel", tmp_path / "wheel")) as again:
        assert sorted(again.namelist()) == sorted(wheels[package].namelist())


def test_both_distributions_move_in_lockstep(wheels: dict[Path, zipfile.ZipFile]) -> None:
    """One version, and each asks for exactly that version of the other."""
    core, kit = _metadata(wheels[CORE]), _metadata(wheels[KIT])
    version = core["Version"]
    assert kit["Version"] == version
    for package, module in ((CORE, "scout"), (KIT, "scout_conformance")):
        source = wheels[package].read(f"{module}/__init__.py").decode()
        assert f'__version__ = "{version}"' in source
    asked = [*core.get_all("Requires-Dist", []), *kit.get_all("Requires-Dist", [])]
    ours = sorted(line for line in asked if line.startswith("scout-"))
    assert ours == [
        f"scout-conformance=={version}; extra == 'conformance'",
        f"scout-core=={version}",
    ]


@PACKAGE
def test_the_metadata_says_what_is_supported(
    package: Path, wheels: dict[Path, zipfile.ZipFile]
) -> None:
    """Licence, the range of Pythons, typed; dependencies have floors and no caps."""
    metadata = _metadata(wheels[package])
    assert metadata["License-Expression"] == "Apache-2.0"
    assert metadata["Requires-Python"] == ">=3.11"
    pythons = {f"Programming Language :: Python :: 3.{minor}" for minor in range(11, 15)}
    assert pythons | {"Typing :: Typed"} <= set(metadata.get_all("Classifier", []))
    foreign = [line for line in metadata.get_all("Requires-Dist", []) if line[:6] != "scout-"]
    assert not [line for line in foreign if ">=" not in line or "<" in line or "~=" in line]


def test_the_kit_is_found_by_pytest(wheels: dict[Path, zipfile.ZipFile]) -> None:
    """Installing the kit is all: pytest loads it by its entry point."""
    (name,) = (name for name in wheels[KIT].namelist() if name.endswith("entry_points.txt"))
    assert "[pytest11]" in wheels[KIT].read(name).decode()


def test_the_developer_versions_name_no_address() -> None:
    """The constraints are names and versions, so that every index serves them."""
    lines = (ROOT / "dev-constraints.txt").read_text("utf-8").splitlines()
    pins = [line for line in lines if line and not line.startswith("#")]
    assert pins
    assert not [pin for pin in pins if pin.count("==") != 1 or "/" in pin or "@" in pin]
