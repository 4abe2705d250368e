"""A right function in place of a person's own, to see whether others are wrong only by it.

Imported by the worker process: NumPy and nothing of ours.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray


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
