"""Lays rows out for the width that there is: a table, or cards where no table fits."""

from __future__ import annotations

import textwrap
from collections.abc import Collection, Iterator, Sequence
from typing import Final, TypeAlias

from rich.cells import cell_len

Cells: TypeAlias = Sequence[str]

GAP: Final = 2
"""Columns between two columns of a table."""

NUMBER: Final = 3
"""Characters up to which the first cell is no heading of a card by itself."""

SHORT: Final = 32
"""Columns up to which a title and its cell stay on one line of a card, beside others."""

_WHOLE: Final = "\N{NO-BREAK SPACE}"

LEAST_PROSE: Final = 24
"""Columns below which prose is a tower of words; then a table is no help."""


def laid_out(
    titles: Cells,
    rows: Sequence[Cells],
    *,
    width: int | None = None,
    prose: Collection[str] = (),
    spare: Sequence[str] = (),
) -> list[str]:
    """Lines that show rows under their titles.

    Ids, numbers and names stay whole. Where not all fits, prose goes over several lines; then
    columns that can be spared are left out, one after the other; then each row is a card.

    Args:
        titles: Of the columns.
        rows: The cells of each row.
        width: Of the terminal; None where nobody looks, so that a row stays on its line.
        prose: Titles of the columns that may be broken between words.
        spare: Titles of the columns that may be left out, the first one first.
    """
    for left_out in range(len(spare) + 1):
        gone = spare[:left_out]
        kept = [at for at, title in enumerate(titles) if title not in gone]
        head = [titles[at] for at in kept]
        body = [[row[at] for at in kept] for row in rows]
        widths = _widths(head, body, width, prose)
        if widths is not None:
            return [line for row in (head, *body) for line in _row(row, widths)]
    return list(_cards(titles, rows, width or 0))


def hanging(head: str, text: str, width: int | None, *, indent: int | None = None) -> list[str]:
    """A text behind its head, its further lines indented, as far as its first begins by default."""
    if width is None:
        return [head + text]
    columns = min(cell_len(head), width // 3) if indent is None else indent
    return textwrap.wrap(
        head + text,
        max(width, 20),
        subsequent_indent=" " * columns,
        break_on_hyphens=False,
        break_long_words=False,
    ) or [head.rstrip()]


def counted(count: int, noun: str) -> str:
    """How many there are, in words."""
    return f"{count} {noun}" if count == 1 else f"{count} {noun}s"


def _widths(
    head: Cells, body: Sequence[Cells], width: int | None, prose: Collection[str]
) -> list[int] | None:
    """How wide each column is; None where they do not fit."""
    widths = [max(map(cell_len, column)) for column in zip(head, *body, strict=True)]
    if width is None:
        return widths
    over = sum(widths) + GAP * (len(widths) - 1) - width
    for at, title in sorted(enumerate(head), key=lambda item: -widths[item[0]]):
        if over > 0 and title in prose:
            cut = max(0, min(over, widths[at] - LEAST_PROSE))
            widths[at] -= cut
            over -= cut
    return widths if over <= 0 else None


def _row(cells: Cells, widths: Sequence[int]) -> Iterator[str]:
    wrapped = [_broken(cell, width) for cell, width in zip(cells, widths, strict=True)]
    for at in range(max(map(len, wrapped))):
        pieces = (lines[at] if at < len(lines) else "" for lines in wrapped)
        padded = (_padded(piece, width) for piece, width in zip(pieces, widths, strict=True))
        yield (" " * GAP).join(padded).rstrip()


def _broken(cell: str, width: int) -> list[str]:
    if cell_len(cell) <= width:
        return [cell]
    return textwrap.wrap(cell, width, break_on_hyphens=False)


def _padded(cell: str, width: int) -> str:
    return cell + " " * max(0, width - cell_len(cell))


def _cards(titles: Cells, rows: Sequence[Cells], width: int) -> Iterator[str]:
    """Each row under its heading, short cells side by side; empty ones are left out."""
    lead = 2 if all(len(row[0]) <= NUMBER for row in rows) else 1  # a number says too little
    for row in rows:
        yield " ".join(filter(None, row[:lead]))
        named = zip(titles[lead:], row[lead:], strict=True)
        facts = [(f"{title}: ", cell) for title, cell in named if cell not in ("", "-")]
        short = [title + cell for title, cell in facts if cell_len(title + cell) <= SHORT]
        joined = ", ".join(fact.replace(" ", _WHOLE) for fact in short)
        for line in hanging("  ", joined, width) if short else ():
            yield line.replace(_WHOLE, " ")
        for title, cell in facts:
            if cell_len(title + cell) > SHORT:
                yield from hanging(f"  {title}", cell, width, indent=4)
