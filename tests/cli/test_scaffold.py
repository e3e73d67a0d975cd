"""`scout new-provider`: what it writes keeps the contract at once, and is the example's source."""

from __future__ import annotations

import subprocess
import sys
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from scout.cli.scaffold import LINES, OWN, TOKEN, NewModel, NewProvider
from scout.cli.scaffold_files import package_files
from scout_conformance import Outcome, Verdict, run
from tests.cli.running import program, scout

ROOT = Path(__file__).parents[2]
BADGE = "conformance.svg"
"""What the contract writes, and nobody by hand."""

ACME = NewProvider(
    name="acme",
    title="Acme",
    base_url="https://api.acme.example/v1",
    variable="ACME_API_KEY",
    prefix="acme-",
    wire_options='output_limit_field="max_completion_tokens"',
    docs_url="https://docs.acme.example/api",
    read_on=date(2026, 11, 20),
    models=(
        NewModel(
            id="acme-small-1",
            input_price="0.20",
            output_price="0.80",
            cache_read_price="0.02",
            context_window_tokens=128_000,
            max_output_tokens=16_384,
            nickname="anvil",
        ),
        NewModel(
            id="acme-large-1",
            input_price="2.50",
            output_price="10.00",
            cache_read_price="0.25",
            context_window_tokens=400_000,
            max_output_tokens=32_768,
            thinks_first=True,
        ),
    ),
)

NATIVE = replace(
    ACME,
    name="acme-native",
    base_url="https://native.acme.example/v2",
    variable="ACME_NATIVE_API_KEY",
    prefix="native-",
    wire=OWN,
    wire_options="",
    auth="x-api-key",
    capabilities=("stream", "tools", "json_schema", "seed"),
    docs_url="https://docs.acme.example/native",
    models=(
        replace(
            ACME.models[0],
            id="native-small-1",
            input_price="0.15",
            output_price="0.60",
            cache_read_price="0.015",
            nickname="",
        ),
        replace(
            ACME.models[1],
            id="native-large-1",
            input_price="2.00",
            output_price="8.00",
            cache_read_price="0.20",
        ),
    ),
)

LINED = replace(
    NATIVE,
    name="acme-stream-only",
    base_url="https://lines.acme.example",
    variable="ACME_STREAM_ONLY_API_KEY",
    prefix="lines-",
    wire=LINES,
    auth="bearer",
    capabilities=("stream", "tools", "json_schema"),
    docs_url="https://docs.acme.example/lines",
    models=tuple(replace(one, id=f"lines-{one.id[7:]}") for one in NATIVE.models),
)

OAUTH = replace(
    LINED,
    name="acme-oauth",
    base_url="https://oauth.acme.example/v1",
    variable="ACME_OAUTH_CLIENT_SECRET",
    prefix="oauth-",
    wire="openai_chat",
    auth=TOKEN,
    login_url="https://login.acme.example/oauth/token",
    docs_url="https://docs.acme.example/oauth",
    models=tuple(replace(one, id=f"oauth-{one.id[7:]}") for one in NATIVE.models),
)

VENDORS = {
    "birch": (
        *("--base-url", "https://api.birch.example/v1", "--model", "birch-1"),
        *("--input-price", "0.5", "--output-price", "1.5"),
    ),
    "cedar-labs": (
        *("--base-url", "https://cedar.example", "--wire", "anthropic_messages"),
        *("--model", "cedar-pro", "--input-price", "3", "--output-price", "15"),
        *("--model", "cedar-mini", "--input-price", "0.25", "--output-price", "1.25"),
        *("--prefix", "cedar-", "--can", "stream", "--can", "tools", "--can", "json_schema"),
        *("--context-window", "200000", "--max-output", "8192"),
        *("--docs-url", "https://cedar.example/docs", "--title", "Cedar Labs"),
    ),
    "elder": (
        *("--base-url", "https://elder.example/v1", "--wire", "own", "--model", "elder-1"),
        *("--input-price", "1", "--output-price", "4", "--max-output", "4096"),
        *("--docs-url", "https://elder.example/docs"),
    ),
    "fir": (
        *("--base-url", "https://fir.example", "--wire", "lines", "--model", "fir-1"),
        *("--input-price", "1", "--output-price", "4", "--auth", "none"),
    ),
    "gingko": (
        *("--base-url", "https://gingko.example/v1", "--model", "gingko-1", "--auth", "token"),
        *("--login-url", "https://id.gingko.example/v2/token", "--input-price", "1"),
        *("--output-price", "4"),
    ),
    "hazel": (
        *("--base-url", "https://hazel.example/v1", "--model", "hazel-1", "--auth", "X-Hazel-Key"),
        *("--input-price", "1", "--output-price", "4", "--max-output", "4096"),
        *("--docs-url", "https://hazel.example/docs"),
    ),
    "dogwood": (
        *("--base-url", "http://localhost:8080/v1beta", "--wire", "gemini", "--model", "dw2"),
        *("--input-price", "0", "--output-price", "0", "--prefix", "dw", "--can", "stream"),
        *("--key-variable", "DOGWOOD_TOKEN"),
    ),
}
"""Made-up vendors of seven shapes."""

