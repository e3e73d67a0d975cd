"""The terminal sessions of the guide are what a terminal shows now."""

from __future__ import annotations

from pathlib import Path

import pytest
from typer.main import get_command

from scout.cli.app import app
from tools.console import COMMAND, differences, read
from tools.terminal import shown

SNIPPETS = Path(__file__).parents[2] / "docs" / "snippets"
SESSIONS = sorted(SNIPPETS.glob("*.console"))
AT_A_PERSON = {"new-provider"}
"""It asks, and writes a package: the guide on adding a provider has its sessions."""


@pytest.mark.parametrize("path", SESSIONS, ids=lambda path: path.stem)
def test_a_session_is_what_the_terminal_shows(path: Path) -> None:
    """Replayed in a real one of the same width; only times and ids may differ."""
    assert differences(path) == [], f"run: python -m tools.console docs/snippets/{path.name}"


@pytest.mark.parametrize("columns", [80, 40])
def test_every_command_has_a_session_at_both_widths(columns: int) -> None:
    """The whole of `scout`, too."""
    suffix = "" if columns == 80 else "_40"
    for name in {"scout", *getattr(get_command(app), "commands", {})} - AT_A_PERSON:
        session = read((SNIPPETS / f"{name}{suffix}.console").read_text("utf-8"))
        assert session.columns == columns
        assert any("scout" in command for command, _ in session.steps)


@pytest.mark.parametrize("path", SESSIONS, ids=lambda path: path.stem)
def test_no_line_of_a_session_is_wider_than_its_terminal(path: Path) -> None:
    """But for what is one word, such as an id, and for what is to be typed as it stands."""
    session = read(path.read_text("utf-8"))
    for _, said in session.steps:
        wide = [line for line in said if len(line) > session.columns]
        assert [line for line in wide if len(line.split()) > 2 and line[:2].strip()] == []


def test_a_session_that_is_out_of_date_is_noticed(tmp_path: Path) -> None:
    """A changed word, and a changed exit code."""
    text = (SNIPPETS / "price.console").read_text("utf-8")
    for old, new in (("per million", "per thousand"), ("[exit code 4]", "[exit code 1]")):
        assert old in text
        path = tmp_path / "price.console"
        path.write_text(text.replace(old, new), "utf-8")
        found = differences(path)
        assert any(line.startswith("-") and new in line for line in found)


def test_a_session_begins_with_a_command() -> None:
    """What stands before it belongs to nothing."""
    with pytest.raises(ValueError, match="'hello' stands before the first command"):
        read(f"hello\n{COMMAND}scout\n")


@pytest.mark.parametrize(
    ("heard", "lines"),
    [
        ("one\r\ntwo", ["one", "two"]),
        ("\x1b[1;31mred\x1b[0m\r\n", ["red"]),
        ("working\r\x1b[2Kdone", ["done"]),
        ("one\r\ntwo\x1b[1A\r\x1b[KONE", ["ONE", "two"]),
        ("abc\x08\x08X", ["aXc"]),
        ("\x1b[?25la\x1b]0;title\x07b\x1b[?25h  \r\n\r\n", ["ab"]),
    ],
)
def test_a_screen_shows_what_is_left_on_it(heard: str, lines: list[str]) -> None:
    """After colours, overwritten lines and moves of the cursor."""
    assert shown(heard) == lines
