"""What `rowwise` does with one tile, prepared once for all tiles of a size."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.lib.stride_tricks import as_strided

from cnncheck.layers.minimal import POINTS, collected, direction
from cnncheck.layers.phases import Phase
from cnncheck.layers.steps import run, step
from cnncheck.layers.threads import ceil_div

if TYPE_CHECKING:
    from cnncheck.layers._arguments import Array, Geometry
    from cnncheck.layers.steps import Step
    from cnncheck.layers.threads import Scratch
    from cnncheck.layers.tiles import Tile


class Rows:
    """A tile's pixels, row by row, and the additions that make V of them.

    Attributes
    ----------
    shape : (int, int, int)
        Rows of windows, images, windows of a row with those at its end that are not wanted.
    points : list of (int, list of Step, ndarray)
        For each point: how to make, and where is, V as matrices (rows, KH*pieces*C, windows) that
        overlap. It takes the place of the one before.
    """

    def __init__(self, tile: Tile, g: Geometry, dtype: np.dtype[Any], scratch: Scratch) -> None:
        self._g, across = g, direction(g.KW, g.sw)
        images, wanted = tile.n1 - tile.n0, tile.r1 - tile.r0
        width = ceil_div(g.OW, 2) + across.beyond
        self.shape = wanted, images, width
        rows, row = (wanted - 1) * g.sh + g.KH, g.C * images * width
        phases = scratch.array("phases", (2 * g.sw, rows * row + across.beyond), dtype)
        phases[:, rows * row :] = 0
        pixels = phases[:, : rows * row].reshape(-1, rows, g.C, images, width)
        steps, left = (1, 2 * g.sw), g.pw + across.ahead
        self._phases = [
            Phase(phase.transpose(2, 1, 0, 3), (g.H, g.W), steps, left - j)
            for j, phase in enumerate(pixels)
        ]

        def shifted(pixels: Array, windows: int) -> Array:
            return pixels[windows : windows + rows * row].reshape(rows, row)

        most = max(len(across.at(q)) for q in range(POINTS))
        scratch.array("V", (rows, most, row), dtype)
        self.points: list[tuple[int, list[Step], Array]] = []
        for q in range(POINTS):
            own = across.at(q)
            if own:
                V = scratch.array("V", (rows, len(own), row), dtype)
                calls = [
                    across.combined(phases, piece, q, shifted, V[:, number])
                    for number, piece in enumerate(own)
                ]
                down, line, next_ = V.reshape(rows, -1, images * width).strides
                size = wanted, g.KH * len(own) * g.C, images * width
                self.points.append((q, calls, as_strided(V, size, (g.sh * down, line, next_))))

    def load(self, x: Array, tile: Tile, scratch: Scratch) -> None:
        """Copy a tile's pixels into their phases."""
        again = scratch.take(self)
        for phase in self._phases:
            phase.fill(x[tile.n0 : tile.n1], self._g.ph - self._g.sh * tile.r0, again)


class Forward:
    """From a tile's pixels to its outputs."""

    def __init__(
        self, tile: Tile, factors: list[Array], g: Geometry, dtype: np.dtype[Any], scratch: Scratch
    ) -> None:
        self._rows = Rows(tile, g, dtype, scratch)
        rows, images, width = self._rows.shape
        products = scratch.array("products", (POINTS, rows, g.F, images * width), dtype)
        self._steps: list[Step] = []
        for q, steps, V in self._rows.points:
            self._steps += [*steps, step(np.matmul, factors[q], V, out=products[q])]
        self._steps += collected(products, len(self._rows.points))
        shape = rows, g.F, images, width
        self._outputs = [found.reshape(shape).transpose(2, 1, 0, 3) for found in products[:2]]

    def run(self, x: Array, tile: Tile, out: Array, scratch: Scratch) -> None:
        """Compute a tile's outputs (N, F, rows, OW)."""
        self._rows.load(x, tile, scratch)
        run(self._steps)
        for j, found in enumerate(self._outputs):
            side = out[..., j::2]
            side[...] = found[..., : side.shape[3]]
