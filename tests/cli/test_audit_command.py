"""`scout audit` and `scout spend` on a log and a ledger that a router wrote."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from scout.cli.app import app
from scout.errors import CallError
from scout.llm.types import Usage
from scout.testing import ScriptedVendor, answers, fails, limits

USAGE = Usage(input_tokens=1000, output_tokens=500)
PRICES_USD = {
    "openai/gpt-4o-mini": "0.000900000",
    "groq/openai/gpt-oss-20b": "0.000225000",
    "deepseek/deepseek-flash": "0.000000000",
}


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A log and a ledger of four calls: two models, one refusal, one limited key."""
    folder = tmp_path_factory.mktemp("books")
    settings = {
        "audit_path": folder / "audit.jsonl",
        "ledger_path": folder / "ledger.db",
        "budget_usd": {"team": 1},
    }
    with ScriptedVendor() as vendor, vendor.router(keys=2, settings=settings) as router:
        vendor.script(answers("Hi", usage=USAGE))
        router.call_sync("Hello", model="gpt-4o-mini", scopes={"team": "search"})
        router.call_sync("Hello", model="gpt-4o-mini", scopes={"team": "ads"})
        vendor.script(limits(retry_after_s=60), answers("Hi", usage=USAGE), provider="groq")
        router.call_sync("Hello", model="openai/gpt-oss-20b", scopes={"team": "ads"})
        vendor.script(fails("invalid"), provider="deepseek")
        with pytest.raises(CallError):
            router.call_sync("Hello", model="deepseek-flash", scopes={"team": "ads"})
    return folder


def run(*words: str | Path, env: dict[str, str | None] | None = None, code: int = 0) -> Result:
    """Run a command and hold it to its exit code."""
    ended = CliRunner().invoke(app, [*map(str, words)], env={"COLUMNS": "120", **(env or {})})
    assert ended.exit_code == code, ended.output
    return ended


def test_a_sound_log_is_verified(folder: Path) -> None:
    """With its size, and what to note elsewhere; a hash that was noted is looked for."""
    said = run("audit", "verify", folder / "audit.jsonl").output
    assert "INTACT (rows 5, writers 1, files 1)" in said
    anchor = said.partition("anchor ")[2].strip()
    assert len(anchor) == 64
    run("audit", "verify", folder / "audit.jsonl", "--anchor", anchor)
    missing = run("audit", "verify", folder / "audit.jsonl", "--anchor", "0" * 64, code=1)
    assert "anchor: no row has the hash" in missing.output


def test_a_log_that_was_altered_is_not(folder: Path, tmp_path: Path) -> None:
    """Exit code 1, and the line."""
    data = (folder / "audit.jsonl").read_bytes()
    harmed = tmp_path / "audit.jsonl"
    harmed.write_bytes(data.replace(b'"team":"ads"', b'"team":"sea"', 1))
    said = " ".join(run("audit", "verify", harmed, code=1).output.split())  # long paths break it
    assert "audit.jsonl:3: flip: its hash does not match what it says" in said
    assert "NOT INTACT (rows 4, writers 1, files 1)" in said


def test_the_log_of_the_settings_is_meant_where_none_is_named(folder: Path) -> None:
    """`SCOUT_AUDIT_PATH`; without it the command says what to do."""
    run("audit", "verify", env={"SCOUT_AUDIT_PATH": str(folder / "audit.jsonl")})
    said = run("audit", "verify", env={"SCOUT_AUDIT_PATH": None}, code=4)
    assert "name an audit log, or set SCOUT_AUDIT_PATH" in said.output


@pytest.mark.parametrize("command", ["verify", "tail", "report"])
def test_a_log_that_is_not_there_is_named(tmp_path: Path, command: str) -> None:
    """With the exit code of a wrong argument."""
    said = run("audit", command, tmp_path / "none.jsonl", code=4).output
    assert f"there is no audit log at {tmp_path / 'none.jsonl'}" in said


