"""Tells a database of ours from one of another program's, which is to be left as it is."""

from __future__ import annotations

import sqlite3
from collections.abc import Collection

FOREIGN = "it is the database of another program; name another file"


def refuse_foreign(
    db: sqlite3.Connection, mark: int, *, version: int, tables: Collection[str]
) -> None:
    """Hold a file to being empty or ours, before anything in it is made or dropped.

    Args:
        db: The file.
        mark: Its `application_id`, where it is ours.
        version: Its `user_version`, and
        tables: its tables, where it was made before there was a mark.

    Raises:
        sqlite3.DatabaseError: It is neither.
    """
    # In this order: a process that makes the file right now commits all of them at once.
    query = "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'"
    found = {name for (name,) in db.execute(query)}
    marked = db.execute("PRAGMA application_id").fetchone()[0]
    if not found or marked == mark:
        return
    known = db.execute("PRAGMA user_version").fetchone()[0] == version and found == set(tables)
    if marked or not known:
        raise sqlite3.DatabaseError(FOREIGN)
