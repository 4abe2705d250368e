"""Convolution with 3x3 windows at stride 1, with 4 multiplications for each output instead of 9.

Winograd's minimal filtering F(2x2, 3x3) as given by Lavin and Gray [1]_: four outputs, a square of
2x2, come from a patch d of 4x4 inputs and a filter w of 3x3 as

    Y = A' [ (G w G') * (B' d B) ] A

with * element by element: 16 multiplications instead of 36. Summed over channels, each of the
16 positions is a matrix product (F, C) @ (C, patches). Both transforms of a 4x4 patch are linear,
so each is a matrix too, the Kronecker product of B' (or A') with itself, applied to all patches of
a tile at once.

Memory: the transformed filters, 16/9 of W, and for each thread two buffers, of patches before and
after a transform, about 1 MiB each.

Accuracy: the constants are 0, +-1 and 1/2, and for evenly spread numbers the error is that of
a direct convolution. But it is an error relative to the patch, not to the nine inputs of one
output: beside a pixel of 1e6, an output that does not read it loses six digits; integers stay
integers only while sums some 30 times as large fit the significand; and one infinity spoils its
whole patch. Therefore

* `suits` refuses numbers with short significands (integers, say), for with those somebody may count
  on exactness, and filters with infinities, or whose weight lies in a few taps;
* each tile is computed by `columns` instead when its pixels differ in magnitude by more than
  a factor of EVEN, which includes all that are not finite.

References
----------
.. [1] A. Lavin, S. Gray, "Fast Algorithms for Convolutional Neural Networks", CVPR 2016, section 4.1.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.lib.stride_tricks import as_strided

from cnncheck.layers.columns import SIDE, TILE, Tile, columns_of, padded_rows, tiles
from cnncheck.layers.threads import ceil_div, for_each

if TYPE_CHECKING:
    from cnncheck.layers._arguments import Array, Geometry
    from cnncheck.layers.threads import Scratch

EVEN = 8  # pixels of normal deviates, summed over 32 channels, differ by less than a factor of 3
SPREAD = 32  # a filter's largest weight over its mean one; 5 for normal deviates
SAMPLE = 64

_B = np.kron(*[np.array([[1, 0, -1, 0], [0, 1, 1, 0], [0, -1, 1, 0], [0, 1, 0, -1]])] * 2)
_G = np.kron(*[np.array([[2, 0, 0], [1, 1, 1], [1, -1, 1], [0, 0, 2]]) / 2] * 2)
_A = np.kron(*[np.array([[1, 1, 1, 0], [0, 1, -1, -1]])] * 2)


def applies(g: Geometry) -> bool:
    """Whether the sizes are such that it is faster than `columns`."""
    window = g.KH == g.KW == 3 and g.sh == g.sw == 1
    return window and min(g.F, g.C) >= 32 and g.OH * g.OW >= 144


def suits(x: Array, w: Array) -> bool:
    """Whether the accuracy of these numbers' convolution would be that of a direct one."""
    if _short(x) or _short(w):
        return False
    weights = np.abs(w).reshape(w.shape[0], -1)
    largest, mean = weights.max(axis=1), weights.mean(axis=1)
    in_range = _in_range(largest)
    return bool(in_range and np.all(largest <= SPREAD * mean))


def forward(x: Array, w: Array, g: Geometry) -> Array:
    """Compute Y = A' [ U * V ] A for tiles of patches, with U = G w G' and V = B' d B."""
    out = np.empty((g.N, g.F, g.OH, g.OW), x.dtype)
    B, G, A = (matrix.astype(x.dtype) for matrix in (_B, _G, _A))
    U = np.matmul(G, w.reshape(g.F * g.C, 9).T).reshape(16, g.F, g.C)
    filters = w.reshape(g.F, -1)

    def work(tile: Tile, scratch: Scratch) -> None:
        n0, n1, p0, p1 = tile
        rows = slice(2 * p0, min(2 * p1, g.OH))
        if not _even(x[n0:n1, :, max(0, rows.start - g.ph) : rows.stop + 2 - g.ph], scratch):
            for n in range(n0, n1):
                band = out[n].reshape(g.F, -1)[:, rows.start * g.OW : rows.stop * g.OW]
                own = Tile(n, n + 1, rows.start, rows.stop)
                np.matmul(filters, columns_of(x, own, (0, g.C), g, scratch), out=band)
            return
        patches = _patches(x[n0:n1], (p0, p1), g, scratch)
        V = scratch.array("V", patches.shape, x.dtype)
        np.matmul(B, patches, out=V)
        M = scratch.array("patches", (16, g.F, patches.shape[1] // g.C), x.dtype)
        np.matmul(U, V.reshape(16, g.C, -1), out=M)
        Y = scratch.array("V", (4, M.size // 16), x.dtype)
        np.matmul(A, M.reshape(16, -1), out=Y)
        Y = Y.reshape(2, 2, g.F, n1 - n0, p1 - p0, -1).swapaxes(2, 3)
        for i, j in np.ndindex(2, 2):
            corner = out[n0:n1, :, rows.start + i : rows.stop : 2, j::2]
            corner[...] = Y[i, j, :, :, : corner.shape[2], : corner.shape[3]]

    grid = g._replace(OH=ceil_div(g.OH, 2), OW=ceil_div(g.OW, 2))
    for_each(work, tiles(grid, max(SIDE // 4, TILE * 4 // (16 * g.C * x.itemsize))))
    return out


def _patches(x: Array, rows: tuple[int, int], g: Geometry, scratch: Scratch) -> Array:
    """Return the patches of some rows of patches as (16, C*patches)."""
    across = ceil_div(g.OW, 2)
    band = padded_rows(x, (2 * rows[0], 2 * rows[1] + 2), 2 * across + 2, g, scratch)
    n, c, h, w = band.strides
    shape = (4, 4, g.C, len(x), rows[1] - rows[0], across)
    patches = scratch.array("patches", shape, x.dtype)
    patches[...] = as_strided(band, shape, (h, w, c, n, 2 * h, 2 * w))
    return patches.reshape(16, -1)


def _even(x: Array, scratch: Scratch) -> bool:
    """Whether the pixels, each summed over its channels, are of about one magnitude."""
    if x.size == 0:
        return False
    magnitudes = np.abs(x, out=scratch.array("V", x.shape, x.dtype)).sum(axis=1)
    low, high = magnitudes.min(), magnitudes.max()
    return bool(high <= EVEN * low) and _in_range(high)


def _in_range(magnitudes: Any) -> bool:
    """Whether sums and products of such numbers neither overflow nor vanish; False for NaN."""
    limit = np.sqrt(np.finfo(magnitudes.dtype).max) / 2**10
    return bool(np.all(magnitudes < limit) and np.all(magnitudes > 1 / limit))


def _short(values: Array) -> bool:
    """Whether a sample of the numbers has significands of at most half their length."""
    step = max(1, values.shape[0] // SAMPLE), max(1, values.shape[1] // SAMPLE)
    sample = values[:: step[0], :: step[1], values.shape[2] // 2, values.shape[3] // 2]
    fraction = np.frexp(sample)[0] * 2.0 ** ((np.finfo(values.dtype).nmant + 1) // 2)
    return bool(np.all(fraction == np.rint(fraction)))
