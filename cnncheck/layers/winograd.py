"""Convolution with a quarter to two thirds of the multiplications of its formula.

Winograd's minimal filtering F(2x2, 3x3) as given by Lavin and Gray [1]_: four outputs, a square of
2x2, come from a patch d of 4x4 inputs and a filter w of 3x3 as

    Y = A' [ (G w G') * (B' d B) ] A

with * element by element: 16 multiplications instead of 36. `minimal` has the three matrices, and
what becomes of filters of other sizes and of strides. Summed over channels, each of the 16 points is
a matrix product (F, C) @ (C, patches). The gradient with respect to the filters is the same formula
read backwards,

    dW = G' [ sum over patches of (A dY A') * (B' d B) ] G

where each point is a product (F, patches) @ (patches, C), which sums over patches by itself.

The points of one row are made, multiplied and collected before those of the next, so that all stays
in a second-level cache. As pixels lie in `phases`, each addition is one NumPy call on contiguous memory.

Memory: the transformed filters (16/9 of W for 3x3), or as much for the gradient of each of up to
GROUPS groups of tiles; and for each thread some 18 numbers for each patch and channel of a tile.

Accuracy: the constants are 0, +-1 and 1/2, and for evenly spread numbers the error is that of
a direct convolution. `evenness` says when numbers are not; then `columns` computes the image, or the
gradient.

References
----------
.. [1] A. Lavin, S. Gray, "Fast Algorithms for Convolutional Neural Networks", CVPR 2016, section 4.1.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from cnncheck.layers import columns, tiles
from cnncheck.layers.evenness import even_channels, even_images, short
from cnncheck.layers.minimal import POINTS, pays
from cnncheck.layers.phases import MANY, NARROW
from cnncheck.layers.threads import blocks, ceil_div, for_each, sums_of_groups
from cnncheck.layers.winograd_plan import Tile, grid_of, plan_of
from cnncheck.layers.winograd_steps import BackwardFilter, Forward

if TYPE_CHECKING:
    from collections.abc import Sequence

    from cnncheck.layers._arguments import Array, Geometry, Pair
    from cnncheck.layers.threads import Scratch

PAYS = 0.62  # of the products: beyond that the additions cost what they save
CHANNELS = 64  # and filters: with fewer, products do not pay for the additions
NUMBERS = 14 * CHANNELS  # of a row's outputs for all filters: with fewer, calls take too long
CALLS = 40_000_000  # products in float32 in whose time the NumPy calls of a tile are made
PATCHES = 512  # of a tile: the side of a matrix product that is quick
LARGE = 512  # patches of an image from which tiles are half as large if numbers are twice as long
BLOCK = 128  # channels that one worker has of the filters' gradient
GROUPS = 2  # of tiles, each with a sum of its own, so that several threads have work
FEW_PATCHES = 128  # of all images, up to which the filters are shared out and not the patches
MANY_PATCHES = 256  # of all images, from which adding to sums pays
LARGE_FACTORS = 1 << 18  # numbers that two threads make together
TOTALS = 1 << 19  # numbers in the sums of all groups


def applies(g: Geometry, itemsize: int, products: float | None = None) -> bool:
    """Whether the sizes are such that it is faster than `columns` with so many products."""
    if not g.plain or g.KH <= g.sh or g.KW <= g.sw or g.KH * g.KW < 9:
        return False
    few = min(g.F, g.C)
    if few < CHANNELS or few * g.OW < NUMBERS:
        return False
    plan, direct = plan_of(g), products or g.products
    factors = plan.down.products * plan.across.products * g.F * g.C
    own = factors * g.N * ceil_div(g.OH, 2) * _width(g)
    return own <= PAYS * direct and pays(direct - own, factors, CALLS, itemsize)


def applies_backward(g: Geometry, itemsize: int) -> bool:
    """Whether it is so for the filters' gradient, which is added to sums at each point."""
    patches = g.N * ceil_div(g.OH, 2) * ceil_div(g.OW, 2)
    enough = patches > MANY_PATCHES and min(g.F, g.C) * g.OW >= 2 * NUMBERS
    return enough and applies(g, itemsize)


