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
GROUPS groups of tiles; and for each thread some 15 numbers for each patch and channel of a tile.

Accuracy: the constants are 0, +-1 and 1/2, and for evenly spread numbers the error is that of
a direct convolution. `evenness` says when numbers are not; then `columns` computes the tile, or the
gradient.

References
----------
.. [1] A. Lavin, S. Gray, "Fast Algorithms for Convolutional Neural Networks", CVPR 2016, section 4.1.
"""

from __future__ import annotations

import functools
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from cnncheck.layers import columns
from cnncheck.layers.evenness import Channels, even_pixels, short
from cnncheck.layers.minimal import POINTS, Direction, collect, direction, spread
from cnncheck.layers.phases import Grid, split
from cnncheck.layers.threads import blocks, ceil_div, for_each

if TYPE_CHECKING:
    from collections.abc import Iterator

    from cnncheck.layers._arguments import Array, Geometry, Pair
    from cnncheck.layers.threads import Scratch

PAYS = 0.62  # of the products: beyond that the additions cost what they save
CHANNELS = 64  # and filters: with fewer, products do not pay for the additions
PATCHES = 512  # of a tile: the side of a matrix product that is quick
BLOCK = 128  # channels that one worker has of the filters' gradient
GROUPS = 3  # of tiles, each with a sum of its own, so that several threads have work
TOTALS = 1 << 19  # numbers in the sums of all groups

Product = tuple[int, int, int, int]  # a point and a piece, down and across: p, q, a, b


class Plan(NamedTuple):
    """How a filter is cut up, down and across."""

    down: Direction
    across: Direction

    @property
    def steps(self) -> Pair:
        """Pixels from one patch to the next."""
        return 2 * self.down.stride, 2 * self.across.stride

    def products(self) -> list[Product]:
        """Return all products, in the order of their points."""
        return [
            (p, q, a, b)
            for p, q in np.ndindex(POINTS, POINTS)
            for b in self.across.at(q)
            for a in self.down.at(p)
        ]

    def points(self) -> dict[Pair, range]:
        """Return which of the products are at each point that has any."""
        found: dict[Pair, range] = {}
        for number, (p, q, _, _) in enumerate(self.products()):
            first = found[p, q].start if (p, q) in found else number
            found[p, q] = range(first, number + 1)
        return found

    def matrix(self, taps: Pair, sign: int = 1) -> Array:
        """Return the matrix (products, KH*KW) from a filter to its factors.

        With sign -1 it is that of a gradient, to go with `spread`.
        """
        down, across = self.down.factors(taps[0], sign), self.across.factors(taps[1], sign)
        return np.array([np.outer(down[p, a], across[q, b]).ravel() for p, q, a, b in self.products()])


class Tile(NamedTuple):
    """Images n0:n1 and rows of patches p0:p1; several images only as a whole."""

    n0: int
    n1: int
    p0: int
    p1: int


def applies(g: Geometry, products: float | None = None) -> bool:
    """Whether the sizes are such that it is faster than `columns` with so many products."""
    if g.KH <= g.sh or g.KW <= g.sw or g.KH * g.KW < 9:
        return False
    plan = _plan(g)
    each = plan.down.products * plan.across.products
    patches = g.N * ceil_div(g.OH, 2) * (ceil_div(g.OW, 2) + plan.across.beyond)
    return min(g.F, g.C) >= CHANNELS and each * patches * g.F * g.C <= PAYS * (products or g.products)


def forward(x: Array, w: Array, g: Geometry) -> Array:
    """Compute Y = A' [ U * V ] A for tiles of patches, with U = G w G' and V = B' d B."""
    out = np.empty((g.N, g.F, g.OH, g.OW), x.dtype)
    factors, direct = _factors(w, g), w.reshape(g.F, -1)

    def work(tile: Tile, scratch: Scratch) -> None:
        n0, n1 = tile.n0, tile.n1
        first, last = 2 * tile.p0, min(2 * tile.p1, g.OH)
        read = slice(max(0, first * g.sh - g.ph), max(0, (last - 1) * g.sh + g.KH - g.ph))
        if even_pixels(x[n0:n1, :, read], (max(2, g.sh), max(2, g.sw))):
            _tile_forward(x[n0:n1], factors, tile, g, out[n0:n1, :, first:last], scratch)
            return
        for n in range(n0, n1):
            own = columns.Tile(n, n + 1, first, last)
            band = out[n].reshape(g.F, -1)[:, first * g.OW : last * g.OW]
            np.matmul(direct, columns.columns_of(x, own, (0, g.C), g, scratch), out=band)

    for_each(work, _cut(g))
    return out


