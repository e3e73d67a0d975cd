"""Settings and keys from the environment: what is read, what is refused, what is never shown."""

from __future__ import annotations

import pickle
import re
import traceback
from decimal import Decimal
from pathlib import Path

import pytest
from pydantic import SecretStr, ValidationError

from scout.config import GivenSettings, Settings, read_keys
from scout.config_files import Origin
from scout.errors import ConfigurationError

ROOT = Path(__file__).parents[1]
CANARY = "sk-canary-3141"


def _with_locals(error: BaseException) -> str:
    return "".join(traceback.TracebackException.from_exception(error, capture_locals=True).format())


@pytest.mark.parametrize(
    ("environ", "keys"),
    [
        ({}, ()),
        ({"A_KEY": ""}, ()),
        ({"A_KEY": " , ,"}, ()),
        ({"A_KEY": "one"}, (("A_KEY", "one"),)),
        ({"A_KEY": " one\r\n"}, (("A_KEY", "one"),)),
        ({"A_KEY": "one, two"}, (("A_KEY", "one"), ("A_KEY", "two"))),
        ({"A_KEY_1": "one", "A_KEY_2": "two"}, (("A_KEY_1", "one"), ("A_KEY_2", "two"))),
        ({"A_KEY": "zero", "A_KEY_1": "one"}, (("A_KEY", "zero"), ("A_KEY_1", "one"))),
        ({"A_KEY_1": "one", "A_KEY_3": "three"}, (("A_KEY_1", "one"),)),
        ({"A_KEY_2": "two"}, ()),
        ({"OLD_KEY": "old"}, (("OLD_KEY", "old"),)),
        ({"A_KEY": "new", "OLD_KEY": "old"}, (("A_KEY", "new"),)),
        ({"OLD_KEY_1": "old"}, (("OLD_KEY_1", "old"),)),
    ],
)
def test_keys_are_read_from_the_first_variable_that_holds_any(
    environ: dict[str, str], keys: tuple[tuple[str, str], ...]
) -> None:
    """Comma-separated, then numbered without a gap; a later name only where the first is empty."""
    assert read_keys(("A_KEY", "OLD_KEY"), environ) == keys


