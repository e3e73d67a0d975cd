"""The file of settings: where it is looked for, what goes before it, and what it may not say."""

from __future__ import annotations

import pickle
import subprocess
import sys
from decimal import Decimal
from pathlib import Path

import pytest
from pydantic import SecretStr, ValidationError

from scout.config import GivenSettings, Settings, foreign_variables, settings_file
from scout.config_files import PATHS, Origin, find_file, line_of
from scout.errors import ConfigurationError

CANARY = "sk-canary-2718"
WRITTEN = """# who answers when
timeout_s = 30
fallbacks = [
  "a",
  "b",
]

[timeouts.groq]
idle_s = 5
[timeouts]
acme = { connect_s = 1, idle_s = 2 }

[budget_usd]
"global/day" = 10
"""


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A project of its own, with the working directory in its root and no setting outside it."""
    (tmp_path / ".git").mkdir()
    monkeypatch.chdir(tmp_path)
    for name in ("SCOUT_CONFIG", *foreign_variables()):
        monkeypatch.delenv(name, raising=False)
    return tmp_path


def _write(path: Path, text: str, mode: int = 0o644) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, "utf-8")
    path.chmod(mode)
    return path


def test_a_file_gives_settings(project: Path) -> None:
    """Each in its own type, mappings as tables."""
    _write(project / "scout.toml", WRITTEN)
    settings = Settings()
    assert settings.timeout_s == 30
    assert settings.fallbacks == ("a", "b")
    assert settings.timeouts == {"groq": {"idle_s": 5.0}, "acme": {"connect_s": 1, "idle_s": 2}}
    assert settings.budget_usd == {"global/day": Decimal(10)}


def test_a_project_file_gives_settings_in_its_own_table(project: Path) -> None:
    """And one without the table is somebody else's."""
    _write(project / "pyproject.toml", "[tool.scout]\ntimeout_s = 31\n[tool.scouts]\nx = 1\n")
    assert Settings().timeout_s == 31
    _write(project / "pyproject.toml", '[tool.scouts]\nx = 1\n[project]\nname = "tool.scout"\n')
    assert find_file(project) is None