def forward(x: Array, w: Array, g: Geometry) -> Array:
    """Compute Y = A' [ U * V ] A for tiles of patches, with U = G w G' and V = B' d B."""
    out = np.empty((g.N, g.F, g.OH, g.OW), x.dtype)
    factors, direct = _factors(w, g), w.reshape(g.F, -1)
    even = even_images(x, (max(2, g.sh), max(2, g.sw)))

    def work(job: tuple[Tile, Pair], scratch: Scratch) -> None:
        tile, (f0, f1) = job
        n0, n1 = tile.n0, tile.n1
        first, last = 2 * tile.p0, min(2 * tile.p1, g.OH)
        if all(even[n0:n1]):
            grid = grid_of(tile, g)
            own = {at: factor[:, f0:f1] for at, factor in factors.items()}
            steps = scratch.prepared((grid, f0), Forward, grid, own, g, x.dtype)
            steps.run(x, tile, out[n0:n1, f0:f1, first:last], scratch)
            return
        for n in range(n0, n1):
            rows = tiles.Tile(n, n + 1, first, last)
            columns.forward_tile(x, direct[f0:f1], rows, g, scratch, out[:, f0:f1])

    cut = _cut(g, x.itemsize)
    filters = blocks(g.F, ceil_div(g.F, 2) if len(cut) == 1 else g.F)
    for_each(work, [(tile, own) for tile in cut for own in filters])
    return out


def backward_filter(out_grad: Array, x: Array, g: Geometry) -> Array:
    """Compute dW = G' [ sum over patches of Q * V ] G, with Q = A dY A' and V = B' d B.

    Each worker has a block of channels and a group of tiles, and adds up its tiles in order; then the
    groups are added up in order. So the rounding does not depend on the number of threads.
    """
    exact = short(out_grad) or short(x)
    if exact or not even_channels((x, plan_of(g).steps), (out_grad, (1, 1))):
        return columns.backward_filter(out_grad, x, g)
    matrix = plan_of(g).matrix.astype(x.dtype)
    cut = _cut(g, x.itemsize)
    groups = max(1, min(GROUPS, len(cut), TOTALS // (len(matrix) * g.F * g.C)))
    channels = blocks(g.C, min(BLOCK, ceil_div(g.C, 1 if groups > 1 else 2)))

    def total_of(block: Pair, own: Sequence[Tile], scratch: Scratch) -> Array:
        return _sums(out_grad, x[:, slice(*block)], own, g, scratch)

    out = np.empty((g.F, g.C, g.KH, g.KW), x.dtype)
    totals = sums_of_groups(total_of, channels, cut, groups)
    for block, total in zip(channels, totals, strict=True):
        taps = (matrix.T @ total.reshape(len(matrix), -1)).reshape(g.KH, g.KW, -1, g.F)
        out[:, slice(*block)] = taps.transpose(3, 2, 0, 1)
    return out


def _cut(g: Geometry, itemsize: int) -> list[Tile]:
    """Cut the output into tiles of PATCHES or so: bands of rows, or groups of images."""
    height, width = ceil_div(g.OH, 2), _width(g)
    if g.N == 1 or height * width >= PATCHES:
        patches = PATCHES // 2 if itemsize > 4 and height * width >= LARGE else PATCHES
        bands = blocks(height, max(1, patches // width))
        return [Tile(n, n + 1, *band) for n in range(g.N) for band in bands]
    few = g.N * height * width <= FEW_PATCHES
    most = g.N if few else min(ceil_div(g.N, 2), PATCHES // (height * width))
    groups = blocks(g.N, max(1, most))
    return [Tile(*group, 0, height) for group in groups]


def _width(g: Geometry) -> int:
    """Return how many patches of a row are multiplied."""
    width, ends = ceil_div(g.OW, 2), plan_of(g).across.beyond
    return width if width < NARROW and g.N >= 2 * MANY else width + ends


def _factors(w: Array, g: Geometry) -> dict[Pair, Array]:
    """Return U at each run of points: (points, F, pieces that have products there * C)."""
    plan = plan_of(g)
    matrix, taps = plan.matrix.astype(w.dtype), w.reshape(g.F, g.C, -1)
    made = np.empty((g.F, len(matrix), g.C), w.dtype)

    def work(filters: Pair, _: Scratch) -> None:
        own = slice(*filters)
        np.matmul(matrix, taps[own].swapaxes(1, 2), out=made[own])

    for_each(work, blocks(g.F, ceil_div(g.F, 2) if made.size > LARGE_FACTORS else g.F))
    points = POINTS if plan.across.plain else 1
    return {
        at: made[:, own].reshape(g.F, points, -1).swapaxes(0, 1) for at, own in plan.runs.items()
    }


def _sums(out_grad: Array, x: Array, tiles: Sequence[Tile], g: Geometry, scratch: Scratch) -> Array:
    """Return V * Q, summed over the patches of some tiles: (products, channels, F)."""
    sums = np.zeros((len(plan_of(g).products), x.shape[1], g.F), x.dtype)
    for tile in tiles:
        grid = grid_of(tile, g)
        steps = scratch.prepared((id(sums), grid), BackwardFilter, grid, sums, g, x.dtype)
        steps.run(x, out_grad, tile, scratch)
    return sums
