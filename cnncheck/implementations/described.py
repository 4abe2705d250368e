"""What a function returned, in a few words: ``a tuple of 3 (array 2x3x4x4, array 3x2x3x3, None)``.

Imported by the worker process: NumPy, and of ours only what imports nothing further.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from cnncheck.sandbox.texts import bounded

if TYPE_CHECKING:
    from collections.abc import Iterable

_MOST = 6
"""Entries that are told."""


def described(value: object) -> str:
    """Say what a value is; of a tuple, a list or a dictionary also what is in it."""
    match value:
        case None:
            return "None"
        case np.ndarray():
            return f"an {_entry(value)}"
        case tuple() | list():
            kind = "tuple" if isinstance(value, tuple) else "list"
            return f"a {kind} of {len(value)} ({_told(map(_entry, value))})"
        case dict():
            return (
                f"a dictionary with {_told(f'{_key(key)}: {_entry(value[key])}' for key in value)}"
            )
    return with_article(_kind(value))


def with_article(noun: str) -> str:
    """Put an article before a noun."""
    return f"{'an' if noun[:1].lower() in tuple('aeiou') else 'a'} {noun}"


def _entry(value: object) -> str:
    if isinstance(value, np.ndarray):
        return f"array {'x'.join(map(str, value.shape)) or 'without axes'}"
    return "None" if value is None else _kind(value)


def _kind(value: object) -> str:
    return bounded(type(value).__name__, 100)


def _key(key: object) -> str:
    return bounded(repr(key), 40) if isinstance(key, (str, int)) else _kind(key)


def _told(entries: Iterable[str]) -> str:
    told = list(entries)
    return ", ".join(told[:_MOST]) + (", ..." if len(told) > _MOST else "") or "nothing in it"
