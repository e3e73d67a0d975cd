"""`scout new-provider --from-samples`: what recordings show is written, what they lack is named."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from scout_conformance import Outcome, Verdict, run
from tests.cli.recorded_vendors import SECRET, alder, larch, maple
from tests.cli.running import program
from tests.llm.providers.wires.recorded import each_provider

PRICES = ("--input-price", "1", "--output-price", "4")
SAID = (*PRICES, "--max-output", "4096", "--docs-url", "https://vendor.example/docs")

RECORDED: dict[str, tuple[Callable[[Path], Path], tuple[str, ...]]] = {
    "larch": (larch, ()),
    "maple": (maple, ()),
    "alder": (alder, ("--base-url", "http://localhost:9999/api", "--auth", "none")),
}
"""OpenAI-like with the key in a header; JSON of its own; JSON lines."""

OPEN = {
    "larch": set[str](),
    "maple": set[str](),
    "alder": {
        "PATH is a guess: no recording says where its request went",
        "REQUEST['max_output_tokens'] is a guess: no request shows it",
        "REQUEST['stop'] is a guess: no request shows it",
        "REQUEST['stream'] is a guess: no request shows it",
        "FINISH: no answer that was cut at its limit was recorded; add the word for it",
        "wire_samples/errors: none that means AuthenticationError was recorded",
        "wire_samples/errors: none that means RateLimitedError was recorded",
        "wire_samples/errors: none that means ContextLengthError was recorded",
    },
}
"""What each leaves to be filled in."""


@pytest.fixture(scope="module", params=RECORDED)
def made(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> tuple[Path, str]:
    """A package that was written from recordings, and what the command said."""
    name = str(request.param)
    record, words = RECORDED[name]
    folder = tmp_path_factory.mktemp("from_samples")
    recorded = record(folder / "recorded")
    target = folder / name
    command = ("new-provider", name, "--from-samples", str(recorded), *SAID, *words)
    ended = program(*command, "--dir", str(target))
    assert (ended.returncode, ended.stderr) == (0, "")
    return target, ended.stdout


def _open(said: str) -> set[str]:
    """The lines under `still to be filled in`."""
    _, _, rest = said.partition("still to be filled in:\n")
    lines = rest.partition("next:\n")[0].splitlines()
    return {line.strip() for line in lines}


def test_what_is_open_is_said(made: tuple[Path, str]) -> None:
    """Neither more nor less."""
    target, said = made
    assert _open(said) == OPEN[target.name]


def test_what_is_written_is_clean(made: tuple[Path, str]) -> None:
    """By ruff and by mypy, strictly, whatever was recognised."""
    target, _ = made
    for command in (
        ("ruff", "check", "--no-cache"),
        ("ruff", "format", "--no-cache", "--check"),
        ("mypy", "--strict", "--config-file=", "--cache-dir", "cache", "src"),
    ):
        words = [sys.executable, "-m", *command]
        ended = subprocess.run(words, cwd=target, capture_output=True, text=True, check=False)
        assert ended.returncode == 0, ended.stdout + ended.stderr


def test_the_contract_passes_or_names_what_is_open(
    made: tuple[Path, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Of one whose errors were not all recorded it asks for those that were not."""
    target, said = made
    monkeypatch.syspath_prepend(str(target / "src"))
    report = run(f"{target.name}_scout:{target.name.upper()}")
    lacking = [line for line in _open(said) if line.startswith("wire_samples/errors")]
    if not lacking:
        assert report.verdict is Verdict.CONFORMANT
        assert not report.ids(Outcome.WARN)
        return
    assert report.ids(Outcome.FAIL) == {"SC-WIR-001"}
    (failure,) = (result for result in report.results if result.outcome is Outcome.FAIL)
    named = {line.split("that means ")[1].split()[0] for line in lacking}
    assert {word for word in named if word in failure.expected} == named
    assert failure.expected.count("means") == len(named)


