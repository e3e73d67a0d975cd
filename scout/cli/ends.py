"""How a command ends that cannot do what it was asked."""

from __future__ import annotations

from typing import Final, NoReturn

import typer

USAGE_ERROR: Final = 4
"""Exit code where what a command was given is not what it should be, as pytest has it."""


def fail(message: str) -> NoReturn:
    """Say why, and end."""
    typer.echo(f"scout: {message}", err=True)
    raise typer.Exit(USAGE_ERROR)
