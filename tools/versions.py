"""Says which core, contract and kit belong together, from what each of them declares."""

from __future__ import annotations

import json
import re
import tomllib
from pathlib import Path
from typing import Any

from tools.markdown import table

ROOT = Path(__file__).parents[1]
CONTRACTS = ROOT / "conformance" / "scout_conformance" / "contract"


def compatibility() -> str:
    """Core, kit, contract and Python of this checkout."""
    core, kit = _project(ROOT), _project(ROOT / "conformance")
    floors = [_floor(kit, "scout-core"), core["requires-python"].removeprefix(">=")]
    return table(
        (
            "scout-core",
            "scout-conformance",
            "needs scout-core",
            "judges by contract",
            "Python from",
        ),
        [(core["version"], kit["version"], floors[0], ", ".join(revisions()), floors[1])],
    )


def contracts() -> str:
    """Each revision of the contract, and what it demands."""
    rows = []
    for revision in revisions():
        frozen = json.loads((CONTRACTS / f"{revision}.json").read_text("utf-8"))
        levels = [level for level, _ in frozen["required"].values()]
        counts = [levels.count(level) for level in ("MUST", "SHOULD")]
        rows.append((revision, *counts, ", ".join(frozen["retired"]) or "none"))
    return table(("contract", "MUST", "SHOULD", "retired checks"), rows)


def dependencies() -> str:
    """What each distribution and each extra asks for."""
    rows = []
    for project in (_project(ROOT), _project(ROOT / "conformance")):
        rows.append((f"`{project['name']}`", _listed(project["dependencies"])))
        extras = project.get("optional-dependencies", {})
        rows += [(f"`{project['name']}[{name}]`", _listed(extras[name])) for name in sorted(extras)]
    return table(("install", "asks for"), rows)


def _listed(requirements: list[str]) -> str:
    return ", ".join(f"`{one}`" for one in sorted(requirements))


def revisions() -> list[str]:
    """The revisions of the contract that the kit holds, oldest first."""
    found = [path.stem for path in CONTRACTS.glob("*.json")]
    return sorted(name for name in found if re.fullmatch(r"\d+\.\d+", name))


def _project(folder: Path) -> dict[str, Any]:
    loaded = tomllib.loads((folder / "pyproject.toml").read_text("utf-8"))
    project: dict[str, Any] = loaded["project"]
    return project


def _floor(project: dict[str, Any], name: str) -> str:
    found = next(one for one in project["dependencies"] if one.startswith(name))
    return str(found.removeprefix(name))
