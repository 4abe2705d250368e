"""Minimal filtering in one direction: two outputs at a time, with fewer products than taps.

Two neighbouring outputs of a filter of three taps are [1]_

    m0 = (d0 - d2) w0              m1 = (d1 + d2) (w0 + w1 + w2)/2
    m3 = (d1 - d3) (-w2)           m2 = (d2 - d1) (w0 - w1 + w2)/2
    y0 = m0 + m1 + m2              y1 = m1 - m2 + m3

with 4 products instead of 6. Each m is a *point*; the four pixels d are a *patch*.

Other filters are cut into *pieces* of at most three taps, whose products at a point are added up. At
stride s, taps that are s apart read pixels of one phase, s apart as well; so the taps of each phase
are a filter of its own. Of its taps the first three are a piece; each later piece is two taps further
and begins with a 0, (0 w3 w4), (0 w5 w6), .... A single tap stands in the middle, (0 w 0). Where
w0 is 0 there is no product at point 0, and where w2 is, none at point 3. So

    taps, stride      3, 1     5, 1     7, 1     3, 2     5, 2     7, 2     11, 4
    products            4        7       10        5        7       10        15
    instead of          6       10       14        6       10       14        22

and in both directions together the squares of these.

References
----------
.. [1] S. Winograd, "Arithmetic Complexity of Computations", 1980; in this form A. Lavin, S. Gray,
   "Fast Algorithms for Convolutional Neural Networks", CVPR 2016, section 4.1.
"""

from __future__ import annotations

import functools
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from cnncheck.layers.steps import step

if TYPE_CHECKING:
    from collections.abc import Callable

    from cnncheck.layers._arguments import Array
    from cnncheck.layers.steps import Step

POINTS = 4
FACTOR = 100  # products in whose time a factor is made: 1 to 2 ns, with AVX2
_FACTORS = np.array([[2, 0, 0], [1, 1, 1], [1, -1, 1], [0, 0, -2]]) / 2
_PIXELS = (np.subtract, 0, 2), (np.add, 1, 2), (np.subtract, 2, 1), (np.subtract, 1, 3)


class Piece(NamedTuple):
    """At most three taps, and where their pixels are.

    Attributes
    ----------
    taps : tuple of int or None
        Which taps of the whole filter stand for w0, w1 and w2; ``None`` is a 0.
    phase : int
        Pixels are sorted into phases of 2 s; those of this piece are in `phase` and `phase` + s.
    first : int
        d0 is the pixel number `first`, counted through both phases from the patch's first.
    """

    taps: tuple[int | None, int | None, int | None]
    phase: int
    first: int

    @property
    def points(self) -> tuple[int, ...]:
        """Where it has products."""
        first, _, last = self.taps
        return (*((0,) if first is not None else ()), 1, 2, *((3,) if last is not None else ()))


class Direction(NamedTuple):
    """A filter of so many taps at one stride.

    Attributes
    ----------
    stride : int
    pieces : tuple of Piece
    ahead : int
        Pixels by which the first patch begins before the first window.
    """

    stride: int
    pieces: tuple[Piece, ...]
    ahead: int

    @property
    def products(self) -> int:
        """Multiplications for two outputs."""
        return sum(len(piece.points) for piece in self.pieces)

    @property
    def beyond(self) -> int:
        """Patches from a patch to the one with its last pixel."""
        used = [
            piece.first + number
            for piece in self.pieces
            for point in piece.points
            for number in _PIXELS[point][1:]
        ]
        return max(used) // 2

    def at(self, point: int) -> list[int]:
        """Return the numbers of the pieces that have products at a point."""
        return [n for n, piece in enumerate(self.pieces) if point in piece.points]

    def factors(self, taps: int) -> Array:
        """Return the matrix (4, pieces, taps) from weights to factors.

        At point 3 they are negative, so that y1 = m1 - m2 + m3; then the formula of the filters'
        gradient needs no sign there.
        """
        matrix = np.zeros((POINTS, len(self.pieces), taps))
        for number, piece in enumerate(self.pieces):
            for place, tap in enumerate(piece.taps):
                if tap is not None:
                    matrix[:, number, tap] = _FACTORS[:, place]
        return matrix

    def combined(
        self,
        phases: Array,
        piece: int,
        point: int,
        shifted: Callable[[Array, int], Array],
        out: Array,
    ) -> Step:
        """Return the addition that makes a piece's combined pixels at a point.

        Parameters
        ----------
        phases : ndarray, shape (2 * stride, ...)
        piece, point : int
        shifted : callable
            Returns the pixels of a phase that are so many patches further, in the shape of `out`.
        out : ndarray
        """
        taps = self.pieces[piece]
        operation, *numbers = _PIXELS[point]
        sides = []
        for number in numbers:
            patch, odd = divmod(taps.first + number, 2)
            sides.append(shifted(phases[taps.phase + odd * self.stride], patch))
        return step(operation, *sides, out=out)

    def all_combined(
        self, phases: Array, shifted: Callable[[Array, int], Array], out: Array
    ) -> list[Step]:
        """Return the same for all points of the only piece, (4, ...): points 0 and 3 at once."""
        ends = step(np.subtract, shifted(phases, 0), shifted(phases, 1), out=out[::3])
        return [ends, *(self.combined(phases, 0, q, shifted, out[q]) for q in (1, 2))]

    @property
    def plain(self) -> bool:
        """Whether all is one piece of three taps."""
        return self.stride == len(self.pieces) == 1 and None not in self.pieces[0].taps


def pays(saved: float, factors: int, calls: float, itemsize: int) -> bool:
    """Whether so many products saved are worth the factors and calls, which few images need as well.

    Parameters
    ----------
    saved : float
        How many products fewer than by the formula.
    factors : int
        Numbers that are made of the filters.
    calls : float
        Products in float32 in whose time the NumPy calls of a tile are made.
    itemsize : int
        Bytes of a number: with twice as many, products and factors take twice as long, calls do not.
    """
    return saved >= calls * 4 / itemsize + FACTOR * factors


@functools.cache
def direction(taps: int, stride: int) -> Direction:
    """Cut a filter into pieces; it must have more taps than the stride."""
    own = [list(range(phase, taps, stride)) for phase in range(stride)]
    ahead = 1 if any(len(each) == 1 for each in own) else 0  # a single tap reads d1
    pieces = []
    for phase, each in enumerate(own):
        padded = [*each, None, None]
        if len(each) == 1:
            pieces.append(Piece((None, each[0], None), phase, ahead - 1))
            continue
        pieces.append(Piece((padded[0], padded[1], padded[2]), phase, ahead))
        for number in range(3, len(each), 2):
            later = (None, padded[number], padded[number + 1])
            pieces.append(Piece(later, phase, ahead + number - 1))
    return Direction(stride, tuple(pieces), ahead * stride)


def spread(even: Array, odd: Array, point: int, out: Array) -> tuple[list[Step], Array]:
    """Return how to make, and where is, what a point has of the gradients of two outputs."""
    if point == 0:
        return [], even
    if point == 3:
        return [], odd
    return [step(np.add if point == 1 else np.subtract, even, odd, out=out)], out


def collected(m: Array, points: int) -> list[Step]:
    """Return how to turn the first two of m into y0 = m0 + m1 + m2 and y1 = m1 - m2 + m3."""
    last = step(np.subtract, m[1], m[2], out=m[1])
    if points < POINTS:
        return [step(np.add, m[0], m[1], out=m[0]), step(np.add, m[0], m[2], out=m[0]), last]
    return [step(np.add, m[0], m[1], out=m[0]), step(np.add, m[:2], m[2:], out=m[:2]), last]