def test_code_goes_before_the_environment_and_that_before_the_file(
    project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One after the other, each wins over all below it; the last is the default."""
    assert Settings().timeout_s == 120
    _write(project / "pyproject.toml", "[tool.scout]\ntimeout_s = 1\n")
    assert Settings().timeout_s == 1
    _write(project / "scout.toml", "timeout_s = 2\n")
    assert Settings().timeout_s == 2
    monkeypatch.setenv("SCOUT_TIMEOUT_S", "3")
    assert Settings().timeout_s == 3
    assert Settings(timeout_s=4).timeout_s == 4


def test_mappings_are_put_together_and_lists_replaced(
    project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """So that one vendor's limit can be changed for one run, and a chain stays one chain."""
    _write(project / "scout.toml", WRITTEN)
    monkeypatch.setenv("SCOUT_TIMEOUTS__GROQ__FIRST_TOKEN_S", "9")
    monkeypatch.setenv("SCOUT_FALLBACKS", '["c"]')
    settings = Settings(timeouts={"acme": {"connect_s": 7}})
    assert settings.timeouts["groq"] == {"idle_s": 5, "first_token_s": 9}
    assert settings.timeouts["acme"] == {"connect_s": 7, "idle_s": 2}
    assert settings.fallbacks == ("c",)


def test_the_nearest_file_up_to_the_root_of_the_project_is_the_only_one(
    project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A file further up is not read beside it, and nothing above the project is."""
    inner = project / "service" / "src"
    _write(project.parent / "scout.toml", "timeout_s = 1\n")
    inner.mkdir(parents=True)
    assert find_file(inner) is None
    _write(project / "scout.toml", "timeout_s = 2\nset_aside_s = 2\n")
    monkeypatch.chdir(inner)
    assert Settings().timeout_s == 2
    _write(project / "service" / "pyproject.toml", "[tool.scout]\ntimeout_s = 3\n")
    assert (Settings().timeout_s, Settings().set_aside_s) == (3, 600)


@pytest.mark.claim(
    "outside-a-project",
    "Outside a project only the working directory itself is looked into, since a file further up "
    "may be anybody's.",
)
def test_outside_a_project_only_the_folder_itself_is_looked_into(tmp_path: Path) -> None:
    """Above it, as in a shared temporary folder, a file may be anybody's."""
    inner = tmp_path / "inner"
    inner.mkdir()
    _write(tmp_path / "scout.toml", "timeout_s = 1\n")
    assert find_file(inner) is None
    assert find_file(tmp_path) == tmp_path / "scout.toml"


def test_a_variable_names_the_file_or_says_that_there_is_none(
    project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Wherever it is; one that is not there is an error and no silence."""
    _write(project / "scout.toml", "timeout_s = 1\n")
    other = _write(project / "etc" / "other.toml", "timeout_s = 2\n")
    monkeypatch.setenv("SCOUT_CONFIG", str(other))
    assert Settings().timeout_s == 2
    monkeypatch.setenv("SCOUT_CONFIG", "")
    assert Settings().timeout_s == 120
    monkeypatch.setenv("SCOUT_CONFIG", str(project / "nowhere.toml"))
    with pytest.raises(ConfigurationError, match=r"nowhere\.toml cannot be read"):
        Settings()


@pytest.mark.claim(
    "slips-refused",
    "A name that is no setting is refused, and so is a value that cannot be one, with the line "
    "of the file or the name of the variable.",
)
@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("\ntimout_s = 3\n", r"scout\.toml:2: .*'timout_s'; did you mean 'timeout_s'\?"),
        ("[timeout.groq]\nidle_s = 1\n", r"scout\.toml:1: .*'timeout'; did you mean 'timeouts'\?"),
        ("qqq = 3\n", r"scout\.toml:1: .*'qqq'; scout config lists them"),
        ("cache = true\ntimeout_s = -1\n", r"scout\.toml:2: timeout_s: .*greater than 0"),
        (
            "[timeouts.groq]\nconnect_s = 1\nidle_s = 'x'\n",
            r"scout\.toml:3: timeouts\.groq\.idle_s: .*valid number",
        ),
        ("[budget_usd]\nglobal = -1\n", r"scout\.toml:1: budget_usd: .*give US dollars"),
        ("timeout_s = \n", r"scout\.toml is no TOML: .*line 1"),
        (f"timeout_s = {'9' * 5000}\n", r"scout\.toml is no TOML: .*digits"),
    ],
)
def test_what_is_wrong_in_a_file_is_refused_with_its_line(
    project: Path, text: str, says: str
) -> None:
    """And with the name that is nearest to one that does not exist."""
    _write(project / "scout.toml", text)
    with pytest.raises(ConfigurationError, match=says):
        Settings()


def test_a_wrong_value_from_elsewhere_is_not_blamed_on_the_file(
    project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Code and environment go before it; what is wrong in a variable is told with its name."""
    _write(project / "scout.toml", "timeout_s = 3\n")
    with pytest.raises(ValidationError, match="timeout_s"):
        Settings(timeout_s=-1)
    monkeypatch.setenv("SCOUT_TIMEOUT_S", "-1")
    with pytest.raises(ConfigurationError, match=r"SCOUT_TIMEOUT_S is '-1': .*greater"):
        Settings()
    with pytest.raises(ValidationError, match="timeout_s"):
        Settings(timeout_s=-2)


@pytest.mark.claim(
    "slips-refused",
    "A name that is no setting is refused, and so is a value that cannot be one, with the line "
    "of the file or the name of the variable.",
)
@pytest.mark.usefixtures("project")
@pytest.mark.parametrize(
    ("variable", "text", "says"),
    [
        ("SCOUT_TIMEOUT_S", "", r"SCOUT_TIMEOUT_S is '': .*valid number"),
        ("SCOUT_FALLBACKS", "gpt-4o", r"SCOUT_FALLBACKS is no JSON; .* such as \["),
        ("SCOUT_FALLBACKS", '["gpt-4o"', "SCOUT_FALLBACKS is no JSON"),
        ("SCOUT_BUDGET_USD", "5", "SCOUT_BUDGET_USD is '5': .*dictionary"),
        ("SCOUT_BUDGET_USD", '{"global": -1}', r"SCOUT_BUDGET_USD is .* give US dollars"),
        ("SCOUT_BUDGET_USD__GLOBAL", "x", "SCOUT_BUDGET_USD__GLOBAL is 'x': .*decimal"),
        ("SCOUT_TIMEOUTS__GROQ__IDLE_S", "x", "SCOUT_TIMEOUTS__GROQ__IDLE_S is 'x'"),
        ("scout_cache", "maybe", "scout_cache is 'maybe': .*boolean"),
    ],
)
def test_what_is_wrong_in_a_variable_is_refused_with_its_name_and_value(
    monkeypatch: pytest.MonkeyPatch, variable: str, text: str, says: str
) -> None:
    """A class of pydantic's, which is what its own error names, helps nobody to mend it."""
    monkeypatch.setenv(variable, text)
    with pytest.raises(ConfigurationError, match=says) as refused:
        Settings()
    assert refused.value.__context__ is None


@pytest.mark.usefixtures("project")
@pytest.mark.parametrize("text", [CANARY, f'["{CANARY}"]', f'{{"groq": ["{CANARY}", "{CANARY}"]}}'])
def test_a_variable_with_a_key_is_refused_without_it(
    monkeypatch: pytest.MonkeyPatch, text: str
) -> None:
    """Neither the message, nor what an error reporter would pickle, holds the key."""
    monkeypatch.setenv("SCOUT_API_KEYS", text)
    with pytest.raises(ConfigurationError, match="SCOUT_API_KEYS") as refused:
        Settings()
    assert CANARY not in f"{refused.value!r}{refused.value.__context__!r}"
    assert CANARY.encode() not in pickle.dumps(refused.value)


@pytest.mark.parametrize(
    "wrong",
    [
        {"api_keys": {"groq": [CANARY, CANARY]}},
        {"api_keys": CANARY},
        {"api_kyes": {"groq": CANARY}},
    ],
)
def test_an_error_about_keys_in_code_does_not_hold_them(wrong: dict[str, object]) -> None:
    """Pydantic's own errors keep what they refuse, for `errors()` and for whoever pickles them."""
    with pytest.raises(ValidationError) as refused:
        Settings(**wrong)  # type: ignore[arg-type]
    assert CANARY not in f"{refused.value.errors()}"
    assert CANARY.encode() not in pickle.dumps(refused.value)


def test_a_misspelt_setting_in_code_is_told_its_name() -> None:
    """As in the file."""
    with pytest.raises(ValidationError, match="'timout_s'; did you mean 'timeout_s'"):
        Settings(timout_s=3)  # type: ignore[call-arg]


def test_a_misspelt_variable_is_refused_and_a_foreign_one_is_not(
    project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Other programs have variables that begin with SCOUT_, too."""
    monkeypatch.setenv("SCOUT_MONITOR", "true")
    monkeypatch.setenv("SCOUT_LOG_LEVEL", "info")
    assert Settings().timeout_s == 120
    assert foreign_variables() == ("SCOUT_LOG_LEVEL", "SCOUT_MONITOR")
    monkeypatch.setenv("SCOUT_TIMEOUT__GROQ__IDLE_S", "3")
    with pytest.raises(ConfigurationError, match="did you mean SCOUT_TIMEOUTS"):
        Settings()


@pytest.mark.claim(
    "private-files", "A key in a file is read only where nobody but its owner can read that file."
)
@pytest.mark.parametrize(
    "secret",
    [f'[api_keys]\ngroq = "{CANARY}"\n', f'ledger_url = "redis://me:{CANARY}@host:6379/0"\n'],
)
def test_a_secret_in_a_file_that_others_can_read_is_refused(project: Path, secret: str) -> None:
    """With the remedy, and without the secret; its owner alone may read it."""
    path = _write(project / "scout.toml", secret, mode=0o640)
    with pytest.raises(ConfigurationError, match="chmod 600") as caught:
        Settings()
    assert CANARY not in str(caught.value)
    path.chmod(0o600)
    settings = Settings()
    assert CANARY in str(settings.keys_of("groq") or settings.ledger_url.get_secret_value())  # type: ignore[union-attr]


def test_a_secret_is_never_taken_from_a_project_file(project: Path) -> None:
    """It is passed on with the code, whoever can read it here."""
    _write(project / "pyproject.toml", f'[tool.scout.api_keys]\ngroq = "{CANARY}"\n', mode=0o600)
    with pytest.raises(ConfigurationError, match="passed on with the code") as caught:
        Settings()
    assert CANARY not in str(caught.value)


def test_an_address_without_a_password_is_no_secret(project: Path) -> None:
    """It may stand in a file that all can read."""
    _write(project / "scout.toml", 'ledger_url = "redis://host:6379/0"\n')
    assert Settings().ledger_url == SecretStr("redis://host:6379/0")


def test_a_relative_path_is_taken_from_the_folder_of_the_file(
    project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """So that it is the same wherever the program is started; a variable's is from there."""
    inner = project / "service"
    inner.mkdir()
    _write(project / "scout.toml", 'ledger_path = "var/x.db"\n[key_files]\ngroq = "groq.keys"\n')
    monkeypatch.chdir(inner)
    settings = Settings()
    assert settings.ledger_path == project / "var" / "x.db"
    assert settings.key_files == {"groq": project / "groq.keys"}
    monkeypatch.setenv("SCOUT_AUDIT_PATH", "audit.jsonl")
    assert Settings().audit_path == Path("audit.jsonl")


def test_every_setting_that_is_a_path_is_known_as_one() -> None:
    """A new one would else be taken from the working directory."""
    annotated = Settings.model_fields.items()
    assert sorted(PATHS) == sorted(n for n, field in annotated if "Path" in str(field.annotation))


def test_settings_know_where_each_was_given(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The deciding place first; nothing is said of what is as it comes."""
    _write(project / "scout.toml", WRITTEN)
    monkeypatch.setenv("SCOUT_TIMEOUT_S", "3")
    monkeypatch.setenv("SCOUT_TIMEOUTS__GROQ__IDLE_S", "9")
    origins = Settings(cache=True, fallbacks=("c",)).origins()
    assert origins == {
        "cache": (Origin("code", ""),),
        "timeout_s": (Origin("environment", "SCOUT_TIMEOUT_S"), Origin("file", "scout.toml:2")),
        "fallbacks": (Origin("code", ""), Origin("file", "scout.toml:3")),
        "timeouts": (
            Origin("environment", "SCOUT_TIMEOUTS__GROQ__IDLE_S"),
            Origin("file", "scout.toml:8"),
        ),
        "budget_usd": (Origin("file", "scout.toml:13"),),
    }


def test_given_settings_read_neither_environment_nor_file(
    project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Which is what a test wants."""
    _write(project / "scout.toml", "not even TOML")
    monkeypatch.setenv("SCOUT_TIMEOUT_S", "3")
    settings = GivenSettings(cache=True)
    assert settings.timeout_s == 120
    monkeypatch.setenv("SCOUT_CONFIG", "")
    assert settings.origins() == {"cache": (Origin("code", ""),)}


@pytest.mark.parametrize(
    ("place", "line"),
    [
        (("timeout_s",), 2),
        (("fallbacks",), 3),
        (("timeouts", "groq", "idle_s"), 9),
        (("timeouts", "groq", "absent"), 8),
        (("timeouts", "acme", "idle_s"), 11),
        (("budget_usd", "global/day"), 14),
        (("absent",), 0),
    ],
)
def test_the_line_of_a_setting_is_found(place: tuple[str, ...], line: int) -> None:
    """Under its table, after lists over several lines, inside an inline table."""
    assert line_of(WRITTEN, place) == line


def test_no_reader_of_toml_is_imported_where_there_is_no_file(project: Path) -> None:
    """Whoever has no file pays nothing for it."""
    program = (
        "import sys; from scout.config import Settings; Settings(); print('tomllib' in sys.modules)"
    )
    for expected in ("False", "True"):
        ran = subprocess.run(
            [sys.executable, "-c", program], capture_output=True, text=True, timeout=60, check=True
        )
        assert ran.stdout.strip() == expected
        _write(project / "scout.toml", "timeout_s = 3\n")


def test_a_working_directory_that_is_gone_holds_no_file(
    project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A service may outlive the folder that it was started in; a file that is named is read."""
    (project / "gone").mkdir()
    monkeypatch.chdir(project / "gone")
    (project / "gone").rmdir()
    assert Settings().timeout_s == 120
    monkeypatch.setenv("SCOUT_CONFIG", str(_write(project / "mine.toml", "timeout_s = -3\n")))
    with pytest.raises(ConfigurationError, match=r"mine\.toml:1: timeout_s"):
        Settings()


def test_a_folder_without_a_file_has_no_settings(project: Path) -> None:
    """None, and no empty one."""
    assert settings_file() is None
