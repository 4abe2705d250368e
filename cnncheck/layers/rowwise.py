"""Convolution row by row, with two thirds of the multiplications of its formula.

Across a row two outputs at a time come from minimal filtering, with 4 products for 6 where a window
has 3 taps and 10 for 14 where it has 7 (see `minimal`). Down the columns nothing is saved and nothing
added: the pixels of a tile lie row by row,

    V[row, channel, window]

so that the KH rows that a row of windows reads are one matrix (KH*C, windows) as they are, and those
of the next row of windows begin a stride further, in the same memory. That is the lowering of MEC [1]_:
the one copy has KW times the numbers of the input, or here as many as a row's products, where im2col
has KH*KW times as many. For each of the four points of minimal filtering, all the rows of a tile are
one call of ``np.matmul``.

`winograd` saves multiplications in both directions, but for that its numbers go through memory more
often, in hundreds of calls. So it is quicker where many channels share what is prepared; this path is
where there are few, and scales better with threads, as most of its time is spent in few calls.

Memory: NUMBERS or so for tiles, and the filters' gradient at each point for each of up to GROUPS
groups of tiles.

Accuracy: as in `winograd`, guarded by `evenness` in the same way.

References
----------
.. [1] M. Cho, D. Brand, "MEC: Memory-efficient Convolution for Deep Neural Network", ICML 2017.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from cnncheck.layers import columns
from cnncheck.layers.columns import Tile
from cnncheck.layers.evenness import even_channels, even_images, short
from cnncheck.layers.minimal import POINTS, direction
from cnncheck.layers.rowwise_steps import BackwardFilter, Forward
from cnncheck.layers.threads import allowed, blocks, ceil_div, for_each, sums_of_groups

if TYPE_CHECKING:
    from collections.abc import Sequence

    from cnncheck.layers._arguments import Array, Geometry
    from cnncheck.layers.threads import Scratch

PAYS = 0.8  # of the products: beyond that the additions cost what they save
SAVED = 32  # products for each output: fewer do not pay for the additions
LONG = 48  # outputs of a row, and FILTERS, from which a gradient is worth turning
FILTERS = 8
WINDOWS = 48  # of a row, for images side by side: what makes a matrix product quick
NUMBERS = 600_000  # that all tiles take together, for up to two threads
GROUPS = 8  # of tiles, each with a sum of its own, so that several threads have work
TOTALS = 1 << 17  # numbers in the sums of all groups


def applies(g: Geometry) -> bool:
    """Whether the sizes are such that it is faster than `columns`."""
    if g.KW <= g.sw or g.KW < 3 or g.KH < g.sh:
        return False
    pairs = direction(g.KW, g.sw).products * _width(g)
    direct = g.KW * g.OW
    return pairs <= PAYS * direct and g.C * g.KH * (direct - pairs) >= SAVED * g.OW


def applies_backward(g: Geometry) -> bool:
    """Whether that holds for the filters' gradient too."""
    return applies(g) and g.OW >= LONG and g.F >= FILTERS


