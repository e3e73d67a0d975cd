"""The page on trouble has the messages that scout prints."""

from __future__ import annotations

from pathlib import Path

ROOT = Path(__file__).parents[2]
LAST = "When nothing of this fits"


def test_each_heading_is_a_message_that_scout_prints() -> None:
    """The script that provokes them prints each heading word by word."""
    page = (ROOT / "docs/guides/troubleshooting.md").read_text("utf-8").replace("`", "")
    printed = (ROOT / "docs/snippets/troubleshooting.out").read_text("utf-8")
    headings = [line.removeprefix("## ") for line in page.splitlines() if line.startswith("## ")]
    assert headings[-1] == LAST
    assert [one for one in headings[:-1] if one not in printed] == []


def test_each_message_has_a_heading() -> None:
    """What the script provokes is explained."""
    page = (ROOT / "docs/guides/troubleshooting.md").read_text("utf-8").replace("`", "")
    headings = [line.removeprefix("## ") for line in page.splitlines() if line.startswith("## ")]
    printed = (ROOT / "docs/snippets/troubleshooting.out").read_text("utf-8").splitlines()
    assert [line for line in printed if not any(one in line for one in headings)] == []
