"""A right function in place of a person's own, to see whether others are wrong only by it.

Imported by the worker process: NumPy and nothing of ours.
"""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from numpy.typing import NDArray


@contextmanager
def righted(namespaces: Iterable[dict[str, Any]], wrong: object, axis: int) -> Iterator[None]:
    """Let a right padding stand for a wrong one in all names that hold it.

    Parameters
    ----------
    namespaces : iterable of dict
    wrong : callable
    axis : int
        As for `zeros_around`.
    """
    places = [(names, key) for names in namespaces for key, held in names.items() if held is wrong]
    right = zeros_around(axis)
    for names, key in places:
        names[key] = right
    try:
        yield
    finally:
        for names, key in places:
            names[key] = wrong


def zeros_around(axis: int) -> Callable[..., NDArray[Any]]:
    """Return a function that puts zeros around two axes.

    Parameters
    ----------
    axis : int
        The first of them.
    """

    def padded(X: NDArray[Any], padding: Any) -> NDArray[Any]:
        amounts = padding if isinstance(padding, (tuple, list)) else (padding, padding)
        around = [(0, 0)] * X.ndim
        around[axis : axis + 2] = [(int(each), int(each)) for each in amounts]
        return np.pad(X, around)

    return padded