def test_the_last_calls_are_shown_with_their_steps(folder: Path) -> None:
    """The newest last."""
    said = run("audit", "tail", folder / "audit.jsonl", "-n", "2").output.splitlines()
    assert len(said) == 5
    assert "  ok  " in said[0]
    assert "groq/openai/gpt-oss-20b key groq#1 -> RateLimitedError in " in said[1]
    assert "groq/openai/gpt-oss-20b key groq#2 -> ok in " in said[2]
    assert "  InvalidRequestError  " in said[3]
    rows = run("audit", "tail", folder / "audit.jsonl", "--json").output.splitlines()
    assert [json.loads(row)["outcome"] for row in rows] == ["ok", "ok", "ok", "InvalidRequestError"]


def test_a_log_is_summed_up(folder: Path) -> None:
    """How calls ended, and what each route came to."""
    said = run("audit", "report", folder / "audit.jsonl").output
    assert "4 calls: 3 ok, 1 InvalidRequestError" in said
    assert "1 RateLimitedError from groq/openai/gpt-oss-20b" in said
    for route, price in PRICES_USD.items():
        (line,) = (line for line in said.splitlines() if line.strip().startswith(route))
        assert price.replace("0.000900000", "0.001800000") in line or price in line
    empty = run("audit", "report", folder / "audit.jsonl", "--until", "2026-01-01").output
    assert "0 calls: none" in empty


def test_log_and_ledger_say_the_same_was_spent(folder: Path) -> None:
    """By model and by team, as CSV and as JSON."""
    for by in ("model", "scope:team", "day"):
        told = [
            json.loads(run("spend", "--by", by, "--json", *source).output)
            for source in (
                ("--audit", folder / "audit.jsonl"),
                ("--ledger", folder / "ledger.db"),
            )
        ]
        rows = [
            {row[by]: row["nano_usd"] for row in one["rows"] if row["nano_usd"]} for one in told
        ]
        assert rows[0] == rows[1]
        assert told[0]["total"]["usd"] == told[1]["total"]["usd"] == "0.001125000"
    said = run("spend", "--by", "scope:team", "--csv", "--audit", folder / "audit.jsonl").output
    (ads, search) = csv.DictReader(io.StringIO(said))
    assert (ads["scope:team"], ads["usd"], ads["calls"]) == ("ads", "0.000675000", "3")
    assert (search["scope:team"], search["usd"], search["calls"]) == ("search", "0.000450000", "1")


def test_what_was_spent_is_a_table_or_bars_or_a_picture(folder: Path, tmp_path: Path) -> None:
    """Of the log that the settings name."""
    env: dict[str, str | None] = {"SCOUT_AUDIT_PATH": str(folder / "audit.jsonl")}
    table = run("spend", env=env).output
    assert "$0.001125000 in 5 requests of 4 calls" in table
    assert "openai/gpt-4o-mini" in table
    picture = tmp_path / "spend.svg"
    bars = run("spend", "--plot", "--svg", picture, env=env).output
    assert "█" in bars
    assert picture.read_text("utf-8").count("<rect ") == 3


def test_what_cannot_be_read_is_told(folder: Path, tmp_path: Path) -> None:
    """A line that is no row is not silently worth nothing."""
    harmed = tmp_path / "audit.jsonl"
    harmed.write_bytes((folder / "audit.jsonl").read_bytes() + b"no row\n")
    advice = "1 lines are no rows: scout audit verify says which"
    assert advice in run("spend", "--audit", harmed).output
    assert advice in run("audit", "report", harmed).output


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--audit", "a", "--ledger", "b"], "give --audit or --ledger"),
        (["--ledger", "nowhere.db"], "there is no ledger at nowhere.db"),
        (["--audit", "nowhere.jsonl"], "there is no audit log at nowhere.jsonl"),
        ([], "name a source"),
    ],
)
def test_a_source_that_is_wrong_is_named(words: list[str], said: str) -> None:
    """And nothing is made in its place."""
    assert said in run("spend", *words, code=4).output
    assert not Path("nowhere.db").exists()


def test_an_unknown_dimension_is_named(folder: Path) -> None:
    """With those that there are."""
    said = run("spend", "--by", "colour", "--audit", folder / "audit.jsonl", code=4).output
    assert "'colour' is nothing to add up by" in said
