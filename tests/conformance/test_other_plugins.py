"""Other people's pytest plugins in the author's environment change no verdict.

The plugins are installed by `nox -s plugins`, on pytest 8.4 and 9; elsewhere a case whose plugin is
not there is skipped and says which.
"""

from __future__ import annotations

import json
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

import pytest

from tests.conformance.packages import EXAMPLES
from tests.conformance.pytests import run_pytest

SOURCE = EXAMPLES / "acme/src/acme_scout/__init__.py"
PART = "SC-RTG or SC-KEY-00 or SC-REG-01 or test_own"
"""Plain checks, scenes on an event loop, a process of its own, and a test of the author's."""

CASES = (
    ("pytest-xdist", "-n 2"),
    ("pytest-xdist", "-n 2 --dist=loadgroup"),
    ("pytest-randomly", "-p randomly"),
    ("pytest-rerunfailures", "--reruns=2"),
    ("pytest-timeout", "--timeout=60 --timeout-method=signal"),
    ("pytest-timeout", "--timeout=60 --timeout-method=thread"),
    ("pytest-asyncio", "--asyncio-mode=auto"),
    ("pytest-asyncio", "--asyncio-mode=strict"),
    ("pytest-cov", "--cov=scout --cov-report=term"),
    ("pytest-socket", "--disable-socket"),
    ("pytest-socket", "--disable-socket --allow-unix-socket"),
    ("pytest-socket", "--disable-socket --scout-loopback"),
    ("pytest-xdist", "-n 2 --scout-loopback"),
    ("pytest-sugar", "--force-sugar"),
    ("pytest", "-p no:cacheprovider -p no:logging -p no:warnings"),
    ("pytest", "-W error --strict-markers --strict-config -p no:asyncio"),  # which warns itself
    ("pytest", "--doctest-modules --import-mode=prepend -s --showlocals --tb=long"),
)


def _is_here(distribution: str) -> bool:
    try:
        return bool(version(distribution))
    except PackageNotFoundError:
        return False


def _cases() -> list[object]:
    return [
        pytest.param(
            options.split(),
            id=options,
            marks=pytest.mark.skipif(not _is_here(name), reason=f"{name} is not installed"),
        )
        for name, options in CASES
    ]


@pytest.fixture
def other(tmp_path: Path) -> Path:
    """A copy of acme by another name with one mistake, beside a test of the author's."""
    source = SOURCE.read_text("utf-8").replace('"acme', '"other').replace("anvil", "hammer")
    path = tmp_path / "other.py"
    path.write_text(source.replace('("other-",)', "()"), encoding="utf-8")
    (tmp_path / "test_own.py").write_text("def test_own():\n    pass\n", encoding="utf-8")
    return tmp_path


def _outcomes(folder: Path) -> dict[str, str]:
    (report,) = json.loads((folder / "report.json").read_text("utf-8"))["reports"]
    return {result["id"]: result["outcome"] for result in report["results"]}


@pytest.mark.parametrize("options", _cases())
def test_a_plugin_changes_no_outcome(options: list[str], other: Path) -> None:
    """The one failing check fails, once; the rest holds, and so does the author's own test."""
    command = ("--scout-provider=other.py:ACME", "--scout-report=report.json", "test_own.py")
    ended = run_pytest(other, *command, "-k", PART, "-v", *options)
    assert ended.verdicts, ended.output
    outcomes = _outcomes(other)
    failed = [name for name, outcome in outcomes.items() if outcome == "FAIL"]
    assert (ended.code, failed) == (1, ["SC-RTG-003"]), ended.output
    assert "HARNESS_ERROR" not in outcomes.values()
    assert "1 failed" in ended.verdicts[0]
    assert ended.output.count("rerun     pytest") == 1
    assert "test_own.py::test_own" in ended.output
