"""Convolution with a 1x1 window: each image already is its own matrix of columns.

A 1x1 filter weighs the channels of one pixel, so with the pixels of an image in a row,
X[n] as (C, H*W), the convolution is one matrix product and nothing needs to be copied; with a
stride the pixels between are left out first. That is the case of ResNet's and MobileNet's
"pointwise" layers.

Memory: none but the result at stride 1; with a stride, the pixels that remain of one image for each
thread.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from cnncheck.layers.threads import blocks, ceil_div, for_each, sums_of_groups
from cnncheck.layers.tiles import SIDE

if TYPE_CHECKING:
    from collections.abc import Sequence

    from cnncheck.layers._arguments import Array, Geometry
    from cnncheck.layers.threads import Scratch

BAND = 4 * SIDE  # pixels that one product takes, where there is one image to share out
GROUPS = 2  # of images, each with a sum of its own, so that two threads have work

Job = tuple[int, tuple[int, int]]  # an image, and a band of its pixels or a block of its channels


def forward(x: Array, w: Array, g: Geometry) -> Array:
    """Compute out[n] = w (F, C) @ x[n] (C, OH*OW)."""
    out = np.empty((g.N, g.F, g.OH, g.OW), x.dtype)
    filters, flat = w.reshape(g.F, g.C), out.reshape(g.N, g.F, g.OH * g.OW)

    def work(job: Job, scratch: Scratch) -> None:
        n, (p0, p1) = job
        pixels = _pixels(x[n], g, scratch)
        np.matmul(filters, pixels[:, p0:p1], out=flat[n, :, p0:p1])

    # With a stride the pixels are gathered for a whole image at once.
    band = BAND if g.N == g.sh == g.sw == 1 else g.OH * g.OW
    for_each(work, [(n, p) for n in range(g.N) for p in blocks(g.OH * g.OW, band)])
    return out


def backward_filter(out_grad: Array, x: Array, g: Geometry) -> Array:
    """Compute dW = sum over n of out_grad[n] (F, OH*OW) @ x[n].T (OH*OW, C).

    A single image has its channels shared out among workers instead, in blocks.
    """
    gradients = np.ascontiguousarray(out_grad).reshape(g.N, g.F, g.OH * g.OW)
    if g.N == 1:
        out = np.empty((g.F, g.C), x.dtype)

        def block(channels: tuple[int, int], scratch: Scratch) -> None:
            own = slice(*channels)
            np.matmul(gradients[0], _pixels(x[0, own], g, scratch).T, out=out[:, own])

        for_each(block, blocks(g.C, min(SIDE, ceil_div(g.C, 2))))
        return out.reshape(g.F, g.C, 1, 1)

    def total_of(_: None, images: Sequence[int], scratch: Scratch) -> Array:
        total = np.zeros((g.F, g.C), x.dtype)
        for n in images:
            part = scratch.array("part", total.shape, total.dtype)
            total += np.matmul(gradients[n], _pixels(x[n], g, scratch).T, out=part)
        return total

    (total,) = sums_of_groups(total_of, [None], range(g.N), GROUPS)
    return total.reshape(g.F, g.C, 1, 1)


def backward_input(out_grad: Array, w: Array, g: Geometry) -> Array:
    """Compute dX[n] = w.T (C, F) @ out_grad[n] (F, OH*OW), at the pixels that were read."""
    whole = g.OH == g.H and g.OW == g.W
    out = (np.empty if whole else np.zeros)((g.N, g.C, g.H, g.W), w.dtype)
    gradients = np.ascontiguousarray(out_grad).reshape(g.N, g.F, g.OH * g.OW)
    filters = w.reshape(g.F, g.C).T

    def work(job: Job, scratch: Scratch) -> None:
        n, (c0, c1) = job
        if whole:
            np.matmul(filters[c0:c1], gradients[n], out=out[n, c0:c1].reshape(c1 - c0, -1))
            return
        sent = scratch.array("sent", (c1 - c0, g.OH * g.OW), w.dtype)
        np.matmul(filters[c0:c1], gradients[n], out=sent)
        read = out[n, c0:c1, : g.sh * g.OH : g.sh, : g.sw * g.OW : g.sw]
        read[...] = sent.reshape(c1 - c0, g.OH, g.OW)

    block = min(SIDE, ceil_div(g.C, 2)) if g.N == 1 else SIDE
    for_each(work, [(n, c) for n in range(g.N) for c in blocks(g.C, block)])
    return out


def _pixels(image: Array, g: Geometry, scratch: Scratch) -> Array:
    """Return the pixels of an image (C, H, W) that are read, as a matrix (C, OH*OW)."""
    C = image.shape[0]
    read = image[:, : g.sh * g.OH : g.sh, : g.sw * g.OW : g.sw]
    if read.flags.c_contiguous:
        return read.reshape(C, -1)
    pixels = scratch.array("pixels", (C, g.OH, g.OW), image.dtype)
    pixels[...] = read
    return pixels.reshape(C, -1)
