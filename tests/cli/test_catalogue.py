"""`scout providers`, `models`, `price` and `route`: what could be called, and at what price."""

from __future__ import annotations

import json
from decimal import Decimal

import pytest

from tests.cli.running import program, scout, scout_json


def test_providers_are_told_as_json() -> None:
    """Each with its models and variables, and those that could not be loaded."""
    said = scout_json("providers")
    by_name = {row["name"]: row for row in said["providers"]}
    assert by_name["groq"]["key_variables"] == ["GROQ_API_KEY"]
    assert "acme-small-1" in by_name["acme"]["models"]
    assert said["left_out"] == []


def test_models_are_listed_with_windows_and_prices() -> None:
    """Of the providers that are named."""
    lines = scout("models", "acme").output.splitlines()
    assert lines[0].split()[:4] == ["model", "provider", "window", "answer"]
    assert lines[1].split()[:6] == ["acme-small-1", "acme", "128000", "16384", "0.2", "0.8"]
    assert len(lines) == 3


def test_a_narrow_terminal_gets_rows_one_below_the_other() -> None:
    """And no line that is longer than it."""
    lines = scout("models", "acme", columns=40).output.splitlines()
    assert "acme-small-1" in lines
    assert "  provider: acme, window: 128000," in lines
    assert max(map(len, lines)) <= 40


def test_a_model_that_ends_says_so() -> None:
    """With the day, and who takes its place."""
    noted = [entry for entry in scout_json("models") if entry["shutdown_on"]]
    assert noted
    assert any("takes its place" in entry["note"] for entry in noted)


def test_a_price_is_exact() -> None:
    """Rates of the row, times the tokens."""
    said = scout_json("price", "acme-small-1", "1000", "500")
    assert Decimal(said["cost_usd"]) == Decimal("0.0006")
    assert (said["provider"], said["model"]) == ("acme", "acme-small-1")
    assert scout("price", "acme-small-1", "1000", "500").output.splitlines() == [
        "$0.0006 for 1000 + 500 tokens",
        "acme/acme-small-1: $0.2 in, $0.8 out per million",
    ]


def test_a_price_that_nobody_knows_is_exit_code_1() -> None:
    """Unknown is not free."""
    assert "nobody knows its price" in scout("price", "acme/unheard", "1", "1", code=1).output
    assert scout_json("price", "acme/unheard", "1", "1", code=1)["cost_usd"] is None


@pytest.mark.parametrize(
    "words", [("price", "cme-small-1", "1", "1"), ("route", "hi", "--model", "cme-small-1")]
)
def test_a_misspelt_model_is_exit_code_4(words: tuple[str, ...]) -> None:
    """In one sentence, with what it may have meant."""
    said = scout(*words, code=4).stderr
    assert said.startswith("scout: no provider knows 'cme-small-1'; did you mean 'acme-small-1'")


def test_a_misspelt_provider_is_exit_code_4() -> None:
    """With what is near."""
    assert "did you mean 'groq'?" in scout("models", "grok", code=4).stderr


def test_a_route_is_told_without_sending_anything() -> None:
    """Whom, in which order, why, and what the prompt costs there."""
    said = scout_json("route", "Say hello", "--model", "acme-small-1", "--fallback", "anvil")
    first = said["candidates"][0]
    assert (first["provider"], first["model"]) == ("acme", "acme-small-1")
    assert "exact model id" in first["reason"]
    assert Decimal(first["prompt_usd"]) == said["prompt_tokens"] * Decimal("0.0000002")
    assert "about" in scout("route", "Say hello", "--model", "acme-small-1").output


KEYS = {"GROQ_API_KEY": "made-up", "ANTHROPIC_API_KEY": "made-up-as-well"}


def test_a_route_by_intent_is_a_table_with_reasons() -> None:
    """The guess, then each model once: its tier, its price, why it is asked or not."""
    ended = program("route", "Write a function that parses dates.", env=KEYS)
    assert (ended.returncode, ended.stderr) == (0, "")
    first, titles, *rows, last = ended.stdout.splitlines()
    assert first.startswith("intent code (")
    assert " ".join(titles.split()) == "# model provider tier about $ at most $ why"
    assert rows[0].split()[:4] == ["1", "openai/gpt-oss-120b", "groq", "2"]
    assert any("no API key; set OPENAI_API_KEY" in row for row in rows)
    assert "prompt tokens" in last


def test_a_route_by_intent_is_told_as_json() -> None:
    """With the guess in full."""
    ended = program("route", "Hello there!", "--json", env=KEYS)
    said = json.loads(ended.stdout)
    assert ended.returncode == 0
    assert said["chosen"]["guess"]["intent"] == "chat"
    first = said["candidates"][0]
    assert (first["model"], first["tier"], first["dropped"]) == ("openai/gpt-oss-20b", 1, "")
    assert Decimal(first["estimate_usd"]) > Decimal(first["prompt_usd"])
    assert any(one["dropped"].startswith("no API key") for one in said["candidates"])


def test_a_route_is_readable_in_forty_columns() -> None:
    """No line is longer; each row begins with its number."""
    ended = program("route", "Hello there!", env={**KEYS, "COLUMNS": "40"})
    assert any(line.startswith("1 openai/") for line in ended.stdout.splitlines())
    assert max(map(len, ended.stdout.splitlines())) <= 40


@pytest.mark.claim("route-exit", "Exit code 1 says that nobody can be asked.")
def test_a_route_that_nobody_can_take_is_exit_code_1() -> None:
    """Without any key; the table says which ones would help."""
    ended = program("route", "Hello there!")
    assert ended.returncode == 1
    assert "no API key; set GROQ_API_KEY" in ended.stdout


def test_what_a_call_may_cost_narrows_its_route() -> None:
    """As the call itself would be narrowed."""
    words = ("--max-cost-usd", "0.0001", "--max-output-tokens", "100", "--json")
    said = json.loads(program("route", "Hello there!", *words, env=KEYS).stdout)
    assert any("it may cost up to" in one["dropped"] for one in said["candidates"])
    assert said["answer_tokens"] == 100


def test_a_check_without_a_key_compares_nothing() -> None:
    """And says so."""
    ended = program("models", "--check", env={"NO_COLOR": "1"})
    assert (ended.returncode, ended.stderr) == (0, "")
    assert ended.stdout == "nothing is different, or no provider has a key\n"


def test_a_pipe_gets_a_row_on_a_line_without_colours() -> None:
    """So that it can be searched."""
    ended = program("models", "groq")
    assert ended.returncode == 0
    assert "\x1b" not in ended.stdout
    (line,) = (line for line in ended.stdout.splitlines() if line.startswith("gemma2-9b-it"))
    assert "takes its place" in line


def test_a_wrong_setting_is_a_sentence() -> None:
    """With the name of the variable and what stands in it."""
    ended = program("route", "hi", env={"SCOUT_TIMEOUT_S": "soon"})
    assert ended.returncode == 4
    assert ended.stderr.startswith("scout: SCOUT_TIMEOUT_S is 'soon': ")
    assert "Traceback" not in ended.stderr


@pytest.mark.parametrize("command", ["providers", "models", "price", "route"])
def test_help_teaches(command: str) -> None:
    """By an example, and the exit codes."""
    said = scout(command, "--help", columns=120).output
    assert f"scout {command}" in said.partition("Examples")[2]
    assert "Exit codes" in said
