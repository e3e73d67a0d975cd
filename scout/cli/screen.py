"""How commands speak: tables for people, JSON for programs, a sentence for what went wrong."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from decimal import Decimal
from typing import Annotated, Any, Final, TypeAlias

import typer
from pydantic import ValidationError
from rich.console import Console
from rich.table import Table

from scout.cli.ends import fail
from scout.errors import CallError, ConfigurationError, ModelNotFoundError

AsJson: TypeAlias = Annotated[bool, typer.Option("--json", help="As JSON.")]

EXITS: Final = (
    "Exit codes: 0 done; 1 the answer is no, such as a call that failed; 2 the command line is "
    "wrong; 4 what was named does not exist or a setting is wrong; 130 interrupted."
)

NARROW: Final = 60
"""Columns below which a table's rows are shown one below the other."""

_PIPE: Final = 1000
"""Columns where nobody looks: a row stays on its line, so that it can be searched."""


def ends(*examples: str) -> str:
    """The closing words of a command's help."""
    return "\n\n".join(["Examples:", *examples, EXITS])


def console() -> Console:
    """Where tables go: as wide as the terminal, or as they are in a pipe."""
    made = Console(highlight=False)
    if not made.is_terminal and made.width == 80:  # rich's width for what it cannot measure
        made.width = _PIPE
    return made


def show_json(value: Any) -> None:
    """Print a value as JSON; what JSON does not know is told as text."""
    typer.echo(json.dumps(value, indent=2, ensure_ascii=False, default=_text))


def show_table(titles: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
    """Print rows under titles, or one below the other where the terminal is narrow."""
    out = console()
    if out.width < NARROW:
        for row in rows:
            for title, cell in zip(titles, row, strict=True):
                if str(cell):
                    out.print(f"{title}: {cell}", markup=False)
            out.print()
        return
    table = Table(box=None, pad_edge=False)
    for title in titles:
        table.add_column(title, overflow="fold")
    for row in rows:
        table.add_row(*(_escaped(cell) for cell in row))
    out.print(table)


@contextmanager
def told() -> Iterator[None]:
    """End with a sentence, not with a traceback, where a name, setting or argument is wrong."""
    try:
        yield
    except ValidationError as error:
        first = error.errors(include_input=False, include_url=False)[0]
        place = ".".join(str(part) for part in first["loc"])
        fail(f"setting {place}: {first['msg']}")
    except (ConfigurationError, ModelNotFoundError, OSError, TypeError, ValueError) as error:
        fail(error.message if isinstance(error, CallError) else str(error))


def _text(value: object) -> str:
    return f"{value:f}" if isinstance(value, Decimal) else str(value)


def _escaped(cell: object) -> str:
    return str(cell).replace("[", r"\[")
