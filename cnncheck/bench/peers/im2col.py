"""Layers by gathered columns, as in the course CS231n (assignment 2, ``im2col.py``).

Every window is gathered by index arrays into a column, one matrix product does the rest, and
``numpy.add.at`` scatters the columns of a gradient back.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Array = NDArray[Any]
    Pair = tuple[int, int]


def zero_padding(X: Array, padding: Pair) -> Array:
    """Pad with ``numpy.pad``."""
    ph, pw = padding
    return np.pad(X, ((0, 0), (0, 0), (ph, ph), (pw, pw)))


def convolution2D(X: Array, W: Array, stride: Pair, padding: Pair) -> Array:
    """Gather columns (C KH KW, OH OW N) and multiply once."""
    padded = zero_padding(X, padding)
    F, _, KH, KW = W.shape
    OH, OW = _out_lengths(padded, (KH, KW), stride)
    out = W.reshape(F, -1) @ _columns(padded, (KH, KW), stride)
    return np.ascontiguousarray(out.reshape(F, OH, OW, len(X)).transpose(3, 0, 1, 2))


def convolution2D_backward_filter(out_grad: Array, X: Array, W: Array, stride: Pair) -> Array:
    """Multiply the gradient with the columns of the input."""
    F, _, KH, KW = W.shape
    rows = out_grad.transpose(1, 2, 3, 0).reshape(F, -1)
    return (rows @ _columns(X, (KH, KW), stride).T).reshape(W.shape)


def convolution2D_backward_input(out_grad: Array, X: Array, W: Array, stride: Pair) -> Array:
    """Multiply into columns and add each back to where it was gathered."""
    F, _, KH, KW = W.shape
    rows = out_grad.transpose(1, 2, 3, 0).reshape(F, -1)
    return _scatter(W.reshape(F, -1).T @ rows, X, (KH, KW), stride)


def pool_forward(X: Array, f: int, s: int) -> Array:
    """Gather each channel's windows into columns and take their maxima."""
    N, C, H, W = X.shape
    planes = X.reshape(N * C, 1, H, W)
    OH, OW = _out_lengths(planes, (f, f), (s, s))
    columns = _columns(planes, (f, f), (s, s))
    out = columns[columns.argmax(axis=0), np.arange(columns.shape[1])]
    return np.ascontiguousarray(out.reshape(OH, OW, N, C).transpose(2, 3, 0, 1))


def pool_back(grad_pool: Array, X: Array, f: int, s: int) -> Array:
    """Put each gradient at its maximum among columns of zeros, and add the columns back."""
    N, C, H, W = X.shape
    planes = X.reshape(N * C, 1, H, W)
    columns = _columns(planes, (f, f), (s, s))
    OH, OW = _out_lengths(planes, (f, f), (s, s))
    grad = np.zeros((N, C, OH, OW), X.dtype)
    grad[:, :, : grad_pool.shape[2], : grad_pool.shape[3]] = grad_pool
    scattered = np.zeros_like(columns)
    places = columns.argmax(axis=0), np.arange(columns.shape[1])
    scattered[places] = grad.transpose(2, 3, 0, 1).ravel()
    return _scatter(scattered, planes, (f, f), (s, s)).reshape(X.shape)


def _out_lengths(X: Array, kernel: Pair, stride: Pair) -> Pair:
    return (
        1 + (X.shape[2] - kernel[0]) // stride[0],
        1 + (X.shape[3] - kernel[1]) // stride[1],
    )


def _indices(X: Array, kernel: Pair, stride: Pair) -> tuple[Array, Array, Array]:
    """Return channel, row and column of every element of every window: (C KH KW, OH OW)."""
    C = X.shape[1]
    (KH, KW), (OH, OW) = kernel, _out_lengths(X, kernel, stride)
    rows = np.tile(np.repeat(np.arange(KH), KW), C)
    rows_of_windows = stride[0] * np.repeat(np.arange(OH), OW)
    columns = np.tile(np.arange(KW), KH * C)
    columns_of_windows = stride[1] * np.tile(np.arange(OW), OH)
    return (
        np.repeat(np.arange(C), KH * KW)[:, None],
        rows[:, None] + rows_of_windows,
        columns[:, None] + columns_of_windows,
    )


def _columns(X: Array, kernel: Pair, stride: Pair) -> Array:
    k, i, j = _indices(X, kernel, stride)
    return X[:, k, i, j].transpose(1, 2, 0).reshape(X.shape[1] * kernel[0] * kernel[1], -1)


def _scatter(columns: Array, X: Array, kernel: Pair, stride: Pair) -> Array:
    k, i, j = _indices(X, kernel, stride)
    out = np.zeros(X.shape, X.dtype)
    places: Any = (slice(None), k, i, j)
    np.add.at(out, places, columns.reshape(len(k), -1, len(X)).transpose(2, 0, 1))
    return out