def forward(x: Array, w: Array, g: Geometry) -> Array:
    """Compute y0 = m0 + m1 + m2 and y1 = m1 - m2 - m3 of each row, with m = U V at each point.

    How many rows a tile has changes no result, as each is a product of its own.
    """
    out = np.empty((g.N, g.F, g.OH, g.OW), x.dtype)
    factors, direct = _factors(w, g), w.reshape(g.F, -1)
    even = even_images(x, ((g.KH + 1) // 2, (g.KW + 1) // 2))  # each window has a whole cell

    def work(tile: Tile, scratch: Scratch) -> None:
        n0, n1, r0, r1 = tile
        if all(even[n0:n1]):
            steps = scratch.prepared((n1 - n0, r1 - r0), Forward, tile, factors, g, x.dtype)
            steps.run(x, tile, out[n0:n1, :, r0:r1])
        else:
            columns.forward_tile(x, direct, tile, g, scratch, out)

    rows = _rows(g, POINTS, 0)
    for_each(work, [tile for own in _side_by_side(g) for tile in _bands(own, rows)])
    return out


def backward_filter(out_grad: Array, x: Array, g: Geometry) -> Array:
    """Compute the sum of V * Q over the windows of all rows, with Q of two gradients at each point.

    Within a group row is added to row, so how many a tile has changes no result here either.
    """
    exact = short(out_grad) or short(x)
    if exact or not even_channels((x, (g.sh, 2 * g.sw)), (out_grad, (1, 1))):
        return columns.backward_filter(out_grad, x, g)
    across = direction(g.KW, g.sw)
    depth = across.products * g.KH * g.C
    rows = _rows(g, 3, _pieces(g) * g.KH * g.C * g.F)

    def total_of(_: None, group: Sequence[Tile], scratch: Scratch) -> Array:
        total = np.zeros((depth, g.F), x.dtype)
        for tile in (tile for band in group for tile in _bands(band, rows)):
            size = tile.n1 - tile.n0, tile.r1 - tile.r0
            steps = scratch.prepared(size, BackwardFilter, tile, g, x.dtype)
            steps.run(x, out_grad, tile, total)
        return total

    images, groups = _side_by_side(g), max(1, min(GROUPS, TOTALS // (depth * g.F)))
    each = ceil_div(g.OH, max(1, groups // len(images)))
    bands = [band for own in images for band in _bands(own, each)]
    (total,) = sums_of_groups(total_of, [None], bands, groups)
    matrix = across.factors(g.KW, -1).astype(x.dtype)
    out = np.zeros((g.F, g.C, g.KH, g.KW), x.dtype)
    first = 0
    for q in range(POINTS):
        own = across.at(q)
        last = first + g.KH * len(own) * g.C
        part = total[first:last].reshape(g.KH, len(own), g.C, g.F)
        out += part.transpose(3, 2, 0, 1) @ matrix[q, own]
        first = last
    return out


def _side_by_side(g: Geometry) -> list[Tile]:
    """Return groups of images whose rows together are long enough."""
    return [Tile(*images, 0, g.OH) for images in blocks(g.N, ceil_div(WINDOWS, _width(g)))]


def _bands(images: Tile, rows: int) -> list[Tile]:
    """Cut some rows of images into bands."""
    n0, n1, r0, r1 = images
    return [Tile(n0, n1, r0 + a, r0 + b) for a, b in blocks(r1 - r0, rows)]


def _rows(g: Geometry, filters: int, each: int) -> int:
    """Return how many rows a tile has.

    A row takes a number of the filters' `filters` times for each window, and `each` more.
    """
    pixels = g.sh * (2 * g.sw + _pieces(g)) * g.C
    images = min(g.N, ceil_div(WINDOWS, _width(g)))
    row = images * _width(g) * (pixels + filters * g.F) + each
    return max(1, NUMBERS // row // min(2, allowed()))


def _width(g: Geometry) -> int:
    """Return how many pairs of windows a row has, with those at its end that are not wanted."""
    return ceil_div(g.OW, 2) + direction(g.KW, g.sw).beyond


def _pieces(g: Geometry) -> int:
    """Return how many pieces of the filter have products at the same point."""
    across = direction(g.KW, g.sw)
    return max(len(across.at(q)) for q in range(POINTS))


def _factors(w: Array, g: Geometry) -> list[Array]:
    """Return U at each point: (F, KH * pieces that have products there * C)."""
    across = direction(g.KW, g.sw)
    matrix = across.factors(g.KW, 1).astype(w.dtype)
    taps = w.reshape(-1, g.KW)
    factors = []
    for q in range(POINTS):
        own = across.at(q)
        made = (taps @ matrix[q, own].T).reshape(g.F, g.C, g.KH, len(own))
        factors.append(np.ascontiguousarray(made.transpose(0, 2, 3, 1)).reshape(g.F, -1))
    return factors
