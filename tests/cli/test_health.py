"""`scout keys`, `doctor` and `config`: what is in force, without a secret."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from scout.cli.findings import key_problem
from scout.testing import ScriptedVendor, replies
from tests.cli.running import program

SECRET = "gsk_made_up_0123456789abcdef"


def test_keys_are_told_with_their_source_and_without_the_secret() -> None:
    """Each variable that a key was read from; what is missing says what to set."""
    ended = program("keys", env={"GROQ_API_KEY": SECRET, "GROQ_API_KEY_1": f"{SECRET}2"})
    assert ended.returncode == 0, ended.stderr
    lines = [line.split() for line in ended.stdout.splitlines()]
    assert ["groq", "groq#1", "GROQ_API_KEY", "looks", "like", "a", "key"] in lines
    assert ["groq", "groq#2", "GROQ_API_KEY_1", "looks", "like", "a", "key"] in lines
    assert "none; set ANTHROPIC_API_KEY" in ended.stdout
    assert SECRET not in ended.stdout


def test_a_key_that_cannot_be_one_is_exit_code_1() -> None:
    """In words that do not show it."""
    ended = program("keys", "groq", "--json", env={"GROQ_API_KEY": f'"{SECRET}"'})
    assert ended.returncode == 1
    assert json.loads(ended.stdout)["groq"][0]["problem"] == "stands in quotes"
    assert SECRET not in ended.stdout + ended.stderr


@pytest.mark.parametrize(
    ("secret", "problem"),
    [
        (SECRET, ""),
        ("Bearer abcdefghijkl", "holds a space"),
        ("'abcdefghijklmn'", "stands in quotes"),
        ("schlüssel-0123456789", "holds characters"),
        ("your-api-key-here", "is a placeholder"),
        ("abc", "is shorter than"),
    ],
)
def test_slips_with_keys_are_seen(secret: str, problem: str) -> None:
    """Those that people make when they paste."""
    assert key_problem(secret).startswith(problem)
    assert bool(key_problem(secret)) is bool(problem)


def test_the_doctor_is_content_where_a_key_is_set() -> None:
    """Versions, providers, keys."""
    ended = program("doctor", "--json", env={"GROQ_API_KEY": SECRET})
    said = {one["about"]: one for one in json.loads(ended.stdout)}
    assert ended.returncode == 0, ended.stdout
    assert said["key groq#1"]["level"] == "ok"
    assert {"python", "scout-core", "httpx", "settings file", "providers"} <= set(said)
    assert SECRET not in ended.stdout


def test_the_doctor_names_a_plugin_that_failed_and_why(tmp_path: Path) -> None:
    """With what to mend; nothing else is broken by it."""
    (tmp_path / "bad_scout.py").write_text("raise RuntimeError('no such region')\n")
    about = tmp_path / "bad_scout-1.0.dist-info"
    about.mkdir()
    (about / "METADATA").write_text("Metadata-Version: 2.1\nName: bad-scout\nVersion: 1.0\n")
    (about / "entry_points.txt").write_text("[scout.providers]\nbad = bad_scout:BAD\n")
    ended = program("doctor", env={"GROQ_API_KEY": SECRET}, path=tmp_path)
    assert ended.returncode == 1
    (line,) = (line for line in ended.stdout.splitlines() if "plugin bad" in line)
    assert line.startswith("problem")
    assert "no such region" in line
    assert "mend bad_scout:BAD" in line


def test_the_doctor_says_that_there_is_no_key() -> None:
    """The one thing without which nothing works."""
    ended = program("doctor")
    assert ended.returncode == 1
    assert "scout keys says what may be set" in ended.stdout


def test_settings_say_where_they_came_from() -> None:
    """The variable that gave one; the others as they come."""
    ended = program("config", "--json", env={"SCOUT_TIMEOUT_S": "7"})
    said = json.loads(ended.stdout)
    assert said["timeout_s"] == {
        "value": 7.0,
        "from": "environment",
        "places": ["SCOUT_TIMEOUT_S"],
        "variable": "SCOUT_TIMEOUT_S",
    }
    assert said["set_aside_s"]["from"] == "default"


def test_settings_show_no_secret() -> None:
    """Keys are counted, addresses with passwords only noted."""
    env = {
        "SCOUT_API_KEYS": json.dumps({"groq": [SECRET, f"{SECRET}2"]}),
        "SCOUT_LEDGER_URL": "redis://user:hidden-word@host:6379/0",
    }
    for words in (("config",), ("config", "--changed", "--json"), ("doctor",), ("keys",)):
        said = program(*words, env=env)
        assert SECRET not in said.stdout + said.stderr
        assert "hidden-word" not in said.stdout + said.stderr
    assert "groq=2 set" in program("config", env=env).stdout


def test_the_doctor_asks_each_vendor_that_has_a_key_where_it_is_told_to(
    vendor: ScriptedVendor, plugin: Path, key: dict[str, str]
) -> None:
    """A vendor that answers is well; one that is gone is a problem, by name."""
    vendor.script(replies({"data": [{"id": "lab-1"}, {"id": "lab-2"}]}))
    ended = program("doctor", "--connect", "--json", env=key, path=plugin)
    said = {one["about"]: one for one in json.loads(ended.stdout)}
    assert said["vendors"]["said"] == "all that have a key answer", ended.stdout
    vendor.close()
    ended = program("doctor", "--connect", "--json", env=key, path=plugin)
    said = {one["about"]: one for one in json.loads(ended.stdout)}
    assert said["lab answers"]["level"] == "problem"
    assert ended.returncode == 1
