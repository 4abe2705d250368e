"""What is asked of a store's database.

Answers lie in the order in which they were kept, which is that in which they will be asked for again:
whoever reads one reads some of those behind it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from cnncheck.references.stored_entries import KEY_BYTES

if TYPE_CHECKING:
    import sqlite3

TABLES = """
CREATE TABLE IF NOT EXISTS truths
    (place INTEGER PRIMARY KEY, key BLOB UNIQUE, size INTEGER, used INTEGER, entry BLOB);
CREATE INDEX IF NOT EXISTS truths_by_use ON truths (used, size);
"""

AHEAD_COUNT, AHEAD_BYTES = 64, 1 << 18
"""Entries that are read at once, and bytes after which no more are."""


class Row(NamedTuple):
    """What the database has under a key, whatever it is.

    Attributes
    ----------
    entry, used : object
        Bytes, and when they were last used, unless the file is damaged.
    """

    entry: object
    used: object


def read_on(database: sqlite3.Connection, key: bytes) -> dict[bytes, Row]:
    """Return what there is under a key, and under those that were kept after it; empty without it."""
    asked = (
        "SELECT key, entry, used FROM truths WHERE place >= (SELECT place FROM truths WHERE key = ?)"
        " ORDER BY place LIMIT ?"
    )
    rows: dict[bytes, Row] = {}
    size = 0
    for found, entry, used in database.execute(asked, (key, AHEAD_COUNT)):
        rows[found] = Row(entry, used)
        size += len(entry) if isinstance(entry, bytes) else 0
        if size > AHEAD_BYTES:
            break
    return rows


def write(
    database: sqlite3.Connection,
    entries: list[tuple[bytes, bytes]],
    used: list[bytes],
    now: int,
    most: int,
) -> None:
    """Write new entries and that old ones were used, and drop what is too much.

    Parameters
    ----------
    database : sqlite3.Connection
    entries : list of (bytes, bytes)
        Keys and entries.
    used : list of bytes
        Keys.
    now : int
        Nanoseconds of the clock.
    most : int
        Bytes that all entries may have together.
    """
    with database:
        database.execute("BEGIN IMMEDIATE")
        database.executemany(
            "INSERT OR REPLACE INTO truths (key, size, used, entry) VALUES (?, ?, ?, ?)",
            [(key, len(entry), now, entry) for key, entry in entries],
        )
        database.executemany(
            "UPDATE truths SET used = ? WHERE key = ?", [(now, key) for key in used]
        )
        if entries:
            _drop_what_is_too_much(database, most)


def is_empty(database: sqlite3.Connection) -> bool:
    """Whether there is no answer."""
    asked = "SELECT 1 FROM truths WHERE length(key) = ? LIMIT 1"
    return database.execute(asked, (KEY_BYTES,)).fetchone() is None


def contents(database: sqlite3.Connection) -> tuple[int, int]:
    """Return how many answers there are, and the bytes of all entries."""
    count, size = database.execute(
        "SELECT COUNT(CASE WHEN length(key) = ? THEN 1 END), SUM(size) FROM truths", (KEY_BYTES,)
    ).fetchone()
    return count, size or 0


def _drop_what_is_too_much(database: sqlite3.Connection, most: int) -> None:
    (size,) = database.execute("SELECT SUM(size) FROM truths").fetchone()
    excess = (size or 0) - most
    if excess <= 0:
        return
    old = database.execute("SELECT key, size FROM truths ORDER BY used")
    gone = []
    for key, less in old:
        gone.append((key,))
        excess -= less
        if excess <= 0:
            break
    database.executemany("DELETE FROM truths WHERE key = ?", gone)
