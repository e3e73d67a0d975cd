"""Starts the `scout` command, or says in a sentence which extra it lacks."""

from __future__ import annotations

import os
import sys
from importlib import import_module
from io import TextIOWrapper
from pathlib import Path
from typing import Final

NEEDS: Final = ("typer", "rich", "click")
"""Packages of the extra `cli`."""

MISSING: Final = 2
"""Exit code where a package is missing, as for a command line that is wrong."""


INTERRUPTED: Final = 130
"""Exit code after Ctrl-C, also while the commands are still being imported."""


def run() -> None:
    """Run the command line of this process."""
    _steady()
    try:
        _run()
    except KeyboardInterrupt:
        sys.exit(INTERRUPTED)


def _steady() -> None:
    """Let no stream that is closed, or that knows fewer characters, break a command."""
    for name, mode in (("stdin", "r"), ("stdout", "w"), ("stderr", "w")):
        if getattr(sys, name) is None:
            setattr(sys, name, Path(os.devnull).open(mode, encoding="utf-8"))  # noqa: SIM115 -- for good
    if isinstance(sys.stdout, TextIOWrapper):
        sys.stdout.reconfigure(errors="backslashreplace")


def _run() -> None:
    try:
        app = import_module("scout.cli.app").app
    except ModuleNotFoundError as error:
        if (error.name or "").partition(".")[0] not in NEEDS:
            raise
        sys.stderr.write(
            f"scout: the command needs {error.name}, which is not installed; "
            "install scout-core with its extra 'cli': pip install 'path/to/scout-core[cli]'\n"
        )
        sys.exit(MISSING)
    app(prog_name="scout")
