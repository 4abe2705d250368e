"""What `rowwise` does with one tile, prepared once for all tiles of a size."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.lib.stride_tricks import as_strided

from cnncheck.layers.minimal import POINTS, collected, direction, spread
from cnncheck.layers.phases import Phase
from cnncheck.layers.steps import run, step
from cnncheck.layers.threads import ceil_div

if TYPE_CHECKING:
    from cnncheck.layers._arguments import Array, Geometry
    from cnncheck.layers.columns import Tile
    from cnncheck.layers.steps import Step
    from cnncheck.layers.threads import Scratch

CROWDED = 4096  # bytes: images a multiple of that apart meet in the same places of a cache


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
        most = max(len(across.at(q)) for q in range(POINTS))
        scratch.array("V", (rows, most, row), dtype)
        self.points: list[tuple[int, list[Step], Array]] = []
        for q in range(POINTS):
            own = across.at(q)
            if own:
                V = scratch.array("V", (rows, len(own), row), dtype)
                places = [V.ravel()] if len(own) == 1 else V.swapaxes(0, 1)
                calls = [
                    across.combined(phases, piece, q, 1, place)
                    for piece, place in zip(own, places, strict=True)
                ]
                down, line, next_ = V.reshape(rows, -1, images * width).strides
                size = wanted, g.KH * len(own) * g.C, images * width
                self.points.append((q, calls, as_strided(V, size, (g.sh * down, line, next_))))

    def load(self, x: Array, tile: Tile) -> None:
        """Copy a tile's pixels into their phases."""
        for phase in self._phases:
            phase.fill(x[tile.n0 : tile.n1], self._g.ph - self._g.sh * tile.r0)


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
        m0, m1, m2, m3 = products
        self._steps += collected(m0, m1, m2, m3 if q == 3 else None)
        shape = rows, g.F, images, width
        self._outputs = [found.reshape(shape).transpose(2, 1, 0, 3) for found in (m0, m1)]

    def run(self, x: Array, tile: Tile, out: Array) -> None:
        """Compute a tile's outputs (N, F, rows, OW)."""
        self._rows.load(x, tile)
        run(self._steps)
        for j, found in enumerate(self._outputs):
            side = out[..., j::2]
            side[...] = found[..., : side.shape[3]]


class BackwardFilter:
    """From a tile's pixels and gradients to the sums of V * Q."""

    def __init__(self, tile: Tile, g: Geometry, dtype: np.dtype[Any], scratch: Scratch) -> None:
        self._rows = Rows(tile, g, dtype, scratch)
        rows, images, width = self._rows.shape
        self._turned = scratch.array("turned", (2, rows, images * width, g.F), dtype)
        self._straight: Array | None = None
        views = self._turned.reshape(2, rows, images, width, g.F).transpose(0, 2, 4, 1, 3)
        if g.OH * g.OW * dtype.itemsize % CROWDED == 0:
            self._straight = scratch.array("straight", (2, rows, g.F, images * width), dtype)
            straight = self._straight.reshape(2, rows, g.F, images, width)
            views = straight.transpose(0, 3, 2, 1, 4)
        self._sides = [Phase(view, (g.OH, g.OW), (1, 2), -j) for j, view in enumerate(views)]
        mixed = scratch.array("mixed", self._turned.shape[1:], dtype)
        depths = [V.shape[1] for _, _, V in self._rows.points]
        scratch.array("part", (rows, max(depths), g.F), dtype)
        self._products: list[tuple[list[Step], Array]] = []
        for (q, steps, V), depth in zip(self._rows.points, depths, strict=True):
            more, Q = spread(self._turned[0], self._turned[1], q, mixed)
            part = scratch.array("part", (rows, depth, g.F), dtype)
            self._products.append(([*steps, *more, step(np.matmul, V, Q, out=part)], part))

    def run(self, x: Array, out_grad: Array, tile: Tile, total: Array) -> None:
        """Add a tile to the sums, row after row.

        The gradients are turned because BLAS is up to a third slower when it has to do that.
        """
        self._rows.load(x, tile)
        for side in self._sides:
            side.fill(out_grad[tile.n0 : tile.n1], -tile.r0)
        if self._straight is not None:
            self._turned[...] = self._straight.swapaxes(2, 3)
        first = 0
        for steps, part in self._products:
            run(steps)
            own = total[first : first + part.shape[1]]
            part[0] += own
            np.add.reduce(part, axis=0, out=own)
            first += part.shape[1]
