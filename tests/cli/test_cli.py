"""The `scout` command: the same verdicts as pytest, and a word on what is missing."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from types import ModuleType

import pytest
from typer.testing import CliRunner

from scout.cli import main
from scout.cli.app import app

RUN = CliRunner()


def test_the_providers_are_listed() -> None:
    """Name, address, default model and where the key is read from."""
    ended = RUN.invoke(app, ["providers"], env={"COLUMNS": "200"})
    assert ended.exit_code == 0
    for word in ("groq", "https://api.groq.com:443", "GROQ_API_KEY", "anthropic"):
        assert word in ended.output


def test_a_provider_is_judged_with_the_verdict_of_pytest(tmp_path: Path) -> None:
    """Table, verdict line, exit code and report."""
    report = tmp_path / "acme.json"
    ended = RUN.invoke(app, ["conform", "acme", "--report", str(report)])
    assert ended.exit_code == 0, ended.output
    assert "acme: CONFORMANT (" in ended.output
    assert json.loads(report.read_text("utf-8"))["reports"][0]["verdict"] == "CONFORMANT"


def test_conform_can_judge_before_a_real_server(tmp_path: Path) -> None:
    """And says so, in the terminal and in the report."""
    file = tmp_path / "report.json"
    ended = RUN.invoke(app, ["conform", "acme", "--loopback", "--report", str(file)])
    assert ended.exit_code == 0, ended.output
    assert "vendor: loopback, as asked for" in ended.output
    (report,) = json.loads(file.read_text("utf-8"))["reports"]
    assert (report["vendor"], report["verdict"]) == ("loopback, as asked for", "CONFORMANT")


def test_a_broken_provider_ends_with_exit_code_1(tmp_path: Path) -> None:
    """And every failure is told as pytest tells it."""
    source = Path(__file__).parents[2] / "examples/acme/src/acme_scout/__init__.py"
    text = source.read_text("utf-8").replace('"acme', '"other').replace("anvil", "hammer")
    broken = tmp_path / "other.py"
    broken.write_text(text.replace('("other-",)', "()"), encoding="utf-8")
    ended = RUN.invoke(app, ["conform", f"{broken}:ACME"], env={"COLUMNS": "200"})
    assert ended.exit_code == 1
    assert "SC-RTG-003 MUST" in ended.output
    assert "NON-CONFORMANT (" in ended.output


def test_an_unknown_provider_ends_with_exit_code_4() -> None:
    """With what is near."""
    ended = RUN.invoke(app, ["conform", "acne"])
    assert ended.exit_code == 4
    assert "did you mean 'acme'?" in ended.output


def test_a_missing_kit_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    """It is a distribution of its own, which an application does not need."""
    monkeypatch.setitem(sys.modules, "scout_conformance", None)
    ended = RUN.invoke(app, ["conform", "acme"])
    assert ended.exit_code == 4
    assert "scout-conformance, which is not installed" in ended.output


@pytest.mark.parametrize("package", main.NEEDS)
def test_a_missing_extra_is_named(
    package: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """One sentence instead of a traceback."""

    def refuse(name: str) -> ModuleType:
        raise ModuleNotFoundError(f"No module named {package!r}", name=package)

    monkeypatch.setattr(main, "import_module", refuse)
    with pytest.raises(SystemExit, match="2"):
        main.run()
    said = capsys.readouterr().err
    assert f"needs {package}, which is not installed" in said
    assert "extra 'cli'" in said


def test_any_other_missing_module_is_not_hidden(monkeypatch: pytest.MonkeyPatch) -> None:
    """It is a fault, and its traceback is wanted."""

    def refuse(name: str) -> ModuleType:
        raise ModuleNotFoundError("No module named 'elsewhere'", name="elsewhere")

    monkeypatch.setattr(main, "import_module", refuse)
    with pytest.raises(ModuleNotFoundError, match="elsewhere"):
        main.run()
