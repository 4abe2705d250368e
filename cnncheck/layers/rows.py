"""Copying many rows of numbers.

NumPy copies an array row by row, and to begin a row takes it as long as to copy some fifty numbers.
Where both arrays have rows without gaps a row can be one item, of a type that is only so many bytes:
then NumPy copies items, all rows of a plane in one loop. In a cache that takes half the time for rows
of 64 bytes, .6 to .9 of it for 224, and from a thousand bytes on there is nothing to gain.

A copy that is larger than the processor's caches takes, for rows of 640 to 2,048 bytes, 1.3 to 1.5
times as long as for shorter and for longer ones, as items too (measured on Zen 3 with glibc 2.36).
So such a row is copied in pieces, which in a cache would take longer. Pieces overlap by a number, as
NumPy makes one row of those that do not; it is written twice, the same.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from numpy.lib.stride_tricks import as_strided

if TYPE_CHECKING:
    from cnncheck.layers._arguments import Array

FEW = 1000  # rows that are copied in the time in which items are made of them
LONG = 2560  # bytes of a row from which plain assignment is as fast as items
LARGE = 8 << 20  # bytes of an array that is not in a cache
SLOW = range(640, LONG)  # bytes of a row that is then better copied in pieces
PIECE = 384  # of so many bytes at most


def copy_rows(out: Array, source: Array) -> None:
    """Do ``out[...] = source`` for arrays of one shape (..., rows, columns)."""
    if out.shape[-1] == 1:  # columns of pixels are rows, too
        out, source = out[..., 0], source[..., 0]
    columns = out.shape[-1]
    many = out.size > FEW * columns
    if many and out.dtype == source.dtype and _dense(out) and _dense(source):
        row = columns * out.itemsize
        if row in SLOW and out.nbytes >= LARGE:
            out, source = _pieces(out), _pieces(source)
        elif row < LONG:
            item = np.dtype((np.void, row))
            out, source = out.view(item)[..., 0], source.view(item)[..., 0]
    out[...] = source


def _dense(array: Array) -> bool:
    """Whether rows have no gaps."""
    return array.strides[-1] == array.itemsize


def _pieces(array: Array) -> Array:
    """Return a view (..., rows, pieces, columns of a piece)."""
    columns = array.shape[-1]
    count = -(-columns * array.itemsize // PIECE)
    step = (columns - 1) // count
    size = columns - step * (count - 1)
    shape = (*array.shape[:-1], count, size)
    return as_strided(array, shape, (*array.strides[:-1], step * array.itemsize, array.itemsize))
