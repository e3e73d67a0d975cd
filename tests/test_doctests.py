"""What docstrings show as an example happens as they show it."""

from __future__ import annotations

import doctest
import importlib
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
PACKAGES = (ROOT / "scout", ROOT / "conformance" / "scout_conformance")
SHOWING = sorted(
    ".".join(path.relative_to(package.parent).with_suffix("").parts).removesuffix(".__init__")
    for package in PACKAGES
    for path in package.rglob("*.py")
    if re.search(r"^ *(?:>>> |Examples?:$)", path.read_text("utf-8"), re.MULTILINE)
)


@pytest.mark.parametrize("module", SHOWING)
def test_the_examples_of_a_module_happen(
    module: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each example is run, none is skipped, and each prints what it is said to print."""
    monkeypatch.chdir(tmp_path)
    result = doctest.testmod(importlib.import_module(module))
    assert result.attempted
    assert not result.failed
