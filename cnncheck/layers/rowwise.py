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
often, in more calls. So it is quicker where many channels share what is prepared; this path is for
fewer of them.

It is for the forward pass alone: the filters' gradient would have to be added up for each row of
windows, which took as long as it saved.

Memory: NUMBERS or so for tiles.

Accuracy: as in `winograd`, guarded by `evenness` in the same way.

References
----------
.. [1] M. Cho, D. Brand, "MEC: Memory-efficient Convolution for Deep Neural Network", ICML 2017.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from cnncheck.layers import columns
from cnncheck.layers.evenness import even_images
from cnncheck.layers.minimal import POINTS, direction, pays
from cnncheck.layers.rowwise_steps import Forward
from cnncheck.layers.threads import allowed, blocks, ceil_div, for_each
from cnncheck.layers.tiles import Tile

if TYPE_CHECKING:
    from collections.abc import Callable

    from cnncheck.layers._arguments import Array, Geometry
    from cnncheck.layers.threads import Scratch

PAYS = 0.8  # of the products: beyond that the additions cost what they save
SAVED = 44  # products for each output: fewer do not pay for the additions
SHORT = 24  # pairs of windows in a row: with fewer, what is copied is in too many pieces
CALLS = 20_000_000  # products in float32 in whose time the NumPy calls of a tile are made
WINDOWS = 48  # pairs in a row, for images side by side: what makes a matrix product quick
NUMBERS = 580_000  # that all tiles take together, for up to two threads


def applies(g: Geometry, itemsize: int) -> bool:
    """Whether the sizes are such that it is faster than `columns`: of one row of taps it never is."""
    if not g.plain or g.KW <= g.sw or g.KW < 3 or g.KH < max(2, g.sh):
        return False
    across, width = direction(g.KW, g.sw).products, _width(g)
    pairs, direct = across * width, g.KW * g.OW
    saved = g.C * g.KH * (direct - pairs)  # in a row
    if width < SHORT or pairs > PAYS * direct or saved < SAVED * g.OW:
        return False
    return pays(saved * g.F * g.N * g.OH, across * g.F * g.C * g.KH, CALLS, itemsize)


def forward(x: Array, w: Array, g: Geometry) -> Array:
    """Compute y0 = m0 + m1 + m2 and y1 = m1 - m2 + m3 of each row, with m = U V at each point.

    How many rows a tile has changes no result, as each is a product of its own.
    """
    out = np.empty((g.N, g.F, g.OH, g.OW), x.dtype)
    factors, direct = _factors(w, g), w.reshape(g.F, -1)
    even = even_images(x, ((g.KH + 1) // 2, (g.KW + 1) // 2))  # each window has a whole cell

    def by_rows(tile: Tile, scratch: Scratch) -> None:
        n0, n1, r0, r1 = tile
        steps = scratch.prepared((n1 - n0, r1 - r0), Forward, tile, factors, g, x.dtype)
        steps.run(x, tile, out[n0:n1, :, r0:r1], scratch)

    def directly(tile: Tile, scratch: Scratch) -> None:
        columns.forward_tile(x, direct, tile, g, scratch, out)

    rows, one = _rows(g), columns.forward_tiles(g._replace(N=1), x.itemsize)
    jobs: list[tuple[Callable[[Tile, Scratch], None], Tile]] = []
    for group in _side_by_side(g):
        if all(even[group.n0 : group.n1]):
            jobs += [(by_rows, tile) for tile in _bands(group, rows)]
        else:  # in pieces that do not depend on the number of threads
            images = range(group.n0, group.n1)
            jobs += [(directly, tile._replace(n0=n, n1=n + 1)) for n in images for tile in one]
    for_each(lambda job, scratch: job[0](job[1], scratch), jobs)
    return out


def _side_by_side(g: Geometry) -> list[Tile]:
    """Return groups of images whose rows together are long enough."""
    return [Tile(*images, 0, g.OH) for images in blocks(g.N, ceil_div(WINDOWS, _width(g)))]


def _bands(images: Tile, rows: int) -> list[Tile]:
    """Cut some rows of images into bands."""
    n0, n1, r0, r1 = images
    return [Tile(n0, n1, r0 + a, r0 + b) for a, b in blocks(r1 - r0, rows)]


def _rows(g: Geometry) -> int:
    """Return how many rows a tile has."""
    across = direction(g.KW, g.sw)
    pieces = max(len(across.at(q)) for q in range(POINTS))
    images = min(g.N, ceil_div(WINDOWS, _width(g)))
    row = images * _width(g) * (g.sh * (2 * g.sw + pieces) * g.C + POINTS * g.F)
    return max(1, NUMBERS // row // min(2, allowed()))


def _width(g: Geometry) -> int:
    """Return how many pairs of windows a row has, with those at its end that are not wanted."""
    return ceil_div(g.OW, 2) + direction(g.KW, g.sw).beyond


def _factors(w: Array, g: Geometry) -> list[Array]:
    """Return U at each point: (F, KH * pieces that have products there * C)."""
    across = direction(g.KW, g.sw)
    matrix = across.factors(g.KW).astype(w.dtype)
    taps = w.reshape(-1, g.KW)
    factors = []
    for q in range(POINTS):
        own = across.at(q)
        made = (taps @ matrix[q, own].T).reshape(g.F, g.C, g.KH, len(own))
        factors.append(np.ascontiguousarray(made.transpose(0, 2, 3, 1)).reshape(g.F, -1))
    return factors
