"""Convolution by tiles of columns: what `whole` does, a piece at a time that stays in cache.

The columns of a whole problem are up to KH*KW times its input and go through main memory twice.
Here a tile of the output is chosen so that its columns fill a buffer of about TILE numbers; they
are written, multiplied while they are still in the processor's cache, and the buffer is used again
for the next tile. The matrix product is the same, and for the forward pass it writes straight into
the result. Of groups of channels as many as fill a tile are multiplied in one call, each by its own
filters.

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

from itertools import product
from typing import TYPE_CHECKING

import numpy as np

from cnncheck.layers.products import multiply
from cnncheck.layers.threads import ceil_div, for_each, sums_of_groups
from cnncheck.layers.tiles import LARGEST, SIDE, TILE, Part, columns_of, parts, tiles
from cnncheck.layers.whole import add_taps

if TYPE_CHECKING:
    from collections.abc import Sequence

    from cnncheck.layers._arguments import Array, Geometry
    from cnncheck.layers.threads import Scratch
    from cnncheck.layers.tiles import Tile

GROUPS = 2  # of tiles, each with a sum of its own, so that two threads have work
TURNED = 400  # pixels that are multiplied in the time in which a sum is turned


def forward(x: Array, w: Array, g: Geometry) -> Array:
    """Compute w (F, C*KH*KW) @ a tile's columns (C*KH*KW, pixels of the tile)."""
    out = np.empty((g.N, g.F, g.OH, g.OW), x.dtype)
    filters, cut = w.reshape(g.F, -1), forward_tiles(g, x.itemsize)
    pixels = max(((n1 - n0) * (r1 - r0) * g.OW for n0, n1, r0, r1 in cut), default=1)
    most = g.C if g.groups == 1 else TILE // (g.KH * g.KW * pixels)
    each = g.C // g.groups

    def work(job: tuple[Tile, Part], scratch: Scratch) -> None:
        tile, own = job
        forward_tile(x, filters, tile, g, scratch, out, own)

    for_each(work, product(cut, parts(g, max(each, most))))
    return out


