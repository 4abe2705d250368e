"""Whose memory a result has, too: that of an argument, or of the cache that was handed over.

Imported by the worker process: NumPy, and of ours only what imports nothing further.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from numpy.typing import NDArray

    from cnncheck.implementations.stepping import Steps

_DEEP, _MOST = 3, 32
"""How deep in a cache arrays are looked for, and among how many entries of each part of it."""


def sharing(value: NDArray[Any], steps: Steps) -> list[str]:
    """Return the names of arguments that share memory with a result.

    Those that were handed over go before a cache, which most often holds them, too.
    """
    if not value.size:
        return []
    given = [name for name, each in steps.handed.items() if np.may_share_memory(value, each.array)]
    return given or [
        name
        for name, kept in steps.taken.items()
        if any(np.may_share_memory(value, each) for each in _arrays(kept, _DEEP))
    ]


def _arrays(kept: object, deep: int) -> Iterator[NDArray[Any]]:
    """Yield arrays, and those in plain tuples, lists and dictionaries."""
    if type(kept) is np.ndarray:
        yield kept
    elif deep:
        for each in _inside(kept):
            yield from _arrays(each, deep - 1)


def _inside(kept: object) -> Iterable[object]:
    if type(kept) is dict:
        return [*kept.values()][:_MOST]
    return kept[:_MOST] if type(kept) in (tuple, list) else ()  # type: ignore[index]
