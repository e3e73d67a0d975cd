"""Help that can be read in any terminal: plain, and its columns no wider than there is room for."""

from __future__ import annotations

import shutil
from collections.abc import Iterable
from typing import Any, Final

from typer.core import TyperCommand, TyperGroup

from scout.cli.ends import fail
from scout.errors import ConfigurationError

WIDTH: Final = max(30, min(80, shutil.get_terminal_size().columns) - 2)
"""Columns of a help: click's own least is 50, which a narrow terminal breaks anywhere."""

# Typer has brought a click of its own since 0.20, and before that took the installed one.
_Context: Any = TyperCommand.context_class
_Formatter: Any = _Context.formatter_class


class _Columns(_Formatter):  # type: ignore[misc]  # whichever click it is
    """Writes options and what they do beside each other, where both have room."""

    def write_dl(
        self, rows: Iterable[tuple[str, str]], col_max: int = 30, col_spacing: int = 2
    ) -> None:
        """Write a list of terms and what each means."""
        super().write_dl(list(rows), col_max=min(col_max, WIDTH // 3), col_spacing=col_spacing)


class _HelpContext(_Context):  # type: ignore[misc]  # whichever click it is
    """A run of a command; knows how its help is written."""

    formatter_class = _Columns


class PlainCommand(TyperCommand):
    """A command whose help can be piped, searched, and read at any width.

    A setting that is wrong, or a file that cannot be used, ends it with a sentence.
    """

    context_class = _HelpContext

    def invoke(self, ctx: Any) -> Any:
        """Run it."""
        try:
            return super().invoke(ctx)
        except BrokenPipeError:
            raise  # whoever read has read enough; the program ends without a word
        except (ConfigurationError, OSError) as error:
            fail(str(error))


class PlainGroup(TyperGroup):
    """A group of commands; the same of its help."""

    context_class = _HelpContext
