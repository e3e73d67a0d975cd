"""The tables of the guide are what the live objects say."""

from __future__ import annotations

import re
from pathlib import Path

from scout.cli.advice import ADVICE, error_kinds
from tools import gen_docs


def test_every_partial_is_what_the_code_says() -> None:
    """Writing the tables anew would change nothing, and none is left over."""
    assert not gen_docs.out_of_date(), "run: python -m tools.gen_docs"


def test_the_schema_of_the_settings_is_what_the_code_says() -> None:
    """Editors read it from the site, or from the checkout."""
    assert gen_docs.SCHEMA.read_text("utf-8") == gen_docs.schema(), "run: python -m tools.gen_docs"


def test_a_stale_partial_is_noticed(tmp_path: Path) -> None:
    """The comparison can fail: a changed word, a missing table, one that nobody writes."""
    folder = tmp_path / "docs"
    folder.mkdir()
    for name in gen_docs.PARTIALS:
        (folder / name).write_text(gen_docs.written(name), "utf-8")
    assert not gen_docs.out_of_date(folder)
    stale = folder / "settings.md"
    stale.write_text(stale.read_text("utf-8").replace("120.0", "121.0"), "utf-8")
    (folder / "errors.md").unlink()
    (folder / "orphan.md").write_text("nobody writes this", "utf-8")
    assert len(gen_docs.out_of_date(folder)) == 3


def test_every_error_has_its_advice() -> None:
    """Nobody is told of an error without what to do about it, in the terminal and in the guide."""
    assert sorted(ADVICE) == sorted(error_kinds())


def test_every_error_has_an_example_that_was_raised() -> None:
    """All but the bases, which nobody raises themselves."""
    bases = {"scout_error", "call_failed", "provider_error", "refused"}
    assert set(gen_docs.examples_of_errors()) == set(error_kinds()) - bases


def test_every_error_has_its_own_code_and_place_in_the_guide() -> None:
    """The link that an error carries leads to its own entry."""
    codes = [kind.code for kind in gen_docs.named_errors()]
    anchors = re.findall(r"\{#(\w+)\}", gen_docs.error_entries())
    assert sorted(codes) == sorted(anchors)
    assert len(set(codes)) == len(codes)
