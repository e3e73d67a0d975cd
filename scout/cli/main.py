"""Starts the `scout` command, or says in a sentence which extra it lacks."""

from __future__ import annotations

import sys
from importlib import import_module
from typing import Final

NEEDS: Final = ("typer", "rich", "click")
"""Packages of the extra `cli`."""

MISSING: Final = 2
"""Exit code where a package is missing, as for a command line that is wrong."""


def run() -> None:
    """Run the command line of this process."""
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
