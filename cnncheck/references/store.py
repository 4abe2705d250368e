"""Answers of torch, kept between runs: cases rarely change, and importing torch takes longest.

The store is a cache: whatever is damaged, missing or out of reach is asked anew and never believed,
and nothing about it can fail a run. It lies in the user's cache folder, which code under test cannot
reach where it is jailed.
"""

from __future__ import annotations

import contextlib
import os
import sqlite3
import threading
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeVar

from cnncheck.references import store_queries
from cnncheck.references.store_file import is_ours, remove
from cnncheck.references.stored_entries import decoded, encoded, sealed, unsealed

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from cnncheck.references.store_queries import Row
    from cnncheck.references.truth import Truth

T = TypeVar("T")

MOST_BYTES = 256 << 20
"""Bytes of all entries together; what was not used for longest goes first."""

MOST_ENTRY = 4 << 20
"""Bytes of one entry; a larger answer is not kept, so that a run's memory stays small."""

MOST_PENDING = 16 << 20
"""Bytes of new entries that wait in memory to be written together."""

OF_LATE = 3600 * 10**9
"""Nanoseconds for which it need not be written down that an entry was used again."""

READ_PATIENCE, WRITE_PATIENCE = 1.0, 10.0
"""Seconds to wait while another process writes: milliseconds do, unless it was stopped meanwhile."""

_NOTHING_DAMAGED = {
    sqlite3.SQLITE_BUSY,
    sqlite3.SQLITE_CANTOPEN,
    sqlite3.SQLITE_FULL,
    sqlite3.SQLITE_LOCKED,
    sqlite3.SQLITE_PERM,
    sqlite3.SQLITE_READONLY,
}
"""Errors after which the file may be as sound as before."""
_HELD = {sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED}
"""Errors where another process keeps the file to itself: whoever tries again waits again."""


@dataclass(frozen=True, slots=True)
class Contents:
    """Size of a store.

    Attributes
    ----------
    count : int
        Answers.
    size : int
        Bytes of the answers, and of what is kept beside them.
    """

    count: int
    size: int


