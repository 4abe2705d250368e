"""Max pooling and its gradient, by one direction after the other.

The maximum of a square is the maximum, along one direction, of the maxima along the other. So
f + f comparisons of whole arrays do what f * f would, and where windows overlap the maxima along the
first direction are shared by several of them. This is the separability of flat erosion and dilation
in mathematical morphology [1]_. Its gradient is separable too: see `_hand_back`.

Memory: for each thread some arrays of the size of a block, BLOCK bytes of input that fit a
second-level cache: one forward, about 3 backward.

References
----------
.. [1] J. Serra, "Image Analysis and Mathematical Morphology", 1982, chapter 2.
"""

from __future__ import annotations

import numpy as np
from numpy.lib.stride_tricks import as_strided

from cnncheck.layers._arguments import (
    Array,
    IntOrPair,
    Pair,
    pool_geometry,
    pooled_gradient,
)
from cnncheck.layers.threads import Scratch, blocks, for_each

BLOCK = 1 << 19  # bytes of input that are pooled at once, with all that is made of them in cache
BITS: dict[int, type] = {2: np.int16, 4: np.int32, 8: np.int64}


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

    def work(block: tuple[int, int], scratch: Scratch) -> None:
        first, last = block
        rows = _taps(planes[first:last], window[0], stride[0], size[0], axis=1)
        tallest = scratch.array("rows", rows[0].shape, X.dtype) if len(rows) > 1 else None
        below = _maxima(rows, tallest)
        _maxima(_taps(below, window[1], stride[1], size[1], axis=2), flat[first:last])

    for_each(work, blocks(N * C, max(1, BLOCK // (H * W * X.itemsize))))
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
    planes, out = X.reshape(N * C, H, W), np.zeros((N, C, H, W), X.dtype)
    gradients, flat = gradient.reshape(N * C, *gradient.shape[2:]), out.reshape(N * C, H, W)

    def work(block: tuple[int, int], scratch: Scratch) -> None:
        part = slice(*block)
        if gradients.size:
            _hand_back(gradients[part], planes[part], window, stride, flat[part], scratch)

    for_each(work, blocks(N * C, max(1, BLOCK // (H * W * X.itemsize))))
    return out


def _hand_back(g: Array, x: Array, f: Pair, s: Pair, out: Array, scratch: Scratch) -> None:
    """Add to `out` what each window's maximum gets.

    The first maximum in row-major order is in the first row whose own maximum equals the window's,
    and is the first in that row. So the gradient goes to one row of each window, and from each
    row, which may have it from several windows, to the first maximum in it.
    """
    GH, GW = g.shape[1:]
    x, out = _rows_read(x, f[0], s[0], GH), _rows_read(out, f[0], s[0], GH)
    taps = _taps(x, f[1], s[1], GW, axis=-1)
    widest = _maxima(taps, scratch.array("widest", taps[0].shape, x.dtype))
    rows = _row_taps(widest, f[0], s[0], GH)
    largest = _maxima(rows, scratch.array("largest", g.shape, x.dtype))
    if x.dtype.itemsize not in BITS or np.isnan(largest.max()):
        _hand_back_by_taps(g, x, f, s, out)
        return
    received = scratch.array("received", widest.shape, x.dtype)
    if s[0] < f[0]:
        received[...] = 0
    _to_first(g, rows, largest, _row_taps(received, f[0], s[0], GH), s[0], scratch)
    _to_first(received, taps, widest, _taps(out, f[1], s[1], GW, axis=-1), s[1], scratch)


def _rows_read(x: Array, f: int, s: int, count: int) -> Array:
    """Return a view of the rows that windows read.

    (planes, rows, W) where windows overlap, else (planes, count, f, W).
    """
    if s < f:
        return x[:, : s * (count - 1) + f]
    plane, row, column = x.strides
    return as_strided(x, (len(x), count, f, x.shape[2]), (plane, s * row, row, column))


def _row_taps(rows: Array, f: int, s: int, count: int) -> list[Array]:
    """Return the f taps of each window, (planes, count, ...), of what `_rows_read` returned."""
    if rows.ndim == 4:
        return [rows[:, :, k] for k in range(f)]
    return _taps(rows, f, s, count, axis=1)


def _to_first(
    g: Array,
    taps: list[Array],
    maxima: Array,
    receivers: list[Array],
    stride: int,
    scratch: Scratch,
) -> None:
    """Give g to the receiver of the first tap that equals the maximum; there are no NaNs.

    A gradient is kept or cleared by multiplying its bits, as an integer, with 1 or 0: that is
    faster than by a condition, and an infinite gradient does not become NaN. The first `stride`
    taps of all windows are different pixels, so what they get is written, and the rest is added.
    """
    bits = BITS[g.dtype.itemsize]
    share = scratch.array("share", g.shape, g.dtype) if len(taps) > stride else g
    hit, left = (scratch.array(name, g.shape, np.dtype(bool)) for name in ("hit", "left"))
    for k, (tap, receiver) in enumerate(zip(taps, receivers, strict=True)):
        last = k == len(taps) - 1
        if k == 0:
            np.equal(tap, maxima, out=hit)
            np.logical_not(hit, out=left)
        elif not last:
            np.equal(tap, maxima, out=hit)
            np.logical_and(hit, left, out=hit)
            np.logical_xor(left, hit, out=left)
        mine = left if last and k else hit
        target = receiver if k < stride else share
        np.multiply(g.view(bits), mine, out=target.view(bits))
        if k >= stride:
            np.add(receiver, share, out=receiver)


def _hand_back_by_taps(g: Array, x: Array, f: Pair, s: Pair, out: Array) -> None:
    """Do the same with f * f comparisons: slower, but for every dtype, and for NaN as PyTorch."""
    taps = [
        _taps(row, f[1], s[1], g.shape[2], axis=2) for row in _row_taps(x, f[0], s[0], g.shape[1])
    ]
    values = [tap for row in taps for tap in row]
    best, winner = values[0].copy(), np.zeros(g.shape, np.intp)
    for number, value in enumerate(values[1:], start=1):
        better = (value > best) | np.isnan(value)
        np.copyto(best, value, where=better)
        winner[better] = number
    for k, row in enumerate(_row_taps(out, f[0], s[0], g.shape[1])):
        for l, receiver in enumerate(_taps(row, f[1], s[1], g.shape[2], axis=2)):
            np.add(receiver, g, out=receiver, where=winner == k * f[1] + l)


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
