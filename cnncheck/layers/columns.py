"""Convolution by tiles of columns: what `whole` does, a piece at a time that stays in cache.

The columns of a whole problem are up to KH*KW times its input and go through main memory twice.
Here a tile of the output is chosen so that its columns fill a buffer of about TILE numbers; they
are written, multiplied while they are still in the processor's cache, and the buffer is used again
for the next tile. The matrix product is the same, and for the forward pass it writes straight into
the result.

Memory: for each thread one buffer of columns (TILE numbers; up to LARGEST where windows have so
many taps that a tile of TILE would have few pixels) and, with padding, the rows of input that a
tile reads. The backward passes put out_grad's images side by side if they are small, in a copy.

The idea of lowering in pieces is that of the implicit GEMM of cuDNN [1]_ and of the blocked
products of GotoBLAS [2]_, which keeps the operand that is read again and again in the second-level
cache.

References
----------
.. [1] S. Chetlur et al., "cuDNN: Efficient Primitives for Deep Learning", 2014, section 3.
.. [2] K. Goto, R. van de Geijn, "Anatomy of High-Performance Matrix Multiplication", 2008.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from numpy.lib.stride_tricks import as_strided

from cnncheck.layers.products import multiply
from cnncheck.layers.rows import copy_rows
from cnncheck.layers.threads import blocks, ceil_div, for_each, sums_of_groups
from cnncheck.layers.whole import add_taps

if TYPE_CHECKING:
    from collections.abc import Sequence

    from cnncheck.layers._arguments import Array, Geometry, Pair
    from cnncheck.layers.threads import Scratch

TILE = 1 << 18  # numbers in a tile of columns: 1 MiB in float32, within a second-level cache
LARGEST = 1 << 23  # numbers in a tile that is made larger, to have SIDE pixels or so
SIDE = 512  # a matrix product is quick when its sides have about this length
GROUPS = 2  # of tiles, each with a sum of its own, so that two threads have work
TURNED = 400  # pixels that are multiplied in the time in which a sum is turned


class Tile(NamedTuple):
    """Images n0:n1 and rows r0:r1 of their output; here several images only as a whole."""

    n0: int
    n1: int
    r0: int
    r1: int


def forward(x: Array, w: Array, g: Geometry) -> Array:
    """Compute w (F, C*KH*KW) @ a tile's columns (C*KH*KW, pixels of the tile)."""
    out = np.empty((g.N, g.F, g.OH, g.OW), x.dtype)
    filters = w.reshape(g.F, -1)

    def work(tile: Tile, scratch: Scratch) -> None:
        forward_tile(x, filters, tile, g, scratch, out)

    for_each(work, forward_tiles(g, x.itemsize))
    return out