def backward_filter(out_grad: Array, x: Array, g: Geometry) -> Array:
    """Compute dW = G' [ sum over patches of Q * V ] G, with Q = A dY A' and V = B' d B.

    Each worker has a block of channels and a group of tiles, and adds up its tiles in order; then the
    groups are added up in order. So the rounding does not depend on the number of threads.
    """
    if short(out_grad) or short(x):
        return columns.backward_filter(out_grad, x, g)
    matrix = _plan(g).matrix((g.KH, g.KW), -1).astype(x.dtype)
    tiles = _cut(g)
    many = max(1, min(GROUPS, len(tiles), TOTALS // (len(matrix) * g.F * g.C)))
    groups = [tiles[first:last] for first, last in blocks(len(tiles), ceil_div(len(tiles), many))]
    channels = blocks(g.C, min(BLOCK, ceil_div(g.C, 1 if many > 1 else 2)))
    found: dict[tuple[int, Pair], Array | None] = {}

    def work(job: tuple[int, Pair], scratch: Scratch) -> None:
        group, (c0, c1) = job
        found[job] = _sums(out_grad, x[:, c0:c1], groups[group], g, scratch)

    for_each(work, [(group, block) for block in channels for group in range(len(groups))])
    out = np.empty((g.F, g.C, g.KH, g.KW), x.dtype)
    for block in channels:
        total, *others = (found[group, block] for group in range(len(groups)))
        for part in others:
            total = None if total is None or part is None else np.add(total, part, out=total)
        if total is None:
            return columns.backward_filter(out_grad, x, g)
        taps = (matrix.T @ total.reshape(len(matrix), -1)).reshape(g.KH, g.KW, -1, g.F)
        out[:, slice(*block)] = taps.transpose(3, 2, 0, 1)
    return out


@functools.cache
def _plan_of(taps: Pair, stride: Pair) -> Plan:
    return Plan(direction(taps[0], stride[0]), direction(taps[1], stride[1]))


def _plan(g: Geometry) -> Plan:
    """Cut up the filters; a plan is made once for a size."""
    return _plan_of((g.KH, g.KW), (g.sh, g.sw))


def _cut(g: Geometry) -> list[Tile]:
    """Cut the output into tiles of PATCHES or so: bands of rows, or groups of images."""
    height, width = ceil_div(g.OH, 2), ceil_div(g.OW, 2) + _plan(g).across.beyond
    if g.N == 1 or height * width >= PATCHES:
        bands = blocks(height, max(1, PATCHES // width))
        return [Tile(n, n + 1, *band) for n in range(g.N) for band in bands]
    groups = blocks(g.N, max(1, min(ceil_div(g.N, 2), PATCHES // (height * width))))
    return [Tile(*group, 0, height) for group in groups]


def _split(x: Array, tile: Tile, g: Geometry, scratch: Scratch) -> tuple[Array, Grid]:
    """Return the phases of the pixels that a tile's patches read."""
    plan = _plan(g)
    height, width = tile.p1 - tile.p0, ceil_div(g.OW, 2)
    grid = Grid(tile.n1 - tile.n0, height, width, plan.down.beyond, plan.across.beyond)
    before = g.ph + plan.down.ahead - plan.steps[0] * tile.p0, g.pw + plan.across.ahead
    return split(x, grid, plan.steps, before, scratch), grid


def _factors(w: Array, g: Geometry) -> dict[Pair, Array]:
    """Return U at each point with products: (F, pieces that have products there * C)."""
    plan = _plan(g)
    made = plan.matrix((g.KH, g.KW)).astype(w.dtype) @ w.reshape(g.F * g.C, -1).T
    made = made.reshape(-1, g.F, g.C)
    factors = {}
    for point, own in plan.points().items():
        each = made[own.start : own.stop]
        factors[point] = each[0] if len(each) == 1 else each.swapaxes(0, 1).reshape(g.F, -1)
    return factors


def _pixel_factors(
    pixels: Array, grid: Grid, g: Geometry, scratch: Scratch
) -> Iterator[tuple[int, int, Array]]:
    """Make V = B' d B point by point.

    Yields
    ------
    p, q : int
        The point, down and across.
    V : ndarray, shape (pieces with products there * channels, patches)
        In the scratch: the next one takes its place.
    """
    plan = _plan(g)
    size = pixels.shape[-1] - grid.slack
    channels = size // grid.plane
    for p in range(POINTS):
        own = plan.down.at(p)
        shape = (len(own), pixels.shape[1], size + grid.beside)
        rows = scratch.array("rows", shape, pixels.dtype)
        for piece, row in zip(own, rows, strict=True):
            plan.down.combine(pixels, piece, p, grid.row, row)
        for q in range(POINTS if own else 0):
            pieces = plan.across.at(q)
            V = scratch.array("V", (len(pieces), len(own), channels, grid.plane), pixels.dtype)
            for piece, out in zip(pieces, V.reshape(len(pieces), len(own), size), strict=True):
                plan.across.combine(rows.swapaxes(0, 1), piece, q, 1, out)
            if pieces:
                yield p, q, V[..., : grid.used].reshape(-1, grid.used)


def _tile_forward(
    x: Array, factors: dict[Pair, Array], tile: Tile, g: Geometry, out: Array, scratch: Scratch
) -> None:
    """Compute a tile's outputs (N, F, rows, OW).

    The products at the first row of points become the outputs of even rows, those at the second
    become the ones of odd rows; those at the other two are added to these.
    """
    pixels, grid = _split(x, tile, g, scratch)
    even, odd = (scratch.array(name, (4, g.F, grid.used), x.dtype) for name in ("even", "odd"))
    later = [*even[2:], *odd[2:]]
    products = (even, odd, later, later)
    _, last = max(factors)
    for p, q, V in _pixel_factors(pixels, grid, g, scratch):
        np.matmul(factors[p, q], V, out=products[p][q])
        if q < last:
            continue
        m0, m1, m2, m3 = products[p]
        collect(m0, m1, m2, m3 if last == 3 else None)
        if p == 1:
            even[:2] += odd[:2]
        elif p == 2:
            even[:2] += even[2:]
        if p >= 2:
            odd[:2] -= even[2:]
    for i, rows in enumerate((even, odd)):
        for j in range(2):
            corner = out[:, :, i::2, j::2]
            corner[...] = grid.wanted(rows[j])[:, :, : corner.shape[2], : corner.shape[3]]


def _sums(out_grad: Array, x: Array, tiles: list[Tile], g: Geometry, scratch: Scratch) -> Array | None:
    """Return V * Q, summed over the patches of some tiles: (products, channels, F).

    ``None`` where the numbers are not evenly spread.
    """
    F, C = g.F, x.shape[1]
    points = _plan(g).points()
    sums = np.empty((len(_plan(g).products()), C, F), x.dtype)
    channels, filters = Channels(C, x.dtype), Channels(F, x.dtype)
    for number, tile in enumerate(tiles):
        pixels, grid = _split(x[tile.n0 : tile.n1], tile, g, scratch)
        channels.add(pixels[..., : C * grid.plane], scratch, "rows")
        gradients = _gradients(out_grad, tile, grid, filters, scratch)
        down = scratch.array("down", gradients.shape[1:], x.dtype)
        across = scratch.array("across", gradients.shape[2:], x.dtype)
        for p, q, V in _pixel_factors(pixels, grid, g, scratch):
            if q == 0:
                sides = spread(gradients[0], gradients[1], p, down)
            Q, own = spread(sides[0], sides[1], q, across), points[p, q]
            total = sums[own.start : own.stop].reshape(-1, F)
            if number == 0:
                np.matmul(V, Q, out=total)
            else:
                total += np.matmul(V, Q, out=scratch.array("part", total.shape, x.dtype))
    if not (channels.even() and filters.even()):
        return None
    return sums


def _gradients(
    out_grad: Array, tile: Tile, grid: Grid, filters: Channels, scratch: Scratch
) -> Array:
    """Return a tile's gradients (2, 2, used, F) by parity, 0 for patches without an output.

    They are turned because BLAS is up to a quarter slower when it has to do that.
    """
    only = grid._replace(width=grid.width + grid.beside, below=0, beside=0)
    own = out_grad[tile.n0 : tile.n1]
    gradients = split(own, only, (2, 2), (-2 * tile.p0, 0), scratch, "rows")
    filters.add(gradients, scratch, "turned")
    gradients = gradients.reshape(2, 2, own.shape[1], -1).swapaxes(2, 3)
    out = scratch.array("turned", gradients.shape, own.dtype)
    out[...] = gradients
    return out