def forward_tiles(g: Geometry, itemsize: int) -> list[Tile]:
    """Cut the output for the forward pass."""
    depth = g.C // g.groups * g.KH * g.KW
    least = 4 * SIDE // itemsize if g.groups == 1 else 2 * SIDE  # of few filters, more pixels
    return tiles(g, max(min(least, LARGEST // depth), TILE // depth))


def forward_tile(
    x: Array,
    filters: Array,
    tile: Tile,
    g: Geometry,
    scratch: Scratch,
    out: Array,
    own: Part | None = None,
) -> None:
    """Write the outputs of one tile for some filters (F, C/G*KH*KW), or for those of some groups."""
    n0, n1, r0, r1 = tile
    if own is None:
        own = Part(0, 1, 0, g.C)
    elif g.groups > 1:
        filters, out = filters[own.filters(g)], out[:, own.filters(g)]
    count = own.g1 - own.g0
    columns = columns_of(x, tile, own.channels(g), g, scratch).reshape(count, filters.shape[1], -1)
    by_group = filters.reshape(count, -1, filters.shape[1])
    if n1 - n0 == 1:
        band = out[n0].reshape(count, by_group.shape[1], -1)[..., r0 * g.OW : r1 * g.OW]
        multiply(by_group, columns, band)
        return
    shape = (*by_group.shape[:2], columns.shape[2])
    found = scratch.array("product", shape, x.dtype)
    multiply(by_group, columns, found)
    rows = found.reshape(len(filters), n1 - n0, r1 - r0, g.OW)
    out[n0:n1, :, r0:r1] = rows.transpose(1, 0, 2, 3)


def backward_filter(out_grad: Array, x: Array, g: Geometry) -> Array:
    """Compute dW as the sum over tiles of out_grad (F, pixels) @ columns.T (pixels, taps).

    Each worker has a part of the channels and a group of tiles, and adds up its tiles in order; then
    the groups are added up in order. So the rounding does not depend on the number of threads. There
    are several groups only where all channels are one part.

    Either factor can be the transposed one, the sum then being dW or its transpose. In float32
    OpenBLAS takes a fifth longer when that is the larger one; turning the sum takes as long whether
    there are few pixels or many.
    """
    out = np.empty((g.F, g.C // g.groups, g.KH, g.KW), x.dtype)
    gradients, area, own_filters = Gradients(out_grad, g), g.KH * g.KW, g.F // g.groups
    channels = parts(g, _channels_of_a_sum(g))
    taps = max((c1 - c0) * area for _, _, c0, c1 in channels)
    together = max(own.g1 - own.g0 for own in channels)
    turned = own_filters < taps and x.dtype.itemsize == 4 and g.N * g.OH * g.OW >= TURNED
    groups = GROUPS if len(channels) == 1 else 1
    straight = groups == 1 and not turned

    def place(own: Part) -> Array:
        by_group = out.reshape(g.groups, own_filters, -1)
        return by_group[own.g0 : own.g1, :, own.c0 * area : own.c1 * area]

    def total_of(own: Part, cut: Sequence[Tile], scratch: Scratch) -> Array:
        count, depth = own.g1 - own.g0, (own.c1 - own.c0) * area
        shape = (count, depth, own_filters) if turned else (count, own_filters, depth)
        total: Array = place(own) if straight else np.empty(shape, x.dtype)
        for number, tile in enumerate(cut):
            columns = columns_of(x, tile, own.channels(g), g, scratch).reshape(count, depth, -1)
            gradient = gradients.of(tile, own)
            part = scratch.array("part", shape, x.dtype) if number else total
            if turned:
                np.matmul(columns, gradient.swapaxes(1, 2), out=part)
            else:
                np.matmul(gradient, columns.swapaxes(1, 2), out=part)
            if number:
                total += part
        return total

    least = 1 if g.groups == 1 else 2 * SIDE
    cut = tiles(g, max(least, TILE // (taps * together)), groups)
    totals = sums_of_groups(total_of, channels, cut, groups)
    for own, total in zip(channels, totals, strict=True):
        if not straight:
            place(own)[...] = total.swapaxes(1, 2) if turned else total
    return out


def _channels_of_a_sum(g: Geometry) -> int:
    """Return how many channels a worker has of the filters' gradient: an even share of a group's.

    Or several groups' of which the windows of a whole image fit into a tile: their sides are short, so
    the sums should be long.
    """
    area = g.KH * g.KW
    each, most = g.C // g.groups, max(1, SIDE // area)
    if most < each:
        most *= min(2, g.groups)
        return ceil_div(each, 2 * ceil_div(each, 2 * most))
    if g.groups == 1:
        return each
    return max(each, min(most, TILE // (area * g.OH * g.OW)))


def backward_input(out_grad: Array, w: Array, g: Geometry) -> Array:
    """Compute w.T (taps, F) @ out_grad (F, pixels of a tile), and add each tap to its pixels.

    Each worker has some channels of some images to itself, for neighbouring tiles add to the same
    rows of the input.
    """
    out = np.zeros((g.N, g.C, g.H, g.W), w.dtype)
    gradients, area = Gradients(out_grad, g), g.KH * g.KW
    filters = w.reshape(g.groups, g.F // g.groups, -1).swapaxes(1, 2)

    def work(job: tuple[list[Tile], Part], scratch: Scratch) -> None:
        bands, own = job
        c0, c1 = own.channels(g)
        weights = filters[own.g0 : own.g1, own.c0 * area : own.c1 * area]
        for tile in bands:
            n0, n1, r0, r1 = tile
            gradient = gradients.of(tile, own)
            sent = scratch.array("sent", (*weights.shape[:2], gradient.shape[2]), w.dtype)
            np.matmul(weights, gradient, out=sent)
            sent = sent.reshape(c1 - c0, g.KH, g.KW, n1 - n0, r1 - r0, g.OW)
            add_taps(out[n0:n1, c0:c1, r0 * g.sh :], sent.transpose(1, 2, 3, 0, 4, 5), g)

    for_each(work, bands_and_channels(g))
    return out


def bands_and_channels(g: Geometry) -> list[tuple[list[Tile], Part]]:
    """Share out the gradient of the input: all bands of some images, and a part of the channels."""
    area = g.KH * g.KW
    block = max(1, min(g.C, SIDE // area))
    bands: dict[int, list[Tile]] = {}
    for tile in tiles(g, max(1, TILE // (block * area))):
        bands.setdefault(tile.n0, []).append(tile)
    return list(product(bands.values(), parts(g, block)))


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

    def of(self, tile: Tile, own: Part) -> Array:
        """Return a view (groups, filters of each, pixels)."""
        (n0, n1, r0, r1), g = tile, self._g
        if not self._side_by_side:
            found = self._matrix[n0, own.filters(g), r0 * g.OW : r1 * g.OW]
        else:
            first, last = n0 * g.OH + r0, (n1 - 1) * g.OH + r1
            found = self._matrix[0, own.filters(g), first * g.OW : last * g.OW]
        return found.reshape(own.g1 - own.g0, -1, found.shape[1])
