"""How a command ends: its exit codes, and the sentence that says why it cannot go on."""

from __future__ import annotations

import shutil
import sys
import textwrap
from collections.abc import Mapping
from typing import Final, NoReturn

import typer

REFUSED: Final = 1
"""Exit code where the answer is no: a call that failed, a key that cannot be one."""

USAGE_ERROR: Final = 4
"""Exit code where what a command was given is not what it should be, as pytest has it."""

INTERRUPTED: Final = 130
"""Exit code after Ctrl-C, as shells have it."""

EXIT_CODES: Final[Mapping[int, str]] = {
    0: "done, and the answer is yes",
    REFUSED: "the answer is no: a call that nobody answered, a log that is not intact, "
    "a provider that is not conformant, something to mend",
    2: "the command line is wrong",
    USAGE_ERROR: "what was named does not exist, or a setting is wrong",
    INTERRUPTED: "interrupted",
}
"""What a script may rely on; every command keeps to it."""


def fail(message: str) -> NoReturn:
    """Say why, and end."""
    complain(f"scout: {message}")
    raise typer.Exit(USAGE_ERROR)


def complain(text: str) -> None:
    """Say something on standard error, broken between words where a terminal shows it."""
    if sys.stderr.isatty():
        width = shutil.get_terminal_size().columns
        lines = (
            textwrap.fill(line, width, break_on_hyphens=False, break_long_words=False)
            for line in text.splitlines()
        )
        text = "\n".join(lines)
    typer.echo(text, err=True)