def test_with_the_named_errors_filled_in_the_contract_passes(
    made: tuple[Path, str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What the list names is all that is missing."""
    target, said = made
    source = target / "src" / f"{target.name}_scout"
    package = tmp_path / f"{target.name}_filled"
    for path in source.rglob("*"):
        if path.is_file() and path.suffix != ".pyc":
            place = package / path.relative_to(source)
            place.parent.mkdir(parents=True, exist_ok=True)
            text = path.read_text("utf-8").replace(source.name, package.name)
            place.write_text(text, encoding="utf-8")
    for means, status, message in (
        ("AuthenticationError", 401, "who are you?"),
        ("RateLimitedError", 429, "not so fast"),
        ("ContextLengthError", 400, "longer than the window"),
    ):
        if any(means in line for line in _open(said)):
            sample = {"status": status, "body": {"error": message}, "means": means}
            place = package / "wire_samples" / "errors" / f"{means}.json"
            place.write_text(json.dumps(sample), encoding="utf-8")
    wire = package / "wire.py"
    if wire.exists() and "ErrorTable()" in wire.read_text("utf-8"):
        row = 'Rule(errors.ContextLengthError, statuses={400}, says={"longer than"})'
        text = wire.read_text("utf-8").replace("ErrorTable()", f"ErrorTable(({row},))")
        text = text.replace("ErrorTable\n", "ErrorTable, Rule\n")
        wire.write_text(text, encoding="utf-8")
    monkeypatch.syspath_prepend(str(tmp_path))
    assert run(f"{package.name}:{target.name.upper()}").verdict is Verdict.CONFORMANT


def test_no_secret_is_written(made: tuple[Path, str]) -> None:
    """Neither the key of the recording, nor an account, nor in what is said."""
    target, said = made
    kept = (".py", ".json", ".sse", ".ndjson", ".md", ".toml")
    files = [path for path in target.rglob("*") if path.suffix in kept and path.is_file()]
    written = "".join(path.read_text("utf-8") for path in files if "cache" not in path.parts)
    assert SECRET not in written + said
    assert SECRET[:10] not in written + said
    assert "778899" not in written


def test_a_price_that_nobody_gave_is_left_open(tmp_path: Path) -> None:
    """Without a terminal nobody is asked: the row has no price, and that is said."""
    recorded = larch(tmp_path / "recorded")
    command = ("new-provider", "larch", "--from-samples", str(recorded), "--dir")
    ended = program(*command, str(tmp_path / "larch"))
    assert ended.returncode == 0, ended.stderr
    assert _open(ended.stdout) == {
        "price of larch-2-mini: not in the recordings, nor given by --input-price"
    }
    source = (tmp_path / "larch" / "src" / "larch_scout" / "__init__.py").read_text("utf-8")
    assert "LARCH_PRICING: dict[str, PriceRow] = {}" in source
    for check in (["check"], ["format", "--check"]):
        words = [sys.executable, "-m", "ruff", *check, "--no-cache", str(tmp_path / "larch")]
        assert subprocess.run(words, check=False, capture_output=True).returncode == 0


@pytest.mark.parametrize(
    ("files", "said"),
    [
        ({}, "holds no recording"),
        ({"a.json": "data: {}\n\n"}, "a.json is no JSON"),
        ({"a.txt": "just words"}, "--model is missing"),
    ],
)
def test_what_is_no_recording_is_refused(files: dict[str, str], said: str, tmp_path: Path) -> None:
    """In a sentence, and nothing is written."""
    for name, text in files.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    target = tmp_path / "out"
    command = ("new-provider", "elm", "--from-samples", str(tmp_path), "--dir", str(target))
    ended = program(*command)
    assert ended.returncode == 4
    assert said in ended.stderr
    assert not target.exists()


DIALECTS = {
    "openai": "openai_chat",
    "groq": "openai_chat",
    "deepseek": "openai_chat",
    "google": "gemini",
    "anthropic": "anthropic_messages",
    "minimax": "minimax",
}


@each_provider(DIALECTS)
def test_real_traffic_is_recognised_and_its_package_is_conformant(
    provider: str, recorded: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Of every vendor whose recordings are at hand: dialect, key and errors, and no secret."""
    (tmp_path / "recorded").mkdir()
    (tmp_path / "recorded" / recorded.name).symlink_to(recorded)
    target, name = tmp_path / "out", f"copy-of-{provider}"
    command = ("new-provider", name, "--from-samples", str(tmp_path / "recorded"), *PRICES)
    ended = program(
        *command, "--model", "copy-1", "--dir", str(target), "--base-url", "https://copy.example"
    )
    assert ended.returncode == 0, ended.stderr
    assert f"  {DIALECTS[provider]}: scout's own wire reads " in ended.stdout
    monkeypatch.syspath_prepend(str(target / "src"))
    constant = name.upper().replace("-", "_")
    report = run(f"{constant.lower()}_scout:{constant}")
    assert report.verdict is Verdict.CONFORMANT, report.ids(Outcome.FAIL)


def test_as_json_it_tells_the_same_and_asks_nothing(tmp_path: Path) -> None:
    """For programs: what was written, found and left open."""
    recorded = alder(tmp_path / "recorded")
    command = ("new-provider", "alder", "--from-samples", str(recorded), "--json")
    target = tmp_path / "alder"
    ended = program(*command, "--base-url", "http://localhost:9/api", "--dir", str(target))
    assert ended.returncode == 0, ended.stderr
    said = json.loads(ended.stdout)
    assert said["wrote"] == str(target)
    assert "a wire of its own, streamed as ndjson" in said["found"]
    assert "wire_samples/errors: none that means AuthenticationError was recorded" in said["open"]
    assert "price of alder-1: not in the recordings, nor given by --input-price" in said["open"]
