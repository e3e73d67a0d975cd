"""`scout new-provider` at a terminal asks for what no flag says; elsewhere it never asks."""

from __future__ import annotations

import os
import pty
import select
import subprocess
import sys
import time
from pathlib import Path

import pytest

from scout_conformance import Verdict, run
from tests.cli.running import PROGRAM, program

LONGEST_S = 60.0
"""For the whole talk: a program that asks for more than is answered would wait forever."""

TALK = (
    ("Id of its model", "rowan-1"),
    ("Another model", "rowan-2"),
    ("Another model", ""),
    ("Dialect", "openai_chat"),
    ("Base URL", "https://api.rowan.example/v1"),
    ("Variable of its key", ""),
    ("Prefix of its models", ""),
    ("Input price of rowan-1", "0.5"),
    ("Input price of rowan-2", "5"),
    ("Output price of rowan-1", "1.5"),
    ("Output price of rowan-2", "15"),
)
"""What is asked and what is answered; an empty answer takes what is proposed."""


def _talk(command: list[str], answers: tuple[tuple[str, str], ...]) -> str:
    """Run a command at a terminal of its own and answer each question when it comes."""
    ours, theirs = pty.openpty()
    environment = {**os.environ, "TERM": "dumb", "NO_COLOR": "1"}
    with subprocess.Popen(
        command, stdin=theirs, stdout=theirs, stderr=theirs, env=environment, close_fds=True
    ) as process:
        os.close(theirs)
        said = _answer(ours, answers)
        process.wait(LONGEST_S)
        os.close(ours)
    assert process.returncode == 0, said
    return said


def _answer(terminal: int, answers: tuple[tuple[str, str], ...]) -> str:
    said, read, until_s = "", 0, time.monotonic() + LONGEST_S
    waiting = list(answers)
    while time.monotonic() < until_s:
        if select.select([terminal], [], [], 0.2)[0]:
            try:
                piece = os.read(terminal, 4096).decode()
            except OSError:  # the other side has closed it: the program is over
                break
            if not piece:
                break
            said += piece
        if waiting and waiting[0][0] in said[read:]:
            read = len(said)
            os.write(terminal, f"{waiting.pop(0)[1]}\n".encode())
    assert not waiting, f"never asked for {waiting[0][0]!r}:\n{said}"
    return said


def test_at_a_terminal_it_asks_in_turn(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """For models, dialect, address, variable, prefix and prices; the result is conformant."""
    target = tmp_path / "rowan"
    words = ["new-provider", "rowan", "--dir", str(target)]
    said = _talk([sys.executable, "-c", PROGRAM, *words], TALK)
    assert "wrote " in said
    source = (target / "src" / "rowan_scout" / "__init__.py").read_text("utf-8")
    assert 'api_key_env=("ROWAN_API_KEY",)' in source
    assert 'model_prefixes=("rowan-",)' in source
    assert '"output_per_million": 15,' in source
    monkeypatch.syspath_prepend(str(target / "src"))
    assert run("rowan_scout:ROWAN").verdict is Verdict.CONFORMANT


def test_what_a_flag_says_is_not_asked(tmp_path: Path) -> None:
    """Only the rest is."""
    target = tmp_path / "rowan"
    flags = ["--model", "rowan-1", "--wire", "gemini", "--base-url", "https://rowan.example"]
    flags += ["--key-variable", "ROWAN", "--prefix", "rowan-", "--input-price", "1"]
    command = [sys.executable, "-c", PROGRAM, "new-provider", "rowan", *flags]
    said = _talk([*command, "--dir", str(target)], (("Output price of rowan-1", "2"),))
    assert "Base URL" not in said


def test_where_no_terminal_is_it_never_asks(tmp_path: Path) -> None:
    """Even with an answer at hand: a script that waits is worse than one that ends."""
    ended = program("new-provider", "rowan", "--dir", str(tmp_path / "r"), stdin="rowan-1\n")
    assert ended.returncode == 4
    assert "--model is missing, and standard input is no terminal" in ended.stderr
    assert not (tmp_path / "r").exists()
