"""Convolution with spread out taps or with groups of channels, an image at a time.

The columns of one image are written as they are read, so that no product is with a zero that stands
between taps (0 * inf is NaN), and each group's are multiplied by its own filters, all groups in one
call.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from numpy.lib.stride_tricks import as_strided

if TYPE_CHECKING:
    from cnncheck.layers._arguments import Array, Geometry


def applies(g: Geometry) -> bool:
    """Whether the other paths do not know such a convolution."""
    return g.groups > 1 or g.dh > 1 or g.dw > 1


def forward(x: Array, w: Array, g: Geometry) -> Array:
    """Multiply each group's filters by the columns of its channels."""
    filters = w.reshape(g.groups, g.F // g.groups, -1)
    out = np.empty((g.N, g.F, g.OH, g.OW), x.dtype)
    for image, result in zip(x, out, strict=True):
        np.matmul(filters, _columns(image, g), out=result.reshape(g.groups, -1, g.OH * g.OW))
    return out


def backward_filter(out_grad: Array, x: Array, g: Geometry) -> Array:
    """Add up, image by image, each group's gradient times the columns of its channels."""
    dw = np.zeros((g.groups, g.F // g.groups, g.C // g.groups * g.KH * g.KW), x.dtype)
    for image, gradient in zip(x, out_grad, strict=True):
        of_groups = gradient.reshape(g.groups, -1, g.OH * g.OW)
        dw += np.matmul(of_groups, _columns(image, g).swapaxes(1, 2))
    return dw.reshape(g.F, g.C // g.groups, g.KH, g.KW)


def backward_input(out_grad: Array, w: Array, g: Geometry) -> Array:
    """Add the columns' gradients up where they were read."""
    filters = w.reshape(g.groups, g.F // g.groups, -1).swapaxes(1, 2)
    dx = np.zeros((g.N, g.C, g.H + 2 * g.ph, g.W + 2 * g.pw), out_grad.dtype)
    for image, gradient in zip(dx, out_grad, strict=True):
        of_groups = gradient.reshape(g.groups, -1, g.OH * g.OW)
        columns = np.matmul(filters, of_groups).reshape(g.C, g.KH, g.KW, g.OH, g.OW)
        windows = _windows(image, g)
        for k in range(g.KH):
            for l in range(g.KW):
                windows[:, k, l] += columns[:, k, l]
    return np.ascontiguousarray(dx[:, :, g.ph : g.ph + g.H, g.pw : g.pw + g.W])


def _columns(image: Array, g: Geometry) -> Array:
    """Return (G, C/G KH KW, OH OW): what the taps read of an image, (C, H, W)."""
    padded = image
    if g.ph or g.pw:
        padded = np.zeros((g.C, g.H + 2 * g.ph, g.W + 2 * g.pw), image.dtype)
        padded[:, g.ph : g.ph + g.H, g.pw : g.pw + g.W] = image
    return _windows(padded, g).reshape(g.groups, -1, g.OH * g.OW)


def _windows(padded: Array, g: Geometry) -> Array:
    """Return (C, KH, KW, OH, OW): what each tap reads, in the image's own memory."""
    channel, row, column = padded.strides
    return as_strided(
        padded,
        (g.C, g.KH, g.KW, g.OH, g.OW),
        (channel, g.dh * row, g.dw * column, g.sh * row, g.sw * column),
    )
