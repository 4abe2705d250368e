"""Max pooling and its gradient, by one direction after the other.

The maximum of a square is the maximum, along one direction, of the maxima along the other. So
f + f comparisons of whole arrays do what f * f would, and where windows overlap the maxima along the
first direction are shared by several of them. This is the separability of flat erosion and dilation
in mathematical morphology [1]_. Its gradient is separable too: see `pool_steps`.

Where windows overlap by little, rows are taken in pairs, and of large images that is slower than main
memory is. So those are read once before, in order (`_fetch`).

Memory: for each thread an array of at most BLOCK bytes forward (of LARGE images twice that), and some
of about BACKWARD bytes together backward.

References
----------
.. [1] J. Serra, "Image Analysis and Mathematical Morphology", 1982, chapter 2.
"""

from __future__ import annotations

import numpy as np

from cnncheck.layers._arguments import (
    Array,
    IntOrPair,
    Pair,
    pool_geometry,
    pooled_gradient,
)
from cnncheck.layers.pool_steps import BITS, HandBack
from cnncheck.layers.rows import LARGE
from cnncheck.layers.threads import Scratch, blocks, for_each

BLOCK = 1 << 19  # bytes of input that are pooled at once, with all that is made of them in cache;
# twice as many of LARGE images, which are in no cache before
BACKWARD = 11 << 18  # bytes of all arrays of a thread that hands gradients back


def pool_forward(X: Array, f: IntOrPair, s: IntOrPair) -> Array:
    """Max pooling.

    ``out[n,c,i,j] = max over k,l < f of X[n,c,s*i+k,s*j+l]``

    Parameters
    ----------
    X : ndarray, shape (N, C, IH, IW), floating point
        The images; not changed.
    f : int
        Height and width of the window. A pair (fh, fw) is accepted too.
    s : int
        Stride, down and to the right. A pair (sh, sw) is accepted too.

    Returns
    -------
    ndarray, shape (N, C, OH, OW), dtype of X
        OH = 1 + floor((IH - f) / s), OW likewise; pixels beyond the last window are not read.
        A window with a NaN gives NaN. A new array.

    Raises
    ------
    TypeError, ValueError
        The sentence names the argument, what was expected and what came.
    """
    window, stride, size = pool_geometry(X, f, s)
    N, C, H, W = X.shape
    planes = X.reshape(N * C, H, W)
    out = np.empty((N, C, *size), X.dtype)
    flat = out.reshape(N * C, *size)

    large = X.nbytes >= LARGE
    fetched = large and 1 < stride[0] <= window[0]

    def work(block: tuple[int, int], scratch: Scratch) -> None:
        first, last = block
        if fetched:
            _fetch(planes[first:last])
        rows = _taps(planes[first:last], window[0], stride[0], size[0], axis=1)
        tallest = scratch.array("rows", rows[0].shape, X.dtype) if len(rows) > 1 else None
        below = _maxima(rows, tallest)
        _maxima(_taps(below, window[1], stride[1], size[1], axis=2), flat[first:last])

    most = 2 * BLOCK if large else BLOCK
    for_each(work, blocks(N * C, max(1, most // (H * W * X.itemsize))))
    return out


def pool_back(grad_pool: Array, X: Array, f: IntOrPair, s: IntOrPair) -> Array:
    """Gradient of max pooling.

    Each window hands its gradient to its maximum; where windows overlap, gradients add up.

    Parameters
    ----------
    grad_pool : ndarray, shape (N, C, GH, GW), dtype of X
        Gradient with respect to the output. GH and GW may be smaller than the output's OH and OW:
        then only the leading windows carry gradient.
    X : ndarray, shape (N, C, IH, IW), floating point
        What was pooled.
    f : int
        Height and width of the window. A pair is accepted too.
    s : int
        Stride. A pair is accepted too.

    Returns
    -------
    ndarray, shape (N, C, IH, IW), dtype of X
        dX. A new array. Of equal maxima the first in row-major order gets the gradient; in a
        window with NaNs it is the last NaN (both as in PyTorch).

    Raises
    ------
    TypeError, ValueError
        The sentence names the argument, what was expected and what came.
    """
    window, stride, size = pool_geometry(X, f, s)
    gradient = pooled_gradient(grad_pool, X, size)
    N, C, H, W = X.shape
    overlap = stride[0] <= window[0] and stride[1] <= window[1] and gradient.size > 0
    planes, out = X.reshape(N * C, H, W), (np.empty if overlap else np.zeros)(X.shape, X.dtype)
    gradients, flat = gradient.reshape(N * C, *gradient.shape[2:]), out.reshape(N * C, H, W)

    def work(block: tuple[int, int], scratch: Scratch) -> None:
        g, x, dx = (array[slice(*block)] for array in (gradients, planes, flat))
        if X.dtype.isnative and X.dtype.itemsize in BITS:
            steps = scratch.prepared(
                len(x), HandBack, x.shape, g.shape[1:], window, stride, X.dtype
            )
            if steps.run(g, x, dx):
                return
        dx[...] = 0
        _hand_back_by_taps(g, x, window, stride, dx)

    if gradient.size:
        each = HandBack.numbers(gradient.shape[2:], window, stride)
        for_each(work, blocks(N * C, max(1, BACKWARD // (each * X.itemsize))))
    return out


def _hand_back_by_taps(g: Array, x: Array, f: Pair, s: Pair, out: Array) -> None:
    """Add to `out` what each window's maximum gets, with f * f comparisons.

    Slower than `HandBack`, but for every dtype, and for infinities and NaN as PyTorch.
    """
    rows = [_taps(x, f[0], s[0], g.shape[1], axis=1), _taps(out, f[0], s[0], g.shape[1], axis=1)]
    values, receivers = (
        [tap for row in each for tap in _taps(row, f[1], s[1], g.shape[2], axis=2)] for each in rows
    )
    best, winner = values[0].copy(), np.zeros(g.shape, np.intp)
    for number, value in enumerate(values[1:], start=1):
        better = (value > best) | np.isnan(value)
        np.copyto(best, value, where=better)
        winner[better] = number
    for number, receiver in enumerate(receivers):
        np.add(receiver, g, out=receiver, where=winner == number)


def _fetch(x: Array) -> None:
    """Read all numbers in order, which brings them into the cache; the quickest way is a maximum.

    On Zen 3 12.8 MB of float32 come in 2.5 ms or more as rows taken in pairs, and in .5 ms in order.
    Of other dtypes, and of views, the maximum takes longer than that saves.
    """
    if x.flags.c_contiguous and x.dtype.isnative and x.itemsize in (4, 8):
        x.max()


def _taps(x: Array, f: int, s: int, count: int, axis: int) -> list[Array]:
    """Return views: the first, second, ... f-th element of `count` windows at stride s."""
    span = s * (count - 1) + 1
    if axis == 1:
        return [x[:, k : k + span : s] for k in range(f)]
    return [x[..., k : k + span : s] for k in range(f)]


def _maxima(taps: list[Array], out: Array | None) -> Array:
    """Return the largest of each window's taps, in `out` if given; NaN wins."""
    if len(taps) == 1:
        if out is None:
            return taps[0]
        out[...] = taps[0]
        return out
    result = np.maximum(taps[0], taps[1], out=out)
    for tap in taps[2:]:
        np.maximum(result, tap, out=result)
    return result
