"""`scout config` and `scout doctor` on a file of settings, as programs in its folder."""

from __future__ import annotations

import json
import tomllib
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator, ValidationError

from scout.cli.settings_schema import meanings, settings_schema
from scout.config import Settings
from tests.cli.running import program

KEY = {"GROQ_API_KEY": "gsk_made_up_0123456789abcdef"}
SAMPLE = """
timeout_s = 30
fallbacks = ["gpt-4o-mini", "groq/openai/gpt-oss-20b"]
upstream_stream = "never"
cache = true
ledger_path = "var/ledger.db"

[timeouts.groq]
idle_s = 5
[pacing.groq]
requests_per_minute = 30
follow_headers = false
[budget_usd]
"global/day" = 10
[key_files]
groq = "groq.keys"
[api_keys]
acme = ["one", "two"]
"""


def _folder(path: Path, text: str) -> Path:
    (path / "scout.toml").write_text(text, "utf-8")
    return path


def _found(folder: Path, *, code: int, **env: str) -> dict[str, Any]:
    ended = program("doctor", "--json", env={**KEY, **env}, folder=folder)
    assert ended.returncode == code, ended.stdout + ended.stderr
    return {one["about"]: one for one in json.loads(ended.stdout)}


def test_settings_name_the_line_and_the_variable_that_gave_them(tmp_path: Path) -> None:
    """The one that decides comes first."""
    _folder(tmp_path, "# mine\ntimeout_s = 30\nset_aside_s = 4\n")
    ended = program("config", "--changed", env={"SCOUT_TIMEOUT_S": "7"}, folder=tmp_path)
    lines = [line.split() for line in ended.stdout.splitlines()]
    assert ["timeout_s", "7.0", "SCOUT_TIMEOUT_S", "before", "scout.toml:2"] in lines
    assert ["set_aside_s", "4.0", "scout.toml:3"] in lines


def test_a_wrong_setting_is_one_sentence_with_its_line(tmp_path: Path) -> None:
    """On standard error, with the exit code of what is not as it should be."""
    _folder(tmp_path, "timout_s = 30\n")
    ended = program("config", folder=tmp_path)
    assert (ended.returncode, ended.stdout) == (4, "")
    assert "scout.toml:1: no setting is called 'timout_s'; did you mean" in ended.stderr


def test_the_doctor_says_where_settings_come_from(tmp_path: Path) -> None:
    """File and line, or the variable."""
    found = _found(_folder(tmp_path, "timeout_s = 3\n"), code=0, SCOUT_CACHE="true")
    assert found["settings file"]["said"] == "scout.toml"
    assert found["setting timeout_s"]["said"] == "given by scout.toml:1"
    assert found["setting cache"]["said"] == "given by SCOUT_CACHE"


def test_the_doctor_goes_on_where_settings_are_wrong(tmp_path: Path) -> None:
    """It says what is wrong with them, and looks at all else."""
    found = _found(_folder(tmp_path, "timeout_s = 'soon'\n"), code=1)
    assert found["settings"]["level"] == "problem"
    assert "scout.toml:1: timeout_s" in found["settings"]["said"]
    assert found["key groq#1"]["level"] == "ok"


@pytest.mark.parametrize(
    ("text", "about", "advice"),
    [
        ("[timeouts.gorq]\nidle_s = 1\n", "setting timeouts.gorq", "did you mean 'groq'?"),
        (
            "[timeouts.groq]\nidel_s = 1\n",
            "setting timeouts.groq.idel_s",
            "did you mean 'idle_s'?",
        ),
        ("[pacing.groq]\nrpm = 1\n", "setting pacing.groq.rpm", "one of: requests_per_minute"),
        ('fallbacks = ["nobody-knows-it"]\n', "fallback nobody-knows-it", "name another model"),
    ],
)
def test_the_doctor_sees_a_name_that_leads_nowhere(
    tmp_path: Path, text: str, about: str, advice: str
) -> None:
    """Which is no error before the call that needs it."""
    found = _found(_folder(tmp_path, text), code=1)
    assert found[about]["level"] == "problem"
    assert found[about]["advice"].startswith(advice)


