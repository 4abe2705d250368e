"""Where Winograd's products are as accurate as a direct convolution's.

Winograd's additions come before its products, so their rounding is relative to a patch's largest
pixel and to a filter's largest weight, not to the numbers that one output is made of: beside
a pixel of 1e6 an output that does not read it loses six digits, and one infinity spoils its patch.
Integers stay integers only while sums some 30 times as large fit the significand. For numbers that
are spread evenly none of this matters; the functions here say whether they are.

They go over the images before anything is computed, a few long calls for each, because short ones
between the others would keep threads waiting for the interpreter's lock.
"""

from __future__ import annotations

from functools import reduce
from typing import TYPE_CHECKING, Any

import numpy as np

from cnncheck.layers.threads import Scratch, blocks, ceil_div, for_each

if TYPE_CHECKING:
    from cnncheck.layers._arguments import Array, Pair

EVEN = 8  # pixels of normal deviates, summed over 32 channels, differ by less than a factor of 3
SPREAD = 32  # a filter's largest weight over its mean one; 5 for normal deviates
PEAK = 32  # a channel's largest pixel over its root mean square; 5 for normal deviates
FEWEST = 8  # pixels as large as the largest that would make up a channel's energy
SAMPLE = 64
TOGETHER = 1 << 20  # numbers gone over in one call: with fewer, starting calls costs too much


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


def even_images(x: Array, cell: Pair) -> list[bool]:
    """Whether all parts of each image are of about one magnitude.

    An output sums over channels and over a window, so its error is relative to both. Energies, sums
    of squares, are compared by cells that each window has one of.
    """
    found = np.zeros(len(x), bool)

    def work(images: Pair, _: Scratch) -> None:
        own = slice(*images)
        found[own] = _even(x[own], cell)

    for_each(work, blocks(len(x), max(1, TOGETHER // x[0].size)))
    even: list[bool] = found.tolist()
    return even


def _even(images: Array, cell: Pair) -> Array:
    """Return for each image whether it is."""
    energies = np.einsum("nchw,nchw->nhw", images, images)
    rows, columns = cell
    down, across = energies.shape[1] // rows, energies.shape[2] // columns
    if not down * across:
        return np.zeros(len(images), bool)
    lines = reduce(np.add, (energies[:, i : down * rows : rows] for i in range(rows)))
    cells = reduce(np.add, (lines[..., j : across * columns : columns] for j in range(columns)))
    low, high = cells.min((1, 2)), np.maximum(cells.max((1, 2)), energies.max((1, 2)))
    even: Array = (high <= EVEN**2 * low) & _usable(np.sqrt(high))
    return even


def even_channels(*images: tuple[Array, Pair]) -> bool:
    """Whether each channel is even: what the filters' gradient, a sum over pixels, is relative to.

    A tap of a filter meets pixels a period apart, or all of them, so the energies of those must be of
    about one magnitude; and no few pixels may outweigh the rest. Zeros around an image do no harm.

    Parameters
    ----------
    *images : (ndarray of shape (N, C, H, W), (int, int))
        Images and their periods, down and across.
    """
    counts = [_Count(x, period) for x, period in images]
    jobs = [(count, *part) for count in counts for part in count.parts()]
    for_each(lambda job, _: job[0].add(*job[1:]), jobs)
    return all(count.even() for count in counts)


class _Count:
    """Energies of the channels of some images: of columns, of every so many rows."""

    def __init__(self, x: Array, period: Pair) -> None:
        (N, C, H, W), (self._down, self._across) = x.shape, period
        self._x, self._lines = x, max(2, self._down)  # two in one call take two thirds of the time
        self._channels = blocks(C, ceil_div(C, 2))
        self._images = blocks(N, max(1, TOGETHER // (self._channels[0][1] * H * W)))
        self._energies = np.empty((len(self._images), C, self._lines, W), x.dtype)

    def parts(self) -> list[tuple[int, Pair]]:
        """Return groups of images, and channels, that are gone over together."""
        return [(group, own) for group in range(len(self._images)) for own in self._channels]

    def add(self, group: int, channels: Pair) -> None:
        """Count in some channels of a group of images."""
        own, lines = slice(*channels), self._lines
        part = self._x[slice(*self._images[group]), own]
        n, c, H, W = part.shape
        full = H // lines * lines
        rows = part[:, :, :full].reshape(n, c, -1, lines * W)
        found = np.einsum("ncrw,ncrw->cw", rows, rows).reshape(c, lines, W)
        found[:, : H - full] += (part[:, :, full:] ** 2).sum(axis=0)
        self._energies[group, own] = found

    def even(self) -> bool:
        """Whether all of them are even."""
        columns = self._energies.sum(axis=0, dtype=np.float64)
        if self._down == 1:
            columns = columns.sum(axis=1, keepdims=True)
        phases = np.stack([columns[..., j :: self._across].sum(-1) for j in range(self._across)])
        low, high, whole = phases.min((0, 2)), phases.max((0, 2)), phases.sum((0, 2))
        even = (high <= EVEN**2 * low) & self._without_peaks(whole)
        return bool(even.all()) and _in_range(np.sqrt(whole.astype(self._x.dtype)))

    def _without_peaks(self, whole: Array) -> Array:
        """Whether no few pixels make up a channel's energy: no pixel has more than its column."""
        most = whole / max(FEWEST, self._x.size / self._x.shape[1] / PEAK**2)
        fine: Array = self._energies.max((0, 2, 3)) <= most
        if not fine.all():
            ends = self._x.max((0, 2, 3)), self._x.min((0, 2, 3))
            fine = np.abs(ends).max(0).astype(np.float64) ** 2 <= most
        return fine


def _in_range(magnitudes: Any) -> bool:
    """Whether sums and products of all such numbers neither overflow nor vanish."""
    return bool(_usable(magnitudes).all())


def _usable(magnitudes: Any) -> Array:
    """Whether those of each one do not; False for NaN."""
    limit = np.sqrt(np.finfo(magnitudes.dtype).max) / 2**10
    usable: Array = (magnitudes < limit) & (magnitudes > 1 / limit)
    return usable
