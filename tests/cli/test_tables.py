"""Rows are laid out for the width that there is, and no id is ever broken."""

from __future__ import annotations

import pytest

from scout.cli.tables import hanging, laid_out

TITLES = ("model", "window", "note")
ROWS = [
    ("acme-small-1", "128000", "its vendor turns it off in March, and another takes its place"),
    ("acme-large-1", "-", ""),
]


def test_where_nobody_looks_a_row_stays_on_its_line() -> None:
    """So that it can be searched; and no line ends in blanks."""
    lines = laid_out(TITLES, ROWS)
    assert lines[0] == "model         window  note"
    assert lines[1].endswith("takes its place")
    assert lines[2] == "acme-large-1  -"


def test_prose_goes_over_several_lines_and_nothing_else_does() -> None:
    """Under its own title."""
    lines = laid_out(TITLES, ROWS, width=50, prose=("note",))
    assert lines[1:4] == [
        "acme-small-1  128000  its vendor turns it off in",
        "                      March, and another takes its",
        "                      place",
    ]
    assert max(map(len, lines)) <= 50


def test_what_can_be_spared_is_left_out_before_a_table_is_given_up() -> None:
    """In the order in which it is named."""
    lines = laid_out(TITLES, ROWS, width=40, prose=("note",), spare=("window",))
    assert lines[0] == "model         note"
    assert max(map(len, lines)) <= 40


def test_where_no_table_fits_each_row_is_a_card() -> None:
    """All that it has is there again; empty cells are not."""
    assert laid_out(TITLES, ROWS, width=30, prose=("note",), spare=("window",)) == [
        "acme-small-1",
        "  window: 128000",
        "  note: its vendor turns it",
        "    off in March, and another",
        "    takes its place",
        "acme-large-1",
    ]


def test_a_number_alone_is_no_heading() -> None:
    """What it numbers stands beside it."""
    rows = [("1", "acme-small-1", "x" * 30), ("", "acme-large-1", "")]
    lines = laid_out(("#", "model", "why"), rows, width=32)
    assert lines[0] == "1 acme-small-1"
    assert lines[-1] == "acme-large-1"


@pytest.mark.parametrize("width", [24, 40, 80])
def test_an_id_is_whole_at_any_width(width: int) -> None:
    """A broken one could not be copied."""
    long = "meta-llama/llama-4-scout-17b-16e-instruct"
    lines = laid_out(("model", "note"), [(long, "a b c " * 20)], width=width, prose=("note",))
    assert any(long in line for line in lines)


def test_wide_characters_take_two_columns() -> None:
    """So that what follows them stands in its column."""
    lines = laid_out(("a", "b"), [("世界", "x"), ("1234", "y")])
    assert lines[1:] == ["世界  x", "1234  y"]


def test_a_text_hangs_behind_its_head() -> None:
    """Its further lines begin where its first does, or where they are told to."""
    lines = ["note  one two three", "      four"]
    assert hanging("note  ", "one two three four", 20) == lines
    assert hanging("note  ", "one two", None) == ["note  one two"]
    assert hanging("", "one two three four", 20, indent=2) == ["one two three four"]