@pytest.mark.parametrize(
    ("text", "about", "says"),
    [
        ("[budget_usd]\n'global/week' = 1\n", "settings", "the window is none of"),
        ("[budget_usd]\n'Global' = 1\n", "settings", "give global, team or team:search"),
        ("[timeouts.groq]\nidle_s = -5\n", "settings of groq", "idle_s is -5"),
        (
            "[pacing.groq]\nrequests_per_minute = 0\n",
            "settings of groq",
            "requests_per_minute is 0",
        ),
        ("ledger_path = 'nowhere/ledger.db'\n", "setting ledger_path", "there is no folder"),
        ("cache_path = '.'\n", "setting cache_path", "is a folder"),
        ("audit_path = 'scout.toml/audit'\n", "setting audit_path", "there is no folder"),
        ("ledger_url = 'http://host'\n", "settings", "ledger_url is no address"),
    ],
)
def test_the_doctor_finds_what_the_first_call_would(
    text: str, about: str, says: str, tmp_path: Path
) -> None:
    """Whoever asks it before a deployment hears of it in time; it makes no file itself."""
    found = _found(_folder(tmp_path, text), code=1)[about]
    assert (found["level"], says in found["said"]) == ("problem", True), found
    assert [each.name for each in tmp_path.iterdir()] == ["scout.toml"]


def test_the_doctor_has_nothing_against_files_that_are_still_to_be_made(tmp_path: Path) -> None:
    """The audit log makes its folders, and the others stand in one that is there."""
    text = "audit_path = 'var/log/calls.jsonl'\nledger_path = 'ledger.db'\ncache_path = 'kept.db'\n"
    assert not [
        one for one in _found(_folder(tmp_path, text), code=0).values() if one["level"] == "problem"
    ]
    assert [each.name for each in tmp_path.iterdir()] == ["scout.toml"]


def test_the_doctor_tells_of_variables_that_look_like_settings(tmp_path: Path) -> None:
    """A note: they may be another program's."""
    found = _found(tmp_path, code=0, SCOUT_MONITOR="true")
    assert found["SCOUT_MONITOR"]["level"] == "note"


def test_the_schema_accepts_what_the_settings_accept(tmp_path: Path) -> None:
    """The same sample, by an editor's rules and by our own."""
    path = _folder(tmp_path, SAMPLE) / "scout.toml"
    path.chmod(0o600)
    said = program("config", "--schema", folder=tmp_path)
    Draft202012Validator.check_schema(json.loads(said.stdout))
    Draft202012Validator(json.loads(said.stdout)).validate(tomllib.loads(SAMPLE))
    shown = program("config", "--changed", "--json", folder=tmp_path)
    assert set(json.loads(shown.stdout)) == set(tomllib.loads(SAMPLE))


@pytest.mark.parametrize(
    "wrong",
    [
        {"timout_s": 1},
        {"timeout_s": 0},
        {"timeout_s": "soon"},
        {"upstream_stream": "sometimes"},
        {"timeouts": {"groq": {"idel_s": 1}}},
        {"timeouts": {"groq": {"idle_s": 0}}},
        {"pacing": {"groq": {"follow_headers": 1}}},
        {"max_in_flight_per_key": 0},
        {"fallbacks": "a"},
    ],
)
def test_the_schema_refuses_what_cannot_be_meant(wrong: dict[str, Any]) -> None:
    """Unknown names, also inside; values out of range or of another type."""
    with pytest.raises(ValidationError):
        Draft202012Validator(settings_schema()).validate(wrong)


def test_every_setting_is_described_in_the_schema() -> None:
    """By the sentence of its docstring, and no default is null, which TOML does not have."""
    properties = settings_schema()["properties"]
    assert list(properties) == list(Settings.model_fields) == list(meanings())
    assert all(properties[name]["description"].endswith(".") for name in properties)
    assert "null" not in json.dumps(settings_schema())
