"""What `winograd` does with one tile, prepared once for all tiles of a size.

A tile has a hundred NumPy calls on views of the same buffers. Slicing the views takes as long as
the calls on a small tile, so it is done once; then a tile is copying its pixels into place, and
a list of steps.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np

from cnncheck.layers.minimal import POINTS, collected, spread
from cnncheck.layers.phases import Phase
from cnncheck.layers.products import multiply_steps
from cnncheck.layers.steps import run, step
from cnncheck.layers.winograd_plan import plan_of

if TYPE_CHECKING:
    from cnncheck.layers._arguments import Array, Geometry, Pair
    from cnncheck.layers.phases import Grid
    from cnncheck.layers.steps import Step
    from cnncheck.layers.threads import Scratch
    from cnncheck.layers.winograd_plan import Tile


class Pixels:
    """A tile's pixels, and the additions that make V = B' d B of them.

    Attributes
    ----------
    points : list of (int, int, list of Step, ndarray)
        For each point down, and one or all four points across: how to make, and where is, V, of shape
        (points, pieces with products there * C, patches). It takes the place of the one before.
    """

    def __init__(
        self, grid: Grid, C: int, g: Geometry, dtype: np.dtype[Any], scratch: Scratch
    ) -> None:
        self._plan, self._g, self._grid, size = plan_of(g), g, grid, C * grid.plane
        down, across, steps = self._plan.down, self._plan.across, self._plan.steps
        phases = scratch.array("phases", (*steps, size + grid.slack), dtype)
        phases[..., size:] = 0
        left = g.pw + across.ahead
        self._phases = [
            (i, Phase(grid.pixels(phases[i, j, :size]), (g.H, g.W), steps, left - j))
            for i, j in np.ndindex(steps)
        ]
        together = POINTS if across.plain else 1
        plane = grid.used if grid.narrow else grid.plane
        width = size + grid.beside * grid.next
        rows = scratch.array("rows", (steps[1], len(down.pieces), width), dtype)
        largest = (together, len(across.pieces), len(down.pieces), C, plane)
        scratch.array("V", largest, dtype)  # those of all points are views of one buffer
        self.points: list[tuple[int, int, list[Step], Array]] = []
        prepared: dict[Pair, tuple[list[Step], Array]] = {}
        for p in range(POINTS):
            own = rows[:, : len(down.at(p))]
            calls = self._down(p, phases, own)
            for q in range(0, POINTS if calls else 0, together):
                if not across.at(q):
                    continue
                if (q, own.shape[1]) not in prepared:
                    shape = (together, len(across.at(q)), own.shape[1], C, plane)
                    V = scratch.array("V", shape, dtype)
                    prepared[q, own.shape[1]] = self._across(q, own, V)
                more, V = prepared[q, own.shape[1]]
                self.points.append((p, q, [*calls, *more], V))
                calls = []

    def _down(self, p: int, phases: Array, out: Array) -> list[Step]:
        """Return how to combine rows of pixels at a point."""
        row, width = self._grid.row, out.shape[-1]

        def below(pixels: Array, patches: int) -> Array:
            return pixels[..., patches * row : patches * row + width]

        down = self._plan.down
        pieces = enumerate(down.at(p))
        return [down.combined(phases, piece, p, below, out[:, number]) for number, piece in pieces]

    def _across(self, q: int, rows: Array, V: Array) -> tuple[list[Step], Array]:
        """Return the same for one point across, or for all, and what comes of it."""
        across, grid = self._plan.across, self._grid
        lines = V.reshape(*V.shape[:4], grid.height, -1) if grid.narrow else V
        if across.plain:
            calls = across.all_combined(rows, grid.to_the_right, lines[:, 0])
        else:
            calls = [
                across.combined(rows, piece, q, grid.to_the_right, lines[0, number])
                for number, piece in enumerate(across.at(q))
            ]
        return calls, V.reshape(V.shape[0], -1, V.shape[4])[..., : grid.used]

    def load(self, x: Array, tile: Tile, scratch: Scratch) -> None:
        """Copy a tile's pixels into their phases."""
        plan = self._plan
        top = self._g.ph + plan.down.ahead - plan.steps[0] * tile.p0
        again = scratch.take(self)
        for i, phase in self._phases:
            phase.fill(x[tile.n0 : tile.n1], top - i, again)