class Store:
    """Answers of torch by what was asked.

    Parameters
    ----------
    path : Path, optional
        The file, made when it is first written; without one, answers are kept in memory alone.

    Notes
    -----
    Any number of processes may use one file at once, and any number of threads one store.
    """

    def __init__(self, path: Path | None) -> None:
        self._path = path
        self._lock = threading.Lock()
        self._database: sqlite3.Connection | None = None
        self._pending: dict[bytes, bytes] = {}
        self._pending_size = 0
        self._ahead: dict[bytes, Row] = {}
        self._used: set[bytes] = set()
        self._closed, self._held = False, False

    def get(self, key: bytes, shape: tuple[int, ...]) -> Truth | None:
        """Return the answer to a question, if it is here and sound.

        Parameters
        ----------
        key : bytes
            What `key_of` returns for it.
        shape : tuple of int
            Of the answer.
        """
        return self._sound(key, lambda entry: decoded(key, entry, shape))

    def put(self, key: bytes, truth: Truth) -> None:
        """Keep an answer, unless it is too large; it is written with the next ones."""
        self._keep(key, encoded(key, truth))

    def recall(self, key: bytes) -> bytes | None:
        """Return bytes that were kept beside the answers, if they are here and sound.

        Parameters
        ----------
        key : bytes
            Of another length than `key_of` returns.
        """
        return self._sound(key, lambda entry: unsealed(key, entry))

    def remember(self, key: bytes, body: bytes) -> None:
        """Keep some bytes beside the answers, unless they are too many."""
        self._keep(key, sealed(key, body))

    def _sound(self, key: bytes, read: Callable[[bytes], T | None]) -> T | None:
        with self._lock:
            entry, late = self._pending.get(key), True
            if entry is None:
                entry, late = self._read(key)
            found = None if entry is None else read(entry)
            if found is not None and not late:
                self._used.add(key)
            return found

    def _keep(self, key: bytes, entry: bytes) -> None:
        if len(entry) > MOST_ENTRY:
            return
        with self._lock:
            if self._closed:
                return
            self._ahead.pop(key, None)
            self._pending[key] = entry
            self._pending_size += len(entry)
            if self._pending_size > MOST_PENDING:
                self._flush()

    def empty(self) -> bool:
        """Whether there is nothing to be had."""
        with self._lock:
            return self._try(store_queries.is_empty, otherwise=True) and not self._pending

    def contents(self) -> Contents | None:
        """Count what is here; ``None`` where there is a file that is not read."""
        with self._lock:
            counted = self._try(store_queries.contents, otherwise=None)
            if counted is None and self._path is not None and os.path.lexists(self._path):
                return None
            return Contents(*counted or (0, 0))

    def close(self) -> None:
        """Write what is new; may be repeated."""
        with self._lock:
            if not self._closed:
                self._flush()
                self._closed = True
                self._let_go()

    def _read(self, key: bytes) -> tuple[bytes | None, bool]:
        """Return an entry, and whether it was used of late."""
        if key not in self._ahead:
            nothing: dict[bytes, Row] = {}
            self._ahead = self._try(lambda there: store_queries.read_on(there, key), nothing)
        entry, used = self._ahead.get(key, (None, None))
        late = isinstance(used, int) and 0 <= time.time_ns() - used < OF_LATE
        return (entry if isinstance(entry, bytes) else None), late

    def _flush(self) -> None:
        """Write new entries and when the old ones were used, and drop what is too much."""
        now, entries = time.time_ns(), [*self._pending.items()]
        used = [key for key in self._used if key not in self._pending]
        self._pending, self._pending_size, self._used = {}, 0, set()

        def write(database: sqlite3.Connection) -> None:
            store_queries.write(database, entries, used, now, MOST_BYTES)

        if entries or (used and not self._held):
            self._try(write, otherwise=None, patience=WRITE_PATIENCE if entries else READ_PATIENCE)

    def _try(
        self,
        do: Callable[[sqlite3.Connection], T],
        otherwise: T,
        *,
        patience: float | None = None,
    ) -> T:
        """Do something with the database, where there is one; a damaged file is removed.

        Parameters
        ----------
        do : callable
        otherwise : object
            What is returned where it cannot be done.
        patience : float, optional
            Seconds to wait for others, of who writes.
        """
        write = patience is not None
        if self._held and not write:
            return otherwise
        try:
            database = self._opened(write=write)
            if database is None:
                return otherwise
            if patience is not None:
                database.execute(f"PRAGMA busy_timeout = {patience * 1000:.0f}")
            return do(database)
        except (sqlite3.Error, UnicodeDecodeError) as error:  # which quotes what is damaged
            code = getattr(error, "sqlite_errorcode", 0) & 0xFF
            if code in _HELD:
                self._held = True
                if write:
                    self._let_go()
                    self._closed = True
            elif code not in _NOTHING_DAMAGED:
                self._let_go()
                if self._path is not None:
                    remove(self._path)
            return otherwise

    def _let_go(self) -> None:
        if self._database is not None:
            self._database.close()
            self._database = None

    def _opened(self, *, write: bool) -> sqlite3.Connection | None:
        if self._database is not None or self._closed:
            return self._database
        if self._path is not None:
            if write:
                with contextlib.suppress(OSError):
                    self._path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            if not is_ours(self._path, missing=write):
                return None
        self._database = sqlite3.connect(
            self._path or ":memory:",
            timeout=WRITE_PATIENCE if write else READ_PATIENCE,
            isolation_level=None,
            check_same_thread=False,
        )
        # What a crash of the machine destroys is asked anew.
        self._database.execute("PRAGMA synchronous = OFF")
        self._database.executescript(store_queries.TABLES)
        return self._database
