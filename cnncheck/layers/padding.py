"""Zeros around an image."""

from __future__ import annotations

import numpy as np

from cnncheck.layers._arguments import Array, IntOrPair, array4, pair
from cnncheck.layers.threads import Scratch, allowed, blocks, ceil_div, for_each

SMALL = 1 << 20  # numbers in a result that one thread writes at once


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
    Every element of the result is written once: the four borders, then the middle. Starting
    from ``np.zeros`` would write the middle twice, and ``np.pad`` goes over the array once for each
    axis. No memory but the result.

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
        first, last = images
        part = out[first:last]
        if ph:
            part[:, :, :ph] = 0
            part[:, :, ph + H :] = 0
        if pw:
            part[:, :, ph : ph + H, :pw] = 0
            part[:, :, ph : ph + H, pw + W :] = 0
        part[:, :, ph : ph + H, pw : pw + W] = x[first:last]

    pieces = allowed() if out.size >= SMALL else 1
    for_each(work, blocks(N, max(1, ceil_div(N, pieces))))
    return out
