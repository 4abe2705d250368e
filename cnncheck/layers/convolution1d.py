"""Convolution of sequences, (N, C, L): as images, whose rows are pieces of the sequence.

A long sequence is read as if it were an image whose rows overlap, each as long as the windows of one
row of the output need; nothing is copied for that. So there are tiles of several rows, and the paths
for images do all the work. What is left over at the end is an image of one row.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.lib.stride_tricks import as_strided

from cnncheck.layers import convolution
from cnncheck.layers._arguments import biases
from cnncheck.layers.spatial import bias_gradient, gradient_of, inside, padded, spatial

if TYPE_CHECKING:
    from collections.abc import Iterator

    from cnncheck.layers._arguments import Array
    from cnncheck.layers.spatial import Spatial

ROW = 256  # windows of a row
LONG = 2 * ROW  # windows from which on a sequence is cut into rows


def conv1d(
    X: Array,
    W: Array,
    stride: Any,
    padding: Any,
    bias: Array | None = None,
    dilation: Any = 1,
    groups: int = 1,
) -> Array:
    """Convolve sequences with filters.

    Parameters
    ----------
    X : ndarray, shape (N, C, L), floating point
        The sequences; not changed.
    W : ndarray, shape (F, C/G, K), dtype of X
        The filters; not changed.
    stride, dilation : int or (int,)
        Steps from window to window, and from tap to tap.
    padding : int, (int,), ((int, int),), or str
        Zeros at both ends, or before and after; or ``valid``, ``same``, ``same_upper``,
        ``same_lower``.
    bias : ndarray, shape (F,), dtype of X, optional
        One number for each filter.
    groups : int, optional
        G, as for `convolution2D`.

    Returns
    -------
    ndarray, shape (N, F, OL), dtype of X
        A new array.

    Raises
    ------
    TypeError, ValueError
        The sentence names the argument, what was expected and what came.
    """
    s = spatial(1, X, W, stride, padding, dilation, groups)
    b = None if bias is None else biases(bias, X, len(W))
    out = np.empty((len(X), len(W), *s.out), X.dtype)
    for windows, rows in _rows(X, s):
        part = convolution.convolution2D(rows, W[:, :, None], _step(s), 0, b, *_more(s))
        out[:, :, windows] = part.reshape(*part.shape[:2], part.shape[2] * part.shape[3])
    return out


def conv1d_backward_filter(
    out_grad: Array,
    X: Array,
    W: Array,
    stride: Any,
    padding: Any = 0,
    dilation: Any = 1,
    groups: int = 1,
) -> Array:
    """Gradient of a convolution of sequences with respect to its filters.

    Parameters
    ----------
    out_grad : ndarray, shape (N, F, OL), dtype of X
    X, W, stride, padding, dilation, groups
        Of the convolution, as for `conv1d`.

    Returns
    -------
    ndarray, shape of W, dtype of X
        A new array.

    Raises
    ------
    TypeError, ValueError
        The sentence names the argument, what was expected and what came.
    """
    s = spatial(1, X, W, stride, padding, dilation, groups)
    gradient = gradient_of(out_grad, X, W, s)
    total = np.zeros(W.shape, np.promote_types(X.dtype, np.float32))
    for windows, rows in _rows(X, s):
        part = _in_rows(gradient[:, :, windows], rows.shape[2])
        total += convolution.convolution2D_backward_filter(
            part, rows, W[:, :, None], _step(s), 0, *_more(s)
        )[:, :, 0]
    return total.astype(X.dtype, copy=False)


def conv1d_backward_input(
    out_grad: Array,
    X: Array,
    W: Array,
    stride: Any,
    padding: Any = 0,
    dilation: Any = 1,
    groups: int = 1,
) -> Array:
    """Gradient of a convolution of sequences with respect to what was convolved.

    Parameters
    ----------
    out_grad : ndarray, shape (N, F, OL), dtype of X
    X, W, stride, padding, dilation, groups
        Of the convolution, as for `conv1d`.

    Returns
    -------
    ndarray, shape of X, dtype of X
        A new array.

    Raises
    ------
    TypeError, ValueError
        The sentence names the argument, what was expected and what came.
    """
    s = spatial(1, X, W, stride, padding, dilation, groups)
    gradient, work = gradient_of(out_grad, X, W, s), np.promote_types(X.dtype, np.float32)
    whole = padded(np.zeros(X.shape, work), s.sides)
    filters = W[:, :, None].astype(work, copy=False)
    for windows, rows in _rows(whole, s, padded_already=True):
        count = rows.shape[2]
        part = _in_rows(gradient[:, :, windows], count)
        sent = convolution.convolution2D_backward_input(
            part.astype(work, copy=False), rows, filters, _step(s), 0, *_more(s)
        )
        step, first = part.shape[3] * s.stride[0], windows.start * s.stride[0]
        for start in range(0, rows.shape[3], step):  # of rows, each reaches into the next ones
            along = sent[..., start : start + step]
            if along.shape[3] == step:
                at = slice(first + start, first + start + count * step)
                whole[:, :, at] += along.reshape(*whole.shape[:2], count * step)
                continue
            for row in range(count):
                at = slice(first + start + row * step, first + start + row * step + along.shape[3])
                whole[:, :, at] += along[:, :, row]
    return np.ascontiguousarray(inside(whole, s.sides)).astype(X.dtype, copy=False)


def conv1d_backward_bias(out_grad: Array) -> Array:
    """Gradient of a convolution of sequences with respect to its bias.

    Parameters
    ----------
    out_grad : ndarray, shape (N, F, OL), floating point

    Returns
    -------
    ndarray, shape (F,), dtype of out_grad
        A new array.

    Raises
    ------
    TypeError, ValueError
        The sentence names the argument, what was expected and what came.
    """
    return bias_gradient(out_grad, 1)


def _step(s: Spatial) -> tuple[int, int]:
    return 1, s.stride[0]


def _more(s: Spatial) -> tuple[tuple[int, int], int]:
    return (1, s.dilation[0]), s.groups


def _in_rows(gradient: Array, count: int) -> Array:
    """Return (N, F, count, OL / count) of (N, F, OL); N may be 0, where NumPy cannot tell a -1."""
    N, F, length = gradient.shape
    return gradient.reshape(N, F, count, length // count)


def _rows(X: Array, s: Spatial, *, padded_already: bool = False) -> Iterator[tuple[slice, Array]]:
    """Yield windows, and what they read as images: views whose rows may overlap."""
    source = X if padded_already else padded(X, s.sides)
    windows, span = s.out[0], s.dilation[0] * (s.kernel[0] - 1) + 1
    cuts = [(0, 1, windows)]
    if windows >= LONG:
        count = windows // ROW
        cuts = [(0, count, ROW), (count * ROW, 1, windows - count * ROW)]
    n, c, w = source.strides
    for first, count, width in cuts:
        if width:
            shape = (*source.shape[:2], count, (width - 1) * s.stride[0] + span)
            start = source[:, :, first * s.stride[0] :]
            rows = as_strided(start, shape, (n, c, width * s.stride[0] * w, w))
            yield slice(first, first + count * width), rows
