"""Runs `scout`, in this process or as the program that a user starts."""

from __future__ import annotations

import json
import os
import shlex
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from typer.testing import CliRunner, Result

from scout.cli.app import app
from tools.terminal import Terminal

WIDE = {"COLUMNS": "200"}
PROGRAM = "from scout.cli.main import run; run()"


def scout(*words: str, code: int = 0, columns: int = 200, stdin: str = "") -> Result:
    """Run a command in this process, and hold it to its exit code."""
    ended = CliRunner().invoke(app, list(words), env={"COLUMNS": str(columns)}, input=stdin)
    assert ended.exit_code == code, ended.output
    return ended


def scout_json(*words: str, code: int = 0) -> Any:
    """What a command says as JSON."""
    return json.loads(scout(*words, "--json", code=code).stdout)


def program(
    *words: str,
    env: dict[str, str] | None = None,
    path: Path | None = None,
    stdin: str = "",
    folder: Path | None = None,
) -> subprocess.CompletedProcess[str]:
    """Run the program in a process of its own, with a pipe for each stream.

    Args:
        words: Its arguments.
        env: Further variables.
        path: A folder with further packages.
        stdin: What it reads.
        folder: Where it runs.
    """
    given = {name: value for name, value in os.environ.items() if not _is_ours(name)}
    given |= {"PYTHONWARNINGS": "error", **(env or {})}
    places = [str(path or ""), given.get("PYTHONPATH", "")]
    given["PYTHONPATH"] = os.pathsep.join(filter(None, places))
    return subprocess.run(
        [sys.executable, "-c", PROGRAM, *words],
        capture_output=True,
        text=True,
        env=given,
        input=stdin,
        cwd=folder,
        timeout=60,
        check=False,
    )


def typed_into(
    *words: str,
    typed: Sequence[str] = (),
    env: Mapping[str, str],
    folder: Path,
    path: Path | None = None,
    columns: int = 80,
    prompt: str = "> ",
) -> tuple[list[str], int]:
    """Run the program in a terminal; return what its screen shows, and its exit code.

    Args:
        words: Its arguments.
        typed: Lines that are typed, each once the program asks for one.
        env: Further variables.
        folder: Where it runs.
        path: A folder with further packages.
        columns: Width of the terminal.
        prompt: What it says when it asks for a line.
    """
    found = terminal(env, folder, path, columns=columns, prompt=prompt)
    return found.run(shlex.join([sys.executable, "-c", PROGRAM, *words]), typed)


def terminal(
    env: Mapping[str, str],
    folder: Path,
    path: Path | None = None,
    *,
    columns: int = 80,
    prompt: str = "> ",
) -> Terminal:
    """A terminal in which nothing of the machine's own settings holds."""
    given = {name: value for name, value in os.environ.items() if not _is_ours(name)}
    places = [str(path or ""), str(Path.cwd()), given.get("PYTHONPATH", "")]
    given |= {"PYTHONPATH": os.pathsep.join(filter(None, places)), "TERM": "xterm"}
    return Terminal(columns, {**given, **env}, folder, prompt=prompt)


def _is_ours(name: str) -> bool:
    """Whether a variable of the machine would change what a command says."""
    return name.startswith("SCOUT_") or name.endswith("_API_KEY") or name in ("COLUMNS", "NO_COLOR")
