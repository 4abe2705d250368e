"""Zeros around an image."""

from __future__ import annotations

import numpy as np
from numpy.lib.stride_tricks import as_strided

from cnncheck.layers._arguments import Array, IntOrPair, array4, pair
from cnncheck.layers.rows import copy_rows
from cnncheck.layers.threads import Scratch, allowed, blocks, ceil_div, for_each

SMALL = 1 << 20  # numbers in a result that one thread writes at once
TINY = 1 << 14  # bytes of a result that are written in the time of a call
SHORT = 160  # bytes of a row up to which a border of one column costs more than zeros everywhere


def zero_padding(X: Array, padding: IntOrPair) -> Array:
    """Return X with rows and columns of zeros around each image.

    Parameters
    ----------
    X : ndarray, shape (N, C, H, W), floating point
        The images; not changed.
    padding : (int, int) or int
        Rows above and below, columns left and right: (ph, pw).

    Returns
    -------
    ndarray, shape (N, C, H + 2*ph, W + 2*pw), dtype of X
        A new array, also when the padding is 0.

    Raises
    ------
    TypeError, ValueError
        The sentence names the argument, what was expected and what came.

    Notes
    -----
    Of large images the middle is written once, and then the borders. Starting from zeros would write
    the middle twice, which pays only where rows are so short that to begin one takes longer than to
    write it; ``np.pad`` goes over the array once for each axis.
    No memory but the result.

    Examples
    --------
    >>> zero_padding(np.ones((1, 1, 1, 2)), (1, 1))[0, 0]
    array([[0., 0., 0., 0.],
           [0., 1., 1., 0.],
           [0., 0., 0., 0.]])
    """
    x = array4("X", X)
    ph, pw = pair("padding", padding, 0)
    return padded(x, ph, pw)


def padded(x: Array, ph: int, pw: int) -> Array:
    """Return a padded copy; the arguments are known to be right."""
    N, C, H, W = x.shape
    out: Array = np.empty((N, C, H + 2 * ph, W + 2 * pw), x.dtype)

    def work(images: tuple[int, int], _: Scratch) -> None:
        own = slice(*images)
        _fill(out[own], x[own], ph, pw)

    pieces = allowed() if out.size >= SMALL else 1
    for_each(work, blocks(N, max(1, ceil_div(N, pieces))))
    return out


def _fill(out: Array, x: Array, ph: int, pw: int) -> None:
    """Write x and the zeros around it; `out` is contiguous."""
    H, W = x.shape[2:]
    middle = out[:, :, ph : ph + H, pw : pw + W]
    if out.nbytes <= TINY or W * x.itemsize <= SHORT * min(pw, 2):
        out[...] = 0
        copy_rows(middle, x)
        return
    copy_rows(middle, x)
    if ph:
        out[:, :, :ph] = 0
        out[:, :, ph + H :] = 0
    if pw == 1:
        out[..., 0] = 0
        out[..., -1] = 0
    elif pw:
        _fill_sides(out.reshape(-1), out.shape[-1], pw)


def _fill_sides(out: Array, row: int, pw: int) -> None:
    """Write the columns beside all rows: the end of one and the start of the next are one item."""
    out[:pw] = 0
    out[-pw:] = 0
    size = out.itemsize
    sides = as_strided(out[row - pw :], (len(out) // row - 1, 2 * pw), (row * size, size))
    item = np.dtype((np.void, 2 * pw * size))
    sides.view(item)[...] = np.zeros((), item)
