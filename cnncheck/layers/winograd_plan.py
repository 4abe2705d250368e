"""How `winograd` cuts up a filter and an output."""

from __future__ import annotations

import functools
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from cnncheck.layers.minimal import POINTS, Direction, direction
from cnncheck.layers.phases import Grid
from cnncheck.layers.threads import ceil_div

if TYPE_CHECKING:
    from collections.abc import Mapping

    from cnncheck.layers._arguments import Array, Geometry, Pair


@dataclass(frozen=True)
class Plan:
    """How a filter of KH x KW taps is cut up, down and across.

    There is one for all calls with such filters, so what it knows is worked out once.
    """

    taps: Pair
    down: Direction
    across: Direction

    @property
    def steps(self) -> Pair:
        """Pixels from one patch to the next."""
        return 2 * self.down.stride, 2 * self.across.stride

    @functools.cached_property
    def products(self) -> tuple[tuple[int, int, int, int], ...]:
        """Point and piece of all products, p, q, a, b, in the order of their points."""
        return tuple(
            (p, q, a, b)
            for p, q in np.ndindex(POINTS, POINTS)
            for b in self.across.at(q)
            for a in self.down.at(p)
        )

    @functools.cached_property
    def runs(self) -> Mapping[Pair, slice]:
        """Which of the products are at points p, q and on: one, or all four of p."""
        found: dict[Pair, slice] = {}
        for number, (p, q, _, _) in enumerate(self.products):
            first = 0 if self.across.plain else q
            start = found[p, first].start if (p, first) in found else number
            found[p, first] = slice(start, number + 1)
        return found

    @functools.cached_property
    def matrix(self) -> Array:
        """The matrix (products, KH*KW) from a filter to its factors."""
        down, across = self.down.factors(self.taps[0]), self.across.factors(self.taps[1])
        rows = [np.outer(down[p, a], across[q, b]).ravel() for p, q, a, b in self.products]
        matrix = np.array(rows)
        matrix.setflags(write=False)
        return matrix


class Tile(NamedTuple):
    """Images n0:n1 and rows of patches p0:p1; several images only as a whole."""

    n0: int
    n1: int
    p0: int
    p1: int


def plan_of(g: Geometry) -> Plan:
    """Cut up the filters."""
    return _plan(g.KH, g.KW, g.sh, g.sw)


@functools.cache
def _plan(KH: int, KW: int, sh: int, sw: int) -> Plan:
    return Plan((KH, KW), direction(KH, sh), direction(KW, sw))


def grid_of(tile: Tile, g: Geometry) -> Grid:
    """Return how a tile's pixels lie in their phases."""
    plan = plan_of(g)
    height, width = tile.p1 - tile.p0, ceil_div(g.OW, 2)
    return Grid(tile.n1 - tile.n0, height, width, plan.down.beyond, plan.across.beyond)
