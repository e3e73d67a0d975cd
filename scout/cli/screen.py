"""How commands speak: tables for people, JSON for programs, a sentence for what went wrong."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Iterator, Sequence
from contextlib import contextmanager
from decimal import Decimal
from typing import Annotated, Any, Final, TypeAlias

import typer
from pydantic import ValidationError
from rich.console import Console
from rich.text import Text

from scout.cli.ends import EXIT_CODES, fail
from scout.cli.tables import hanging, laid_out
from scout.errors import CallError, ConfigurationError, ModelNotFoundError

AsJson: TypeAlias = Annotated[bool, typer.Option("--json", help="As JSON.")]

EXITS: Final = "Exit codes: " + "; ".join(
    f"{code} {meaning.partition(':')[0]}" for code, meaning in EXIT_CODES.items()
)
"""The exit codes, in the closing words of every help."""


def ends(*examples: str) -> str:
    """The closing words of a command's help; each example as it is typed."""
    shown = "\n".join(f"  {line}" for example in examples for line in example.split("\n"))
    return f"\b\nExamples:\n{shown}\n\n{EXITS}."


def console() -> Console:
    """Where tables go; a width that shows nothing is that of nobody's terminal."""
    # No emoji: `row.py:X:` is an address, and no cross.
    out = Console(highlight=False, emoji=False)
    return out if out.width > 0 else Console(highlight=False, emoji=False, width=80)


def width_of(out: Console) -> int | None:
    """The width of a terminal, or as it is wanted; None in a pipe, where nobody looks."""
    # rich takes 80 columns for what it cannot measure.
    return out.width if out.is_terminal or out.width != 80 else None


def show_json(value: Any) -> None:
    """Print a value as JSON; what JSON does not know is told as text."""
    typer.echo(json.dumps(value, indent=2, ensure_ascii=False, default=_text))


def show_table(
    titles: Sequence[str],
    rows: Iterable[Sequence[object]],
    *,
    prose: Collection[str] = (),
    spare: Sequence[str] = (),
) -> None:
    """Print rows under titles, as wide as the terminal is; see `laid_out`."""
    out = console()
    cells = [[str(cell) for cell in row] for row in rows]
    lines = laid_out(titles, cells, width=width_of(out), prose=prose, spare=spare)
    is_table = bool(lines) and lines[0].startswith(titles[0])
    for at, line in enumerate(lines):
        bold = at == 0 if is_table else line[:1] not in ("", " ")
        show_line(line, "bold" if bold else "", out)


def show_text(text: str, *, indent: int = 13, err: bool = False) -> None:
    """Print lines, each broken between words where a terminal is narrower."""
    out = Console(stderr=err, highlight=False)
    width = width_of(out)
    for line in text.splitlines():
        for piece in hanging("", line, width, indent=min(indent, (width or 0) // 6)):
            show_line(piece, out=out)


def show_line(line: str, style: str = "", out: Console | None = None) -> None:
    """Print a line as it is; a style is for terminals only, its colour where they want any."""
    (out or console()).print(Text(line, style=style), soft_wrap=True)


@contextmanager
def working(what: str) -> Iterator[None]:
    """Say on standard error that something takes a while, where a terminal shows it."""
    out = Console(stderr=True)
    if not out.is_terminal:
        yield
        return
    with out.status(f"{what} ..."):
        yield


@contextmanager
def told() -> Iterator[None]:
    """End with a sentence, not with a traceback, where a name, setting or argument is wrong."""
    try:
        yield
    except BrokenPipeError:
        raise  # whoever read has read enough; the program ends without a word
    except ValidationError as error:
        first = error.errors(include_input=False, include_url=False)[0]
        place = ".".join(str(part) for part in first["loc"])
        fail(f"setting {place}: {first['msg']}" if place else first["msg"])
    except (ConfigurationError, ModelNotFoundError, OSError, TypeError, ValueError) as error:
        fail(error.message if isinstance(error, CallError) else str(error))


def _text(value: object) -> str:
    return f"{value:f}" if isinstance(value, Decimal) else str(value)
