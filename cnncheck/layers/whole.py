"""Convolution in one piece: all windows of all images as one array, and one matrix product.

This is the plainest fast way to compute a convolution with NumPy, known as im2col [1]_. Each
window of the input becomes a column of C*KH*KW numbers, so that a filter meets a window in a dot
product and all filters meet all windows in a matrix product. It is the path for small problems,
where the number of NumPy calls is what costs, and the one that the other paths are tested against.

Memory: the columns, N*C*KH*KW*OH*OW numbers, which is up to KH*KW times the input.

References
----------
.. [1] K. Chellapilla, S. Puri, P. Simard, "High Performance Convolutional Neural Networks for
   Document Processing", 2006.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from numpy.lib.stride_tricks import as_strided

from cnncheck.layers.padding import padded
from cnncheck.layers.rows import copy_rows

if TYPE_CHECKING:
    from cnncheck.layers._arguments import Array, Geometry


def forward(x: Array, w: Array, g: Geometry) -> Array:
    """Compute out[n] = w (F, C*KH*KW) @ columns of image n (C*KH*KW, OH*OW)."""
    if g.ph or g.pw:
        x = padded(x, g.ph, g.pw)
    out = np.empty((g.N, g.F, g.OH, g.OW), x.dtype)
    filters = w.reshape(g.groups, g.F // g.groups, -1)
    columns = _copied(_windows(x, g)).reshape(g.N, g.groups, filters.shape[2], g.OH * g.OW)
    np.matmul(filters, columns, out=out.reshape(g.N, *filters.shape[:2], g.OH * g.OW))
    return out


def backward_filter(out_grad: Array, x: Array, g: Geometry) -> Array:
    """Compute dW = out_grad (F, N*OH*OW) @ columns transposed (N*OH*OW, C*KH*KW).

    The sum over images is part of the one product: dW[f,r,k,l] adds up
    out_grad[n,f,i,j] * x[n,r,sh*i+k,sw*j+l] over all n, i and j.
    """
    pixels = g.N * g.OH * g.OW
    windows = _windows(x, g).transpose(1, 2, 3, 0, 4, 5)
    taps = g.C // g.groups * g.KH * g.KW
    columns = _copied(windows).reshape(g.groups, taps, pixels)
    gradients = out_grad.transpose(1, 0, 2, 3).reshape(g.groups, g.F // g.groups, pixels)
    out = np.empty((g.F, g.C // g.groups, g.KH, g.KW), x.dtype)
    np.matmul(gradients, columns.swapaxes(1, 2), out=out.reshape(*gradients.shape[:2], -1))
    return out


def backward_input(out_grad: Array, w: Array, g: Geometry) -> Array:
    """Compute w.T (C*KH*KW, F) @ out_grad[n] (F, OH*OW), and add each tap to its pixels.

    The product is what every window sends back to each of its pixels; tap (k, l) of window (i, j)
    belongs to pixel (sh*i + k, sw*j + l). Within one tap no two windows meet in a pixel, so
    each of the KH*KW additions is a plain strided one.
    """
    filters = w.reshape(g.groups, g.F // g.groups, -1)
    gradients = out_grad.reshape(g.N, *filters.shape[:2], g.OH * g.OW)
    sent = np.matmul(filters.swapaxes(1, 2), gradients)
    sent = sent.reshape(g.N, g.C, g.KH, g.KW, g.OH, g.OW)
    out = np.zeros((g.N, g.C, g.H, g.W), w.dtype)
    add_taps(out, sent.transpose(2, 3, 0, 1, 4, 5), g)
    return out


def add_taps(out: Array, sent: Array, g: Geometry) -> None:
    """Add sent[k, l] (..., OH, OW) to the pixels of `out` (..., H, W) that tap (k, l) reads."""
    OH, OW = sent.shape[-2:]
    height, width = g.sh * (OH - 1) + 1, g.sw * (OW - 1) + 1
    for k in range(g.KH):
        rows = out[..., g.dh * k : g.dh * k + height : g.sh, :]
        for l in range(g.KW):
            rows[..., g.dw * l : g.dw * l + width : g.sw] += sent[k, l]


def _windows(x: Array, g: Geometry) -> Array:
    """Return a view (N, C, KH, KW, OH, OW) of all windows."""
    n, c, h, w = x.strides
    shape = (g.N, g.C, g.KH, g.KW, g.OH, g.OW)
    return as_strided(x, shape, (n, c, g.dh * h, g.dw * w, g.sh * h, g.sw * w))


def _copied(windows: Array) -> Array:
    """Return a contiguous copy."""
    columns = np.empty(windows.shape, windows.dtype)
    copy_rows(columns, windows)
    return columns
