"""Layers by strided windows and one expression, left to ``numpy.einsum``.

There is no gradient of max pooling.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view

from cnncheck.bench.peers.im2col import zero_padding

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Array = NDArray[Any]
    Pair = tuple[int, int]


def convolution2D(X: Array, W: Array, stride: Pair, padding: Pair) -> Array:
    """Sum over channels and places of the window in one expression."""
    windows = _windows(zero_padding(X, padding), W.shape[2:], stride)
    return np.ascontiguousarray(np.einsum("nchwkl,fckl->nfhw", windows, W, optimize=True))


def convolution2D_backward_filter(out_grad: Array, X: Array, W: Array, stride: Pair) -> Array:
    """Sum over images and windows in one expression."""
    OH, OW = out_grad.shape[2:]
    windows = _windows(X, W.shape[2:], stride)[:, :, :OH, :OW]
    return np.ascontiguousarray(np.einsum("nchwkl,nfhw->fckl", windows, out_grad, optimize=True))


def convolution2D_backward_input(out_grad: Array, X: Array, W: Array, stride: Pair) -> Array:
    """Convolve the gradient, spread by the stride and padded, with the flipped filters."""
    N, F, OH, OW = out_grad.shape
    (KH, KW), (sh, sw) = W.shape[2:], stride
    rows, columns = X.shape[2] + KH - 1, X.shape[3] + KW - 1
    spread = np.zeros((N, F, rows, columns), out_grad.dtype)
    spread[:, :, KH - 1 : KH - 1 + sh * OH : sh, KW - 1 : KW - 1 + sw * OW : sw] = out_grad
    windows = _windows(spread, (KH, KW), (1, 1))
    flipped = W[:, :, ::-1, ::-1]
    return np.ascontiguousarray(np.einsum("nfhwkl,fckl->nchw", windows, flipped, optimize=True))


def pool_forward(X: Array, f: int, s: int) -> Array:
    """Take the maxima over the two axes of the window."""
    maxima: Array = _windows(X, (f, f), (s, s)).max(axis=(-1, -2))
    return maxima


def _windows(X: Array, kernel: tuple[int, ...], stride: Pair) -> Array:
    """Return a view (N, C, OH, OW, KH, KW)."""
    views = sliding_window_view(X, kernel, axis=(2, 3))
    return views[:, :, :: stride[0], :: stride[1]]
