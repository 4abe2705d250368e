"""Where Winograd's products are as accurate as a direct convolution's.

Winograd's additions come before its products, so their rounding is relative to a patch's largest
pixel and to a filter's largest weight, not to the numbers that one output is made of: beside
a pixel of 1e6 an output that does not read it loses six digits, and one infinity spoils its patch.
Integers stay integers only while sums some 30 times as large fit the significand. For numbers that
are spread evenly none of this matters; the functions here say whether they are.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from cnncheck.layers._arguments import Array, Pair
    from cnncheck.layers.threads import Scratch

EVEN = 8  # pixels of normal deviates, summed over 32 channels, differ by less than a factor of 3
SPREAD = 32  # a filter's largest weight over its mean one; 5 for normal deviates
PEAK = 64  # all pixels over those that a channel's energy is in; 3 for normal deviates
SAMPLE = 64


def suits(x: Array, w: Array) -> bool:
    """Whether nobody may count on exactness, and the filters are even."""
    if short(x) or short(w):
        return False
    weights = np.abs(w).reshape(w.shape[0], -1)
    largest, mean = weights.max(axis=1), weights.mean(axis=1)
    return _in_range(largest) and bool(np.all(largest <= SPREAD * mean))


def short(values: Array) -> bool:
    """Whether a sample of the numbers has significands of at most half their length.

    With integers, say, somebody may count on exactness.
    """
    step = max(1, values.shape[0] // SAMPLE), max(1, values.shape[1] // SAMPLE)
    sample = values[:: step[0], :: step[1], values.shape[2] // 2, values.shape[3] // 2]
    fraction = np.frexp(sample)[0] * 2.0 ** ((np.finfo(values.dtype).nmant + 1) // 2)
    return bool(np.all(fraction == np.rint(fraction)))


def even_pixels(x: Array, cell: Pair) -> bool:
    """Whether all parts of some images (N, C, H, W) are of about one magnitude.

    An output sums over channels and over a window, so its error is relative to both. Energies, sums
    of squares, are compared by cells that each window has one of.
    """
    energies = np.einsum("nchw,nchw->nhw", x, x)
    cells = energies
    for axis, size in zip((1, 2), cell, strict=True):
        count = cells.shape[axis] // size
        cells = sum(_every(cells, axis, first, size, count) for first in range(size))
    if cells.size == 0:
        return False
    low, high = cells.min(), max(cells.max(), energies.max())
    return bool(high <= EVEN**2 * low) and _in_range(np.sqrt(high))


def _every(values: Array, axis: int, first: int, step: int, count: int) -> Array:
    """Return every so many numbers along an axis."""
    return values[(slice(None),) * axis + (slice(first, first + step * count, step),)]


class Channels:
    """Whether each channel is even: what the filters' gradient, a sum over pixels, is relative to.

    Tiles are added one by one, phase by phase. A tap of a filter meets the pixels of one phase, or of
    some, so they must all be of about one magnitude, and no few pixels may outweigh the rest: a sum
    of fourth powers is its least, the squared sum of squares over the number of pixels, when all
    are alike. Zeros around an image do no harm.
    """

    def __init__(self, phases: int, channels: int, dtype: np.dtype[Any]) -> None:
        self._squares = np.zeros((phases, channels), dtype)
        self._fourths = np.zeros((phases, channels), dtype)
        self._pixels = np.zeros((phases, 1))

    def add(self, number: int, phase: Array, scratch: Scratch) -> None:
        """Count in a tile's pixels (C * n) of one phase."""
        pixels = phase.reshape(self._squares.shape[1], -1)
        powers = scratch.array("powers", pixels.shape, pixels.dtype)
        ones = np.ones(pixels.shape[1], pixels.dtype)
        np.multiply(pixels, pixels, out=powers)
        self._squares[number] += powers @ ones
        np.multiply(powers, powers, out=powers)
        self._fourths[number] += powers @ ones
        self._pixels[number] += len(ones)

    def even(self) -> bool:
        """Whether all that was added is even; False for infinities and NaN."""
        squares, fourths = (powers.astype(np.float64) for powers in (self._squares, self._fourths))
        phases = np.all(squares.max(axis=0) <= EVEN**2 * squares.min(axis=0))
        pixels = np.all(fourths * self._pixels <= PEAK * squares**2)
        return bool(phases and pixels) and _in_range(np.sqrt(self._squares))


def _in_range(magnitudes: Any) -> bool:
    """Whether sums and products of such numbers neither overflow nor vanish; False for NaN."""
    limit = np.sqrt(np.finfo(magnitudes.dtype).max) / 2**10
    return bool(np.all(magnitudes < limit) and np.all(magnitudes > 1 / limit))