UNFILLED = {
    "birch": {"SC-BUD-001", "SC-DOC-001"},
    "cedar-labs": set[str](),
    "elder": set[str](),
    "fir": {"SC-BUD-001", "SC-DOC-001"},
    "gingko": {"SC-BUD-001", "SC-DOC-001"},
    "hazel": set[str](),
    "dogwood": {"SC-BUD-001", "SC-DOC-001"},
}
"""What the contract warns of: what no flag has said."""


@pytest.mark.parametrize("new", [ACME, NATIVE, LINED, OAUTH], ids=lambda new: new.name)
def test_an_example_is_what_the_scaffold_writes(new: NewProvider) -> None:
    """One source: file by file, but for the badge."""
    folder = ROOT / "examples" / new.name.replace("-", "_")
    written = package_files(new)
    listed = ["git", "ls-files", "--cached", "--others", "--exclude-standard"]
    known = subprocess.run(listed, cwd=folder, capture_output=True, text=True, check=True).stdout
    assert {*written, BADGE} == set(known.split())
    for name, text in written.items():
        assert (folder / name).read_text("utf-8") == text


@pytest.fixture(scope="module", params=VENDORS)
def package(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A package as the program writes it, in a folder that has the vendor's name."""
    folder = tmp_path_factory.mktemp("new") / str(request.param)
    ended = program(
        "new-provider", str(request.param), *VENDORS[request.param], "--dir", str(folder)
    )
    assert (ended.returncode, ended.stderr) == (0, "")
    assert f"pytest --scout-provider={request.param}" in ended.stdout
    return folder


def test_what_is_written_keeps_the_contract_at_once(
    package: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """And warns of exactly what no flag has said."""
    monkeypatch.syspath_prepend(str(package / "src"))
    constant = package.name.upper().replace("-", "_")
    report = run(f"{package.name.replace('-', '_')}_scout:{constant}")
    assert report.verdict is Verdict.CONFORMANT
    assert report.ids(Outcome.WARN) == UNFILLED[package.name]


def test_what_is_written_is_clean(package: Path) -> None:
    """By ruff as it comes, and by mypy, strictly."""
    _passes(package, "ruff", "check", "--no-cache")
    _passes(package, "ruff", "format", "--no-cache", "--check")
    _passes(package, "mypy", "--strict", "--config-file=", "--cache-dir", "cache", "src")


def test_what_is_written_can_be_built(package: Path, tmp_path: Path) -> None:
    """Into a wheel with the module and its marker."""
    command = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(tmp_path)]
    subprocess.run(command, cwd=package, check=True, capture_output=True)
    assert len(list(tmp_path.glob("*.whl"))) == 1


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ((), "--model is missing, and standard input is no terminal"),
        (("--model", "elm-1"), "--base-url is missing"),
        (("--base-url", "http://elm.example"), "would send keys in the clear"),
        (("--base-url", 'https://"elm.example'), "holds a quotation mark"),
        (("--prefix", "gemini"), "gemini"),
        (("--wire", "smoke"), "wire 'smoke' is unknown; known: openai_chat"),
        (("--can", "fly"), "capability 'fly' is unknown"),
        (("--input-price", "cheap"), "the price 'cheap' is none"),
        (("--input-price", "1", "--input-price", "2"), "2 input prices"),
        (("--key-variable", "ELM KEY"), "cannot be an environment variable"),
        (("--auth", "by hand"), "nor the name of a header"),
        (("--auth", "token"), "--login-url is missing"),
        (("--auth", "token", "--login-url", "login"), "auth_origins"),
    ],
)
def test_what_cannot_be_is_refused_before_anything_is_written(
    words: tuple[str, ...], said: str, tmp_path: Path
) -> None:
    """In a sentence, and without a question where nobody can answer."""
    given = ["--base-url", "https://elm.example", "--model", "elm-1"]
    given += ["--input-price", "1", "--output-price", "2"]
    if words and words[0] != "--model":
        if words[0] in given:
            at = given.index(words[0])
            del given[at : at + 2]
        words = (*given, *words)
    ended = scout("new-provider", "elm", *words, "--dir", str(tmp_path / "elm"), code=4)
    assert said in ended.stderr
    assert not (tmp_path / "elm").exists()


@pytest.mark.parametrize("name", ["Elm", "groq", "9elm"])
def test_a_name_that_cannot_be_is_refused(name: str, tmp_path: Path) -> None:
    """Malformed, or a provider's that is there."""
    words = ("--base-url", "https://elm.example", "--model", "elm-1")
    prices = ("--input-price", "1", "--output-price", "2", "--dir", str(tmp_path / "elm"))
    assert name in scout("new-provider", name, *words, *prices, code=4).stderr


def test_a_folder_that_is_there_is_left_alone(tmp_path: Path) -> None:
    """Nobody's work is written over."""
    (tmp_path / "mine.txt").write_text("mine")
    words = (*VENDORS["birch"], "--dir", str(tmp_path))
    assert "is there already" in scout("new-provider", "birch", *words, code=4).stderr
    assert [path.name for path in tmp_path.iterdir()] == ["mine.txt"]


def _passes(folder: Path, *command: str) -> None:
    ended = subprocess.run(
        [sys.executable, "-m", *command], cwd=folder, capture_output=True, text=True, check=False
    )
    assert ended.returncode == 0, ended.stdout + ended.stderr