def test_keys_come_from_the_process_where_nothing_else_is_given(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The environment of the process is the default."""
    monkeypatch.setenv("A_KEY", "one")
    assert read_keys(["A_KEY"]) == (("A_KEY", "one"),)


@pytest.mark.parametrize(
    "environ",
    [
        {"A_KEY": f"{CANARY},{CANARY}"},
        {"A_KEY": CANARY, "A_KEY_1": CANARY},
        {"A_KEY_1": "one", "A_KEY_2": CANARY, "A_KEY_3": CANARY},
    ],
)
def test_a_key_that_stands_twice_is_refused_without_being_shown(environ: dict[str, str]) -> None:
    """Two leases of one key would share its limits unknowingly; no text or frame holds the key."""
    with pytest.raises(ConfigurationError, match=r"A_KEY\w* repeats the key of A_KEY") as caught:
        read_keys(("A_KEY",), environ)
    caught.value.__traceback__ = caught.value.__traceback__ and caught.value.__traceback__.tb_next
    assert CANARY not in _with_locals(caught.value)


def test_settings_are_read_from_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    """Plain values as they are, mappings and lists as JSON or field by field."""
    monkeypatch.setenv("SCOUT_TIMEOUT_S", "30")
    monkeypatch.setenv("SCOUT_FALLBACKS", '["a", "b"]')
    monkeypatch.setenv("SCOUT_API_KEYS", '{"groq": "one", "acme": ["two", "three"]}')
    monkeypatch.setenv("SCOUT_BUDGET_USD__GLOBAL", "0.25")
    monkeypatch.setenv("SCOUT_TIMEOUTS__GROQ__IDLE_S", "5")
    settings = Settings()
    assert settings.timeout_s == 30
    assert settings.fallbacks == ("a", "b")
    assert settings.api_keys == {
        "groq": (SecretStr("one"),),
        "acme": (SecretStr("two"), SecretStr("three")),
    }
    assert settings.budget_usd == {"global": Decimal("0.25")}
    assert settings.timeouts == {"groq": {"idle_s": 5.0}}


def test_one_provider_s_key_may_stand_in_a_variable_of_its_own(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """A key is no JSON and need not be quoted as such."""
    monkeypatch.setenv("SCOUT_API_KEYS__GROQ", "one")
    assert Settings().api_keys == {"groq": (SecretStr("one"),)}


@pytest.mark.parametrize("one", ["one", SecretStr("one"), ["one"], (SecretStr("one"),)])
def test_a_provider_may_have_one_key_or_many(one: object) -> None:
    """A single key needs no list around it, secret or plain."""
    assert Settings(api_keys={"groq": one}).api_keys == {"groq": (SecretStr("one"),)}


@pytest.mark.parametrize(
    ("wrong", "says"),
    [
        ({"timeout_s": 0}, "timeout_s"),
        ({"max_sends_per_call": 0}, "max_sends_per_call"),
        ({"max_in_flight_per_key": 0}, "max_in_flight_per_key"),
        ({"upstream_stream": "sometimes"}, "upstream_stream"),
        ({"unknown_price": "guess"}, "unknown_price"),
        ({"budget_usd": {"global": "-1"}}, r"budget_usd\['global'\] is -1; give US dollars"),
        ({"budget_usd": {"global": "NaN"}}, "budget_usd"),
        ({"budget_usd": {"global": "Infinity"}}, "budget_usd"),
        ({"api_keys": {"groq": [CANARY, CANARY]}}, r"api_keys\['groq'\] holds a key twice"),
        ({"api_kyes": {"groq": CANARY}}, "api_kyes"),
        ({"api_keys": {"groq": {"key": CANARY}}}, "api_keys"),
    ],
)
def test_a_setting_that_cannot_be_meant_is_refused_by_name(
    wrong: dict[str, object], says: str
) -> None:
    """The message names the field, and never the value of a key."""
    with pytest.raises(ValidationError, match=says) as caught:
        Settings(**wrong)  # type: ignore[arg-type]
    assert CANARY not in f"{caught.value}{caught.value!r}"


def test_settings_show_no_key() -> None:
    """Neither repr, str nor JSON of the settings holds a secret."""
    settings = Settings(api_keys={"groq": (CANARY, CANARY + "2")})
    assert (
        CANARY not in f"{settings!r}{settings}{settings.model_dump()}{settings.model_dump_json()}"
    )


def test_settings_do_not_change() -> None:
    """They are a value; another number is another `Settings`."""
    with pytest.raises(ValidationError, match="frozen"):
        Settings().timeout_s = 3.0  # type: ignore[misc]


def test_every_setting_is_described() -> None:
    """The docstring has a sentence for each field, which is what the guide prints."""
    described = Settings.__doc__ or ""
    assert [name for name in Settings.model_fields if f"        {name}: " not in described] == []


def test_a_setting_that_nobody_gave_is_that_of_the_guide() -> None:
    """Each default that the table shows, number by number."""
    table = (ROOT / "docs" / "_generated" / "settings.md").read_text("utf-8")
    shown = dict(re.findall(r"^\| `(\w+)` \| `\w+` \| `([^`]+)` \|", table, re.MULTILINE))
    assert len(shown) > 20
    for name, default in shown.items():
        value = getattr(GivenSettings(), name)
        assert (f"{value:,}" if type(value) in (int, float) else repr(value)) == default, name


LEAST = {
    "max_in_flight_per_key": 1,
    "max_sends_per_call": 1,
    "resend_token_budget": 0,
    "stream_above_tokens": 0,
    "set_aside_s": 0,
    "shutdown_notice_days": 0,
    "cache_max_bytes": 1,
    "max_reply_bytes": 1,
    "max_event_bytes": 1,
}
"""The least that each number may be."""


@pytest.mark.parametrize("name", LEAST)
def test_a_number_may_be_the_least_that_can_be_meant_and_no_less(name: str) -> None:
    """The message names the setting."""
    settings = GivenSettings(**{name: LEAST[name]})
    assert getattr(settings, name) == LEAST[name]
    with pytest.raises(ValidationError, match=name):
        GivenSettings(**{name: LEAST[name] - 1})


@pytest.mark.parametrize("name", ["timeout_s", "cache_ttl_s"])
def test_a_time_may_be_as_short_as_one_likes_but_not_nothing(name: str) -> None:
    """Half a second is one."""
    assert getattr(GivenSettings(**{name: 0.5}), name) == 0.5
    with pytest.raises(ValidationError, match=name):
        GivenSettings(**{name: 0})


def test_what_code_gave_wrongly_is_told_at_once_and_not_shown() -> None:
    """Each setting with its own reason; what was meant for one may be a key."""
    with pytest.raises(ValidationError) as caught:
        GivenSettings(timeout_s=-271828, max_sends_per_call=0)
    assert caught.value.error_count() == 2
    assert "271828" not in str(caught.value)


def test_a_key_in_a_form_that_is_none_is_held_by_nothing_of_its_error() -> None:
    """Whoever reports an error sends what it holds."""
    with pytest.raises(ValidationError) as caught:
        GivenSettings(api_keys={"groq": {"key": CANARY}})
    assert CANARY not in f"{caught.value}{caught.value.errors()}"


def test_tiers_that_are_given_stand_in_the_table_and_the_others_keep_theirs() -> None:
    """Each model is a tier of its own unless equals stand together."""
    tiers = GivenSettings(tiers={"code": ["quick", "workhorse"]}).tiers
    assert tiers["code"] == (("quick",), ("workhorse",))
    assert len(tiers) == len(GivenSettings().tiers)


def test_a_variable_is_where_its_setting_comes_from(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """With a file that says nothing of it, and without any."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("SCOUT_TIMEOUT_S", "3")
    came_from = (Origin("environment", "SCOUT_TIMEOUT_S"),)
    assert Settings().origins() == {"timeout_s": came_from}
    (tmp_path / "scout.toml").write_text("cache = true\n", "utf-8")
    assert Settings().origins()["timeout_s"] == came_from


def test_settings_with_keys_are_not_pickled_and_others_come_back() -> None:
    """A pickle would be a file with keys in it."""
    with pytest.raises(TypeError, match="API keys are not pickled"):
        pickle.dumps(GivenSettings(api_keys={"groq": CANARY}))
    settings = GivenSettings(timeout_s=3)
    assert pickle.loads(pickle.dumps(settings)) == settings  # noqa: S301 -- our own bytes


def test_settings_for_tests_hear_nothing_of_the_environment(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """Neither of a variable nor of a file."""
    (tmp_path / "scout.toml").write_text("timeout_s = 5\n", "utf-8")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("SCOUT_MAX_SENDS_PER_CALL", "7")
    assert (Settings().timeout_s, Settings().max_sends_per_call) == (5, 7)
    assert (GivenSettings().timeout_s, GivenSettings().max_sends_per_call) == (120, 12)


def test_a_limit_of_zero_is_a_limit() -> None:
    """Nothing may be spent, which is not the same as no limit."""
    assert Settings(budget_usd={"global": Decimal(0)}).budget_usd == {"global": Decimal(0)}


def test_keys_are_read_from_a_file_one_a_line(tmp_path: Path) -> None:
    """Comments and blank lines are none, nor is the mark that Windows begins a text with."""
    path = tmp_path / "groq.keys"
    path.write_text("\ufeff# the first account\none\n\n  two \n", "utf-8")
    path.chmod(0o600)
    assert Settings(key_files={"groq": path}).keys_of("groq") == ("one", "two")
    assert Settings(key_files={"groq": path}, api_keys={"groq": "x"}).keys_of("groq") == ("x",)


@pytest.mark.claim(
    "private-files", "A key in a file is read only where nobody but its owner can read that file."
)
@pytest.mark.parametrize("mode", [0o640, 0o604, 0o666])
def test_a_key_file_that_others_can_read_is_refused_with_the_remedy(
    tmp_path: Path, mode: int
) -> None:
    """And its keys are not shown."""
    path = tmp_path / "groq.keys"
    path.write_text(CANARY, "utf-8")
    path.chmod(mode)
    with pytest.raises(ConfigurationError, match="chmod 600") as caught:
        Settings(key_files={"groq": path}).keys_of("groq")
    assert CANARY not in str(caught.value)


@pytest.mark.parametrize(
    ("text", "says"),
    [("", "holds no key"), ("# nothing", "holds no key"), ("a\na", "holds a key twice")],
)
def test_a_key_file_without_usable_keys_is_refused(tmp_path: Path, text: str, says: str) -> None:
    """The message names the file."""
    path = tmp_path / "groq.keys"
    path.write_text(text, "utf-8")
    path.chmod(0o600)
    with pytest.raises(ConfigurationError, match=rf"groq\.keys {says}"):
        Settings(key_files={"groq": path}).keys_of("groq")


def test_a_key_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    """Nothing is read in its place."""
    with pytest.raises(ConfigurationError, match="nowhere"):
        Settings(key_files={"groq": tmp_path / "nowhere"}).keys_of("groq")