def forward_tiles(g: Geometry, itemsize: int) -> list[Tile]:
    """Cut the output for the forward pass."""
    depth = g.C * g.KH * g.KW
    return tiles(g, max(min(4 * SIDE // itemsize, LARGEST // depth), TILE // depth))


def forward_tile(
    x: Array, filters: Array, tile: Tile, g: Geometry, scratch: Scratch, out: Array
) -> None:
    """Write the outputs of one tile for some filters (F, C*KH*KW)."""
    n0, n1, r0, r1 = tile
    columns = columns_of(x, tile, (0, g.C), g, scratch)
    if n1 - n0 == 1:
        band = out[n0].reshape(len(filters), -1)[:, r0 * g.OW : r1 * g.OW]
        multiply(filters, columns, band)
        return
    product = scratch.array("product", (len(filters), columns.shape[1]), x.dtype)
    multiply(filters, columns, product)
    rows = product.reshape(len(filters), n1 - n0, r1 - r0, g.OW)
    out[n0:n1, :, r0:r1] = rows.transpose(1, 0, 2, 3)


def backward_filter(out_grad: Array, x: Array, g: Geometry) -> Array:
    """Compute dW as the sum over tiles of out_grad (F, pixels) @ columns.T (pixels, taps).

    Each worker has a block of channels and a group of tiles, and adds up its tiles in order; then the
    groups are added up in order. So the rounding does not depend on the number of threads. There are
    several groups only where all channels are one block.

    Either factor can be the transposed one, the sum then being dW or its transpose. In float32
    OpenBLAS takes a fifth longer when that is the larger one; turning the sum takes as long whether
    there are few pixels or many.
    """
    out = np.empty((g.F, g.C, g.KH, g.KW), x.dtype)
    gradients = Gradients(out_grad, g)
    area = g.KH * g.KW
    most = min(g.C, max(1, SIDE // area))
    channels = blocks(g.C, most if most == g.C else ceil_div(g.C, 2 * ceil_div(g.C, 2 * most)))
    taps = channels[0][1] * area
    turned = g.F < taps and x.dtype.itemsize == 4 and g.N * g.OH * g.OW >= TURNED
    groups = GROUPS if len(channels) == 1 else 1
    straight = groups == 1 and not turned

    def place(own: Pair) -> Array:
        return out.reshape(g.F, -1)[:, own[0] * area : own[1] * area]

    def total_of(own: Pair, tiles: Sequence[Tile], scratch: Scratch) -> Array:
        count = (own[1] - own[0]) * area
        shape = (count, g.F) if turned else (g.F, count)
        total: Array = place(own) if straight else np.empty(shape, x.dtype)
        for number, tile in enumerate(tiles):
            columns, gradient = columns_of(x, tile, own, g, scratch), gradients.of(tile)
            factors = (columns, gradient.T) if turned else (gradient, columns.T)
            part = scratch.array("part", shape, x.dtype) if number else total
            np.matmul(*factors, out=part)
            if number:
                total += part
        return total

    totals = sums_of_groups(total_of, channels, tiles(g, TILE // taps, groups), groups)
    for own, total in zip(channels, totals, strict=True):
        if not straight:
            place(own)[...] = total.T if turned else total
    return out


def backward_input(out_grad: Array, w: Array, g: Geometry) -> Array:
    """Compute w.T (taps, F) @ out_grad (F, pixels of a tile), and add each tap to its pixels.

    Each worker has some channels of some images to itself, for neighbouring tiles add to the same
    rows of the input.
    """
    out = np.zeros((g.N, g.C, g.H, g.W), w.dtype)
    gradients = Gradients(out_grad, g)
    area = g.KH * g.KW
    filters = w.reshape(g.F, -1).T

    def work(job: tuple[list[Tile], tuple[int, int]], scratch: Scratch) -> None:
        own, (c0, c1) = job
        for tile in own:
            n0, n1, r0, r1 = tile
            gradient = gradients.of(tile)
            sent = scratch.array("sent", ((c1 - c0) * area, gradient.shape[1]), w.dtype)
            np.matmul(filters[c0 * area : c1 * area], gradient, out=sent)
            sent = sent.reshape(c1 - c0, g.KH, g.KW, n1 - n0, r1 - r0, g.OW)
            add_taps(out[n0:n1, c0:c1, r0 * g.sh :], sent.transpose(1, 2, 3, 0, 4, 5), g)

    for_each(work, bands_and_channels(g))
    return out


def bands_and_channels(g: Geometry) -> list[tuple[list[Tile], Pair]]:
    """Share out the gradient of the input: all bands of some images, and a block of channels."""
    area = g.KH * g.KW
    block = max(1, min(g.C, SIDE // area))
    bands: dict[int, list[Tile]] = {}
    for tile in tiles(g, TILE // (block * area)):
        bands.setdefault(tile.n0, []).append(tile)
    return [(own, channels) for own in bands.values() for channels in blocks(g.C, block)]


class Gradients:
    """out_grad as matrices (F, pixels of a tile).

    Small images are put side by side once, in a copy of out_grad; of a large one it is a view.
    """

    def __init__(self, out_grad: Array, g: Geometry) -> None:
        self._g = g
        self._side_by_side = g.N > 1 and g.OH * g.OW < SIDE
        order = (1, 0, 2, 3) if self._side_by_side else (0, 1, 2, 3)
        self._matrix = np.ascontiguousarray(out_grad.transpose(order)).reshape(-1, g.F, g.OH * g.OW)
        if self._side_by_side:
            self._matrix = self._matrix.reshape(1, g.F, -1)

    def of(self, tile: Tile) -> Array:
        """Return a view (F, pixels)."""
        n0, n1, r0, r1 = tile
        if not self._side_by_side:
            return self._matrix[n0, :, r0 * self._g.OW : r1 * self._g.OW]
        first, last = n0 * self._g.OH + r0, (n1 - 1) * self._g.OH + r1
        return self._matrix[0, :, first * self._g.OW : last * self._g.OW]


def tiles(g: Geometry, pixels: int, least: int = 2) -> list[Tile]:
    """Cut the output into tiles of about that many pixels: bands of rows, or groups of images.

    Images of less than SIDE pixels are grouped, into at least so many groups, so that threads have
    work.
    """
    image = g.OH * g.OW
    if image > pixels or image >= SIDE:
        rows = ceil_div(g.OH, ceil_div(g.OH, max(1, pixels // g.OW)))
        bands = [(r, min(g.OH, r + rows)) for r in range(0, g.OH, rows)]
        return [Tile(n, n + 1, r0, r1) for n in range(g.N) for r0, r1 in bands]
    group = max(1, min(ceil_div(g.N, least), pixels // image))
    return [Tile(n0, n1, 0, g.OH) for n0, n1 in blocks(g.N, group)]


def columns_of(
    x: Array, tile: Tile, channels: tuple[int, int], g: Geometry, scratch: Scratch
) -> Array:
    """Return a tile's windows as a matrix (channels*KH*KW, images*rows*OW)."""
    n0, n1, r0, r1 = tile
    c0, c1 = channels
    low, high = r0 * g.sh, (r1 - 1) * g.sh + g.KH
    source = padded_rows(x[n0:n1, c0:c1], (low, high), g.W + 2 * g.pw, g, scratch)
    n, c, h, w = source.strides
    columns = scratch.array("columns", (c1 - c0, g.KH, g.KW, n1 - n0, r1 - r0, g.OW), x.dtype)
    copy_rows(columns, as_strided(source, columns.shape, (c, h, w, n, h * g.sh, w * g.sw)))
    return columns.reshape((c1 - c0) * g.KH * g.KW, -1)


def padded_rows(
    x: Array, rows: tuple[int, int], width: int, g: Geometry, scratch: Scratch
) -> Array:
    """Return some rows of the padded images, (images, channels, rows, width).

    Rows and columns count from the first padded one and may go on beyond the last, in zeros.
    """
    low, high = rows
    if not (g.ph or g.pw) and high <= g.H and width == g.W:
        return x[:, :, low:high]
    out = scratch.array("padded", (*x.shape[:2], high - low, width), x.dtype)
    first, last = max(low, g.ph), min(high, g.ph + g.H)
    if first >= last:
        out[...] = 0
        return out
    out[:, :, : first - low] = 0
    out[:, :, last - low :] = 0
    middle = out[:, :, first - low : last - low]
    middle[..., : g.pw] = 0
    middle[..., g.pw + g.W :] = 0
    copy_rows(middle[..., g.pw : g.pw + g.W], x[:, :, first - g.ph : last - g.ph])
    return out
