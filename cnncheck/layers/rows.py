"""Copying many short rows of numbers.

NumPy copies an array row by row, and to begin a row takes it as long as to copy some fifty numbers.
Where both arrays have rows without gaps a row can be one item, of a type that is only so many bytes:
then NumPy copies items, all rows of a plane in one loop: 1.7 times as fast for seven numbers, and
no faster from some thirty on.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from cnncheck.layers._arguments import Array

LONG = 128  # bytes of a row from which plain assignment is as fast


def copy_rows(out: Array, source: Array) -> None:
    """Do ``out[...] = source`` for arrays of one shape (..., rows, columns)."""
    if _has_rows(out) and _has_rows(source) and out.dtype == source.dtype:
        row = np.dtype((np.void, out.shape[-1] * out.itemsize))
        out, source = out.view(row)[..., 0], source.view(row)[..., 0]
    out[...] = source


def _has_rows(array: Array) -> bool:
    """Whether rows have no gaps and are neither empty nor long."""
    return array.strides[-1] == array.itemsize and 0 < array.shape[-1] * array.itemsize < LONG