class Forward:
    """From a tile's pixels to its outputs.

    The products at the first row of points become the outputs of even rows, those at the second
    become the ones of odd rows; those at the other two are added to these.
    """

    def __init__(
        self,
        grid: Grid,
        factors: dict[Pair, Array],
        g: Geometry,
        dtype: np.dtype[Any],
        scratch: Scratch,
    ) -> None:
        self._pixels = Pixels(grid, g.C, g, dtype, scratch)
        F = next(iter(factors.values())).shape[1]
        buffer = scratch.array("outputs", (2 * POINTS, F, grid.used), dtype)
        even, odd, other = buffer[0:4], buffer[2:6], buffer[4:8]
        products = (even, odd, other, other)
        points = 1 + max(q + len(V) - 1 for _, q, _, V in self._pixels.points)
        self._steps: list[Step] = []
        for p, q, steps, V in self._pixels.points:
            out = products[p][q : q + len(V)]
            self._steps += [*steps, *multiply_steps(factors[p, q], V, out)]
            if q + len(V) == points:
                self._steps += collected(products[p], points)
                if p in (1, 2):
                    self._steps.append(step(np.add, even[:2], products[p][:2], out=even[:2]))
                if p == 2:
                    self._steps.append(step(np.subtract, odd[:2], other[:2], out=odd[:2]))
                if p == 3:
                    self._steps.append(step(np.add, odd[:2], other[:2], out=odd[:2]))
        self._outputs = {(i, j): grid.wanted((even, odd)[i][j]) for i, j in np.ndindex(2, 2)}

    def run(self, x: Array, tile: Tile, out: Array, scratch: Scratch) -> None:
        """Compute a tile's outputs (N, F, rows, OW)."""
        self._pixels.load(x, tile, scratch)
        run(self._steps)
        for (i, j), found in self._outputs.items():
            corner = out[:, :, i::2, j::2]
            corner[...] = found[:, :, : corner.shape[2], : corner.shape[3]]


class BackwardFilter:
    """From a tile's pixels and gradients to the sums V * Q."""

    def __init__(
        self, grid: Grid, sums: Array, g: Geometry, dtype: np.dtype[Any], scratch: Scratch
    ) -> None:
        C, F = sums.shape[1:]
        self._pixels = Pixels(grid, C, g, dtype, scratch)
        only = replace(grid, below=0, beside=0)
        if not grid.narrow:
            only = replace(only, width=grid.width + grid.beside)
        unused = "V" if F <= C else "gradient"  # V is made when the gradients have been turned
        self._one = scratch.array(unused, (F, grid.used), dtype)
        pixels = only.pixels(self._one.reshape(-1))
        self._sides = [Phase(pixels, (g.OH, g.OW), (2, 2), -j) for j in range(2)]
        self._turned = scratch.array("turned", (2, 2, grid.used, F), dtype)
        down = scratch.array("down", self._turned.shape[1:], dtype)
        across = scratch.array("across", self._turned.shape[1:], dtype)
        runs = plan_of(g).runs
        scratch.array("part", (max(own.stop - own.start for own in runs.values()), C, F), dtype)
        self._steps: list[Step] = []
        for p, q, steps, V in self._pixels.points:
            if q == 0:
                first, sides = spread(self._turned[0], self._turned[1], p, down)
                self._steps += first
            total = sums[runs[p, q]].reshape(len(V), -1, F)
            part = scratch.array("part", total.shape, dtype)
            self._steps += steps
            if len(V) == POINTS:
                mixed = (
                    spread(sides[0], sides[1], point, across[point - 1])[0] for point in (1, 2)
                )
                self._steps += [
                    *(call for calls in mixed for call in calls),
                    step(np.matmul, V[::3], sides, out=part[::3]),
                    step(np.matmul, V[1:3], across, out=part[1:3]),
                ]
            else:
                second, Q = spread(sides[0], sides[1], q, across[0])
                self._steps += [*second, step(np.matmul, V[0], Q, out=part[0])]
            self._steps.append(step(np.add, total, part, out=total))

    def run(self, x: Array, out_grad: Array, tile: Tile, scratch: Scratch) -> None:
        """Add a tile to the sums.

        The gradients are turned because BLAS is up to a quarter slower when it has to do that.
        """
        self._pixels.load(x, tile, scratch)
        for i, j in np.ndindex(2, 2):
            self._sides[j].fill(out_grad[tile.n0 : tile.n1], -2 * tile.p0 - i)
            self._turned[i, j] = self._one.T
        run(self._steps)
