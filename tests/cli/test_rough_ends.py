"""Commands under rough conditions: closed streams, few characters, wrong settings, Ctrl-C."""

from __future__ import annotations

import os
import shlex
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from scout.testing import ScriptedVendor, answers
from tests.cli.running import PROGRAM, program, scout

COMMAND = shlex.join([sys.executable, "-c", PROGRAM])


def _in_shell(line: str, **env: str) -> subprocess.CompletedProcess[str]:
    """What a shell makes of a line; `scout` in it is the program."""
    return subprocess.run(
        ["/bin/sh", "-c", line.replace("scout", COMMAND, 1)],
        capture_output=True,
        text=True,
        env={**os.environ, **env},
        timeout=60,
        check=False,
    )


@pytest.mark.parametrize(
    "words", ["audit verify", "audit tail", "audit report", "spend", "config", "keys", "route hi"]
)
def test_a_setting_that_is_wrong_ends_any_command_with_a_sentence(
    words: str, tmp_path: Path
) -> None:
    """It names the variable and its value; a traceback is for bugs."""
    ended = program(*words.split(), env={"SCOUT_TIMEOUT_S": "soon"}, folder=tmp_path)
    assert ended.returncode == 4
    assert ended.stderr.startswith("scout: SCOUT_TIMEOUT_S is 'soon': ")
    assert ended.stderr.count("\n") == 1


def test_what_a_wrong_setting_means_is_explained_all_the_same(tmp_path: Path) -> None:
    """The error itself says `scout explain configuration`."""
    ended = program("explain", "configuration", env={"SCOUT_TIMEOUT_S": "soon"}, folder=tmp_path)
    assert ended.returncode == 0
    assert "ConfigurationError" in ended.stdout


def test_a_picture_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    """With the path, and exit code 4."""
    (tmp_path / "calls.jsonl").touch()
    where = str(tmp_path / "nowhere" / "spent.svg")
    ended = scout("spend", "--audit", str(tmp_path / "calls.jsonl"), "--svg", where, code=4)
    assert where in ended.output


def test_more_calls_than_there_can_be_are_a_wrong_command_line(tmp_path: Path) -> None:
    """And no number that is too large for Python."""
    (tmp_path / "calls.jsonl").touch()
    scout("audit", "tail", str(tmp_path / "calls.jsonl"), "-n", "9" * 30, code=2)


def test_a_provider_that_ends_the_program_is_judged_and_not_obeyed(tmp_path: Path) -> None:
    """A script without its guard ends with 0, which is no verdict; the address stays readable."""
    (tmp_path / "quits.py").write_text("import sys\n\nsys.exit(0)\n", encoding="utf-8")
    ended = program("conform", "quits.py:X", folder=tmp_path)
    assert ended.returncode == 1
    assert "SystemExit: 0" in ended.stdout
    assert "quits.py:X::SC-REG-001" in ended.stdout


@pytest.mark.parametrize("kind", ["--from-samples", "--from-openapi"])
def test_what_is_nested_too_deeply_is_told_by_its_name(kind: str, tmp_path: Path) -> None:
    """As any other file that cannot be read."""
    (tmp_path / "deep.json").write_text("[" * 9_000 + "]" * 9_000, encoding="utf-8")
    where = tmp_path if kind == "--from-samples" else tmp_path / "deep.json"
    offer = ("--base-url", "https://x.example", "--model", "m", "--dir", str(tmp_path / "made"))
    prices = ("--input-price", "1", "--output-price", "1")
    assert (
        "deep.json"
        in scout("new-provider", "zed", kind, str(where), *offer, *prices, code=4).output
    )


@pytest.mark.parametrize("name", ["", ","])
def test_a_name_of_nothing_is_judged_as_nothing(name: str) -> None:
    """A variable in a script may be empty."""
    assert "name a provider" in scout("conform", name, code=4).output


@pytest.mark.parametrize(
    ("line", "code"),
    [
        ("scout call - <&-", 4),
        ("scout chat <&-", 0),
        ("scout providers >&-", 0),
        ("scout price quick 1 1 >&- 2>&-", 0),
        ("scout call 2>&-", 2),
    ],
)
def test_a_stream_that_is_closed_is_as_an_empty_one(line: str, code: int) -> None:
    """As a daemon, or a job of cron, may have it."""
    ended = _in_shell(line, SCOUT_CONFIG="")
    assert ended.returncode == code, ended.stderr
    assert "Traceback" not in ended.stderr


def test_a_terminal_of_few_characters_gets_the_others_as_escapes(
    vendor: ScriptedVendor, plugin: Path, key: dict[str, str]
) -> None:
    """An answer may hold anything; it is paid for, and not to be lost at its first arrow."""
    vendor.script(answers("a \u2192 b"))
    few = {**key, "PYTHONIOENCODING": "latin-1"}
    ended = program("call", "Hi", "--model", "lab-1", env=few, path=plugin)
    assert (ended.returncode, ended.stdout) == (0, "a \\u2192 b\n")


def test_a_width_of_nothing_does_not_swallow_the_table() -> None:
    """Some programs hand on 0 columns for a size that they do not know."""
    assert "groq" in program("providers", env={"COLUMNS": "0"}).stdout


@pytest.mark.parametrize(
    "words", [["call", "Hi", "--model", "lab-1"], ["chat", "--model", "lab-1"]]
)
def test_an_interrupt_ends_a_command_at_once(
    words: list[str], vendor: ScriptedVendor, plugin: Path, key: dict[str, str]
) -> None:
    """With 130; of lines from a pipe none is asked after it, which nobody there could stop."""
    vendor.script(answers("word " * 2_000).slowly(piece_every_s=0.05))
    path = f"{plugin}:{os.environ.get('PYTHONPATH', '')}"
    with subprocess.Popen(
        [sys.executable, "-c", PROGRAM, *words],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env={**os.environ, **key, "PYTHONPATH": path},
    ) as running:
        assert running.stdin is not None
        running.stdin.write("One\nTwo\nThree\n")
        running.stdin.flush()
        until_s = time.monotonic() + 30
        while not vendor.requests and time.monotonic() < until_s:
            time.sleep(0.01)
        time.sleep(0.3)  # the answer has begun
        running.send_signal(signal.SIGINT)
        said = running.communicate(timeout=30)
    assert running.returncode == 130, said
    assert "Traceback" not in said[1]
    vendor.assert_sends(1)
