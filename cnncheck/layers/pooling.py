"""Max pooling and its gradient, by one direction after the other."""

from __future__ import annotations

import numpy as np

from cnncheck.layers._arguments import (
    Array,
    IntOrPair,
    Pair,
    pool_geometry,
    pooled_gradient,
)

ROWS, COLUMNS = 1, 2  # axes of (planes, H, W)


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
    (fh, fw), (sh, sw), size = pool_geometry(X, f, s)
    N, C, H, W = X.shape
    out = np.empty((N, C, *size), X.dtype)
    below = _maxima(X.reshape(N * C, H, W), fh, sh, size[0], ROWS)
    out.reshape(N * C, *size)[...] = _maxima(below, fw, sw, size[1], COLUMNS)
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
    (fh, fw), (sh, sw), size = pool_geometry(X, f, s)
    gradient = pooled_gradient(grad_pool, X, size)
    N, C, H, W = X.shape
    GH, GW = gradient.shape[2:]
    x, g = X.reshape(N * C, H, W), gradient.reshape(N * C, GH, GW)
    out = np.zeros((N, C, H, W), X.dtype)
    _hand_back_by_taps(g, x, (fh, fw), (sh, sw), out.reshape(N * C, H, W))
    return out


def _maxima(x: Array, f: int, s: int, count: int, axis: int) -> Array:
    """Return the maxima of `count` windows of f elements at stride s along `axis`."""
    taps = [_taps(x, tap, s, count, axis) for tap in range(f)]
    if f == 1:
        return taps[0]
    out = np.maximum(taps[0], taps[1])
    for tap in taps[2:]:
        np.maximum(out, tap, out=out)
    return out


def _taps(x: Array, tap: int, s: int, count: int, axis: int) -> Array:
    """Return element `tap` of each of `count` windows at stride s along `axis`, as a view."""
    chosen = slice(tap, tap + s * (count - 1) + 1, s)
    return x[:, chosen] if axis == ROWS else x[:, :, chosen]


def _hand_back_by_taps(g: Array, x: Array, f: Pair, s: Pair, out: Array) -> None:
    """Find each window's maximum with f*f comparisons; right for NaN as well, and slow."""
    GH, GW = g.shape[1:]
    best = _taps(_taps(x, 0, s[0], GH, ROWS), 0, s[1], GW, COLUMNS).copy()
    winner = np.zeros(g.shape, np.intp)
    for tap in range(1, f[0] * f[1]):
        k, j = divmod(tap, f[1])
        value = _taps(_taps(x, k, s[0], GH, ROWS), j, s[1], GW, COLUMNS)
        better = (value > best) | np.isnan(value)
        np.copyto(best, value, where=better)
        winner[better] = tap
    for tap in range(f[0] * f[1]):
        k, j = divmod(tap, f[1])
        to = _taps(_taps(out, k, s[0], GH, ROWS), j, s[1], GW, COLUMNS)
        np.add(to, g, out=to, where=winner == tap)
