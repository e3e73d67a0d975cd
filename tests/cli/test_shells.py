"""The program among others: completed by shells, read through pipes, on terminals of any width."""

from __future__ import annotations

import json
import os
import shlex
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from typer.main import get_command

from scout.cli.app import app
from scout.cli.ends import EXIT_CODES
from scout.testing import ScriptedVendor, answers
from tests.cli.running import PROGRAM, program, scout, terminal, typed_into
from tools.terminal import shown

BASH = shutil.which("bash")
KEY = {"GROQ_API_KEY": "gsk_made_up_0123456789abcdef"}


UNDETECTED = {"_TYPER_COMPLETE_TEST_DISABLE_SHELL_DETECTION": "1"}
"""Has the shell be named, whichever shell runs the tests."""


def _below(path: tuple[str, ...], command: Any) -> Iterator[tuple[tuple[str, ...], Any]]:
    inner = getattr(command, "commands", {})
    for name, found in inner.items():
        yield from _below((*path, name), found)
    if not inner:
        yield path, command


COMMANDS = dict(_below((), get_command(app)))
NAMES = [" ".join(path) for path in COMMANDS]


@pytest.mark.parametrize("name", NAMES)
def test_every_command_teaches_itself(name: str) -> None:
    """What it does, an example of itself, and the exit codes; every option is explained."""
    said = scout(*name.split(), "--help").stdout
    assert f"  scout {name}" in said.partition("Examples:")[2]
    assert "Exit codes: 0 done" in said
    parameters = [given for given in COMMANDS[tuple(name.split())].params if given.name != "help"]
    assert [given.name for given in parameters if not given.help] == []


@pytest.mark.parametrize("name", sorted(set(NAMES) - {"chat", "new-provider"}))
def test_every_command_speaks_json(name: str) -> None:
    """But for those that talk to a person."""
    options = {option for given in COMMANDS[tuple(name.split())].params for option in given.opts}
    assert "--json" in options


@pytest.mark.parametrize(
    ("words", "code"),
    [
        ("providers", 0),
        ("models groq", 0),
        ("route Hi", 0),
        ("price quick 1 1", 0),
        ("keys", 0),
        ("doctor", 0),
        ("config", 0),
        ("explain rate_limited", 0),
        ("conform groq", 0),
        ("audit verify calls.jsonl", 1),
        ("audit report calls.jsonl", 0),
        ("spend --audit calls.jsonl", 0),
    ],
)
def test_what_is_said_as_json_is_json(words: str, code: int, tmp_path: Path) -> None:
    """All of standard output, whatever the exit code."""
    (tmp_path / "calls.jsonl").write_text("no row\n", "utf-8")
    ended = program(*words.split(), "--json", env=KEY, folder=tmp_path)
    assert ended.returncode == code, ended.stderr
    assert json.loads(ended.stdout)


def test_the_exit_codes_are_those_of_the_table(tmp_path: Path) -> None:
    """One of each, but for an interrupt."""
    ended = {
        program("price", "quick", "1", "1").returncode,
        program("doctor", folder=tmp_path).returncode,
        program("price", "quick").returncode,
        program("price", "nobody-knows", "1", "1").returncode,
    }
    assert ended | {130} == set(EXIT_CODES)


@pytest.mark.skipif(BASH is None, reason="there is no bash on this machine")
@pytest.mark.parametrize(
    ("typed", "completed"),
    [
        ("scout cal", ["call"]),
        ("scout call --model quic", ["quick"]),
        ("scout call --model groq/openai/gpt-oss-2", ["groq/openai/gpt-oss-20b"]),
        ("scout models min", ["minimax"]),
        ("scout explain rate_l", ["rate_limited"]),
        ("scout audit ver", ["verify"]),
    ],
)
def test_bash_completes_commands_models_providers_and_codes(
    typed: str, completed: list[str], tmp_path: Path
) -> None:
    """With the script that is installed, in a real bash."""
    environment = {"HOME": str(tmp_path), **UNDETECTED}
    installed = program("--install-completion", "bash", env=environment)
    assert installed.returncode == 0, installed.stderr
    (script,) = (tmp_path / ".bash_completions").iterdir()
    words = typed.split()
    asked = (
        f"source {script}; COMP_WORDS=({typed}); COMP_CWORD={len(words) - 1}; "
        '_scout_completion scout; printf "%s\\n" "${COMPREPLY[@]}"'
    )
    path = f"{Path(sys.executable).parent}:{os.environ['PATH']}"
    environment = {"PATH": path, "HOME": str(tmp_path)}
    ran = subprocess.run(
        [str(BASH), "-c", asked], capture_output=True, text=True, env=environment, check=True
    )
    assert ran.stdout.split() == completed, ran.stderr


