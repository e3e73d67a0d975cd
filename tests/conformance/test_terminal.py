"""What a run says in a terminal of any width, in CI, and while it goes on."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import pytest

from scout_conformance import Outcome, Report, run, terminal
from scout_conformance.annotations import for_ci
from scout_conformance.subject import VendorKind
from scout_conformance.zoo.acme import ACME
from tests.conformance.pytests import Ended, run_pytest

ACME_SOURCE = Path(__file__).parents[2] / "examples/acme/src/acme_scout/__init__.py"

WIRE = """

from dataclasses import dataclass, replace as _replace
from scout.llm.providers.wires.openai_chat import OpenAIChat


@dataclass(frozen=True, slots=True)
class Falling(OpenAIChat):
    def encode(self, call, provider):
        raise ZeroDivisionError("100 % of it:\\n::error::all, and more")


ODD = _replace(ACME, wire=Falling(), model_prefixes=(), docs_url="")
"""
SOME = ("-k", "WIR-010 or RTG-003 or DOC or REG-00", "-p", "no:cacheprovider")


@pytest.fixture
def odd(tmp_path: Path) -> Path:
    """A provider in a file: a MUST that raises, a MUST and a SHOULD that do not hold."""
    (tmp_path / "odd.py").write_text(ACME_SOURCE.read_text("utf-8") + WIRE, encoding="utf-8")
    return tmp_path


def _told(folder: Path, *more: str, **environment: str) -> Ended:
    return run_pytest(folder, "--scout-provider=odd.py:ODD", *SOME, *more, **environment)


@pytest.mark.parametrize("columns", [40, 80])
def test_nothing_is_wider_than_the_terminal(odd: Path, columns: int) -> None:
    """But what is pasted, an address, and what pytest itself prints."""
    ended = _told(odd, COLUMNS=str(columns))
    lines = ended.output.splitlines()
    start = next(i for i, line in enumerate(lines) if "FAILURES" in line)
    end = next(i for i, line in enumerate(lines) if "short test summary" in line)
    wide = [line for line in lines[start:end] if len(line) > columns]
    assert not [line for line in wide if not line.lstrip().startswith(("rerun", "docs"))]
    assert any(line.startswith("area") and len(line) <= columns for line in lines)
    assert "NON-CONFORMANT" in ended.output


def test_a_narrow_table_leaves_out_titles_and_no_count() -> None:
    """Every area and every outcome is still there."""
    report = run(ACME, checks=["SC-REG-001", "SC-KEY-001"])
    wide, narrow = terminal.table(report, width=80), terminal.table(report, width=12)
    assert [line.split()[0] for line in wide] == [line.split()[0] for line in narrow]
    assert [line.split()[-1] for line in wide] == [line.split()[-1] for line in narrow]
    assert "registration" in wide[1]
    assert narrow[1].split() == ["REG", "1"]


def test_a_wrapped_line_loses_no_word() -> None:
    """Not even one that is longer than the line."""
    line = "acme: CONFORMANT (115 passed, 2 n/a) " + "x" * 60
    parts = terminal.wrapped(line, 40)
    assert " ".join(part.strip() for part in parts) == line.strip()
    assert terminal.wrapped("", 40) == [""]


@pytest.mark.parametrize("said", [{"CI": "true"}, {"CI": "true", "GITHUB_ACTIONS": "true"}])
def test_a_ci_is_told_each_failure_once(odd: Path, said: dict[str, str]) -> None:
    """In full once; annotated where the CI knows annotations, and nowhere else."""
    ended = _told(odd, **said)
    assert ended.output.count("  rerun     pytest") == 2
    commands = [line for line in ended.output.splitlines() if line.startswith("::")]
    if "GITHUB_ACTIONS" not in said:
        assert commands == []
        return
    assert {line.partition(" ")[0] for line in commands} == {"::error", "::warning"}
    (raised,) = (line for line in commands if "SC-WIR-010" in line)
    found = re.match(r"::error file=odd\.py,line=(\d+),title=SC-WIR-010 odd\.py%3AODD::", raised)
    assert found is not None
    source = (odd / "odd.py").read_text("utf-8").splitlines()
    assert "ZeroDivisionError" in source[int(found[1]) - 1]
    assert "100 %25 of it" in raised
    assert "%0A" in raised


def test_what_a_provider_says_cannot_be_a_command() -> None:
    """A line break in it does not begin a line of the log, and a comma no property."""
    report = run(ACME, checks=["SC-REG-001"])
    (result,) = report.results
    evil = replace(
        result, outcome=Outcome.FAIL, got="a\r\n::stop-commands::x", frames=("a,b:c.py:3 in d: e",)
    )
    attacked = Report("x,y::z\n::error::", (evil,), ())
    (line,) = for_ci([attacked], {"GITHUB_ACTIONS": "true"})
    assert "\n" not in line
    assert "\r" not in line
    head, _, message = line.partition("::")[2].partition("::")
    assert head == "error title=SC-REG-001 x%2Cy%3A%3Az%0A%3A%3Aerror%3A%3A"
    assert "%0D%0A::stop-commands::x" in message


def test_progress_is_shown_while_it_runs(odd: Path) -> None:
    """A letter for each check and how far the run is; with -v each by its name and outcome."""
    plain = _told(odd)
    assert re.search(r"^scout [.wdF-]+ +\[100%\]$", plain.output, re.MULTILINE)
    named = _told(odd, "-v", COLUMNS="100")
    shown = r"^scout::odd\.py:ODD::SC-RTG-003 FAILED +\[ *\d+%\]$"
    assert re.search(shown, named.output, re.MULTILINE)


def test_no_color_holds_in_a_ci_as_well(odd: Path) -> None:
    """No escape sequence anywhere, whatever else the environment says."""
    ended = _told(odd, CI="true", GITHUB_ACTIONS="true", FORCE_COLOR="", PY_COLORS="")
    assert "\x1b" not in ended.output


def test_the_terminal_says_before_whom_scenes_were_played() -> None:
    """Only where it was a real server."""
    report = run(ACME, checks=["SC-REG-001"])
    assert terminal.played_before(report) == []
    real = Report(report.provider, report.results, (), 0, VendorKind.OWN_TRANSPORT.value)
    assert "transport of its own" in terminal.played_before(real)[1]


def test_paths_of_windows_are_told_as_they_are(tmp_path: Path) -> None:
    """A provider, a report and a rerun line with backslashes, in every format."""
    name, report = r"src\odd.py", r"out\report"
    (tmp_path / name).write_text(ACME_SOURCE.read_text("utf-8") + WIRE, encoding="utf-8")
    spec = f"{name}:ODD"
    written = [f"--scout-report={report}{ending}" for ending in (".json", ".html", ".md", ".svg")]
    ended = run_pytest(
        tmp_path, f"--scout-provider={spec}", *SOME, *written, "--junitxml=junit.xml"
    )
    assert any(line.startswith(f"{spec}: NON-CONFORMANT") for line in ended.output.splitlines())
    assert "Traceback" not in ended.output
    files = {path.name: path.read_text("utf-8") for path in tmp_path.iterdir() if path.is_file()}
    assert r'"provider": "src\\odd.py:ODD"' in files[rf"{report}.json"]
    assert spec in files[rf"{report}.html"]
    assert (
        r"src\\odd\.py:ODD" in files[rf"{report}.md"]
        or r"src\\odd.py:ODD" in files[rf"{report}.md"]
    )
    assert spec in files[rf"{report}.svg"]
    assert rf"scout_verdict:{spec}" in files["junit.xml"]
    pasted = run_pytest(tmp_path, f"scout::{spec}::SC-RTG-003")
    assert any("NON-CONFORMANT (1 failed" in line for line in pasted.output.splitlines())
