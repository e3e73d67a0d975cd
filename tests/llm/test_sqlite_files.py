"""A ledger and a cache leave the databases of other programs, and each other's, as they are."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from scout.errors import BudgetUnavailableError
from scout.llm.caches.sqlite import SQLiteCache
from scout.llm.ledgers.sqlite import SQLiteLedger
from scout.testing import ScriptedVendor

MODEL = "gpt-4o-mini"


def _theirs(path: Path, version: int) -> None:
    """A quiz that somebody wrote, with tables called as ours are."""
    with sqlite3.connect(path) as db:
        db.execute("CREATE TABLE answers (question TEXT, answer TEXT)")
        db.execute("CREATE TABLE room (name TEXT)")
        db.execute("INSERT INTO answers VALUES ('6 x 7', '42')")
        db.execute(f"PRAGMA user_version={version}")
    db.close()


def _dumped(path: Path) -> list[str]:
    db = sqlite3.connect(path)
    try:
        return [*db.iterdump(), str(db.execute("PRAGMA user_version").fetchone())]
    finally:
        db.close()


@pytest.mark.parametrize("version", [0, 7])
def test_a_cache_drops_no_table_of_another_program(
    version: int, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    """It is told in the log, and calls are answered as if nothing were kept."""
    path = tmp_path / "quiz.db"
    _theirs(path, version)
    before = _dumped(path)
    settings = {"cache": True, "cache_path": path}
    with ScriptedVendor() as vendor, vendor.router(settings=settings) as router:
        for _ in range(2):
            router.call_sync("hi", model=MODEL, temperature=0)
        vendor.assert_sends(2)
    assert "it is the database of another program" in caplog.text
    assert _dumped(path) == before


@pytest.mark.parametrize("version", [0, 7])
def test_a_ledger_makes_no_table_among_those_of_another_program(
    version: int, tmp_path: Path
) -> None:
    """The limit cannot be kept there, so that nothing is spent."""
    path = tmp_path / "quiz.db"
    _theirs(path, version)
    before = _dumped(path)
    settings = {"budget_usd": {"global": 1}, "ledger_path": path}
    with ScriptedVendor() as vendor:
        with pytest.raises(BudgetUnavailableError, match="of another program; name another file"):
            vendor.router(settings=settings)
        vendor.assert_sends(0)
    assert _dumped(path) == before


def _ledger(path: Path) -> Any:
    return SQLiteLedger(path, lambda: 0.0)


def _cache(path: Path) -> Any:
    made = SQLiteCache(path, 1_000, lambda: 0.0)
    made.put("key", b"entry", 60)
    return made


@pytest.mark.parametrize("make", [_ledger, _cache])
def test_a_file_from_before_there_was_a_mark_is_still_ours(
    make: Callable[[Path], Any], tmp_path: Path
) -> None:
    """Its version and its tables say so."""
    path = tmp_path / "ours.db"
    make(path).close()
    with sqlite3.connect(path) as db:
        db.execute("PRAGMA application_id=0")
    db.close()
    again = make(path)
    assert again.balance("global").spent_nano_usd == 0 if make is _ledger else again.get("key")
    again.close()


def test_a_ledger_and_a_cache_do_not_share_a_file(tmp_path: Path) -> None:
    """Whoever came first keeps it."""
    path = tmp_path / "both.db"
    _cache(path).close()
    with pytest.raises(BudgetUnavailableError, match="of another program"):
        _ledger(path)