@pytest.mark.parametrize(
    ("shell", "says"), [("zsh", "compdef _scout_completion scout"), ("fish", "--command scout")]
)
def test_zsh_and_fish_are_given_what_they_read(shell: str, says: str) -> None:
    """The script, and the answer to what it asks."""
    assert says in program("--show-completion", shell, env=UNDETECTED).stdout
    asked = {
        "_SCOUT_COMPLETE": f"complete_{shell}",
        "_TYPER_COMPLETE_ARGS": "scout call --model qui",
    }
    assert "quick" in program(env={**asked, "_TYPER_COMPLETE_FISH_ACTION": "get-args"}).stdout


def test_a_reader_that_has_read_enough_is_no_error(tmp_path: Path) -> None:
    """`| head -1` ends the program without a word."""
    for words in ("models --json", "models", "config --schema"):
        command = f"{shlex.join([sys.executable, '-c', PROGRAM])} {words} | head -1"
        ran = subprocess.run(
            ["/bin/sh", "-c", command], capture_output=True, text=True, timeout=60, check=False
        )
        assert ran.stderr == ""
        assert ran.stdout.count("\n") == 1


@pytest.mark.claim(
    "in-a-pipe",
    "In a pipe a row stays on its line, nothing is coloured, and nothing moves; who reads only "
    "the first lines ends the command without a word.",
)
def test_an_answer_into_a_closed_pipe_is_no_error(
    vendor: ScriptedVendor, plugin: Path, key: dict[str, str]
) -> None:
    """A stream that nobody reads any more ends quietly, too."""
    vendor.script(answers("word " * 40_000))
    words = ["call", "Hi", "--model", "lab-1"]
    command = f"{shlex.join([sys.executable, '-c', PROGRAM, *words])} | head -c 10"
    ran = subprocess.run(
        ["/bin/sh", "-c", command],
        capture_output=True,
        text=True,
        env={**os.environ, **key, "PYTHONPATH": f"{plugin}:{os.environ.get('PYTHONPATH', '')}"},
        timeout=60,
        check=False,
    )
    assert (ran.stdout, ran.stderr) == ("word word ", "")


@pytest.mark.claim(
    "in-a-pipe",
    "In a pipe a row stays on its line, nothing is coloured, and nothing moves; who reads only "
    "the first lines ends the command without a word.",
)
def test_a_pipe_gets_no_colours_and_whole_rows() -> None:
    """One row a line, without blanks at its end."""
    said = program("models").stdout
    assert "\x1b" not in said
    assert all(line == line.rstrip() for line in said.splitlines())
    assert any(
        "llama-3.3-70b-versatile" in line and "takes its place" in line
        for line in said.splitlines()
    )


SHOWN = [
    ("providers",),
    ("models",),
    ("keys",),
    ("doctor",),
    ("config",),
    ("route", "Write a program in Python."),
    ("explain", "rate_limited"),
    ("price", "nobody-knows", "1", "1"),
]


@pytest.mark.parametrize(
    ("words", "columns"),
    [
        *(((*name.split(), "--help"), 40) for name in NAMES),
        *((words, columns) for words in SHOWN for columns in (40, 80)),
    ],
)
def test_nothing_is_wider_than_the_terminal(
    words: tuple[str, ...], columns: int, tmp_path: Path
) -> None:
    """But an id, an address or an example, which would be useless in two pieces."""
    lines, _ = typed_into(*words, env=KEY, folder=tmp_path, columns=columns)
    assert lines
    too_long = [line for line in lines if len(line) > columns]
    assert [line for line in too_long if not _is_whole(line, columns)] == []


def _is_whole(line: str, columns: int) -> bool:
    """Whether a line is long because of one word, or is an example of a help."""
    words = line.split()
    return line.startswith("    ") or max(map(len, words)) > columns - 12


@pytest.mark.parametrize(("variable", "coloured"), [({}, True), ({"NO_COLOR": "1"}, False)])
def test_colours_are_for_those_who_want_them(
    variable: dict[str, str], coloured: bool, tmp_path: Path
) -> None:
    """On a terminal, unless NO_COLOR is set."""
    command = shlex.join([sys.executable, "-c", PROGRAM, "doctor"])
    heard, _ = terminal(variable, tmp_path).heard(command)
    assert (b"\x1b[1;31m" in heard) is coloured


def test_what_takes_a_while_says_so_to_a_terminal_and_is_gone_in_the_end(tmp_path: Path) -> None:
    """On standard error; a pipe hears nothing of it."""
    (tmp_path / "calls.jsonl").write_text("", "utf-8")
    command = shlex.join([sys.executable, "-c", PROGRAM, "audit", "verify", "calls.jsonl"])
    heard, _ = terminal({}, tmp_path).heard(command)
    assert b"reading the log ..." in heard
    assert "reading" not in "".join(shown(heard.decode()))
    ended = program("audit", "verify", "calls.jsonl", folder=tmp_path)
    assert "reading" not in ended.stdout + ended.stderr
