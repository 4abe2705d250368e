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
    found = [False] * len(x)

    def work(n: int, _: Scratch) -> None:
        found[n] = _even_image(x[n], cell)

    for_each(work, range(len(x)))
    return found


def _even_image(image: Array, cell: Pair) -> bool:
    energies = np.einsum("chw,chw->hw", image, image)
    (height, width), (rows, columns) = energies.shape, cell
    down, across = height // rows, width // columns
    if not down * across:
        return False
    cells = energies[: down * rows].reshape(down, rows, width).sum(axis=1)
    cells = cells[:, : across * columns].reshape(down, across, columns).sum(axis=2)
    low, high = cells.min(), max(cells.max(), energies.max())
    return bool(high <= EVEN**2 * low) and _in_range(np.sqrt(high))


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
    jobs = [
        (count, n, channels)
        for count in counts
        for n in range(count.x.shape[0])
        for channels in blocks(count.x.shape[1], ceil_div(count.x.shape[1], 2))
    ]
    for_each(lambda job, _: job[0].add(*job[1:]), jobs)
    return all(count.even() for count in counts)


class _Count:
    """What is known of the channels of some images."""

    def __init__(self, x: Array, period: Pair) -> None:
        (N, C, _, W), (down, across) = x.shape, period
        self.x, self._down, self._across = x, down, across
        self._energies = np.empty((N, C, down, W if across > 1 else 1), x.dtype)
        self._ends = np.empty((2, N, C), x.dtype)

    def add(self, n: int, channels: Pair) -> None:
        """Count in some channels of an image."""
        own = slice(*channels)
        image = self.x[n, own]
        for i in range(self._down):
            self._energies[n, own, i] = _energies(image[:, i :: self._down], self._across > 1)
        image.max(axis=(1, 2), out=self._ends[0, n, own])
        image.min(axis=(1, 2), out=self._ends[1, n, own])

    def even(self) -> bool:
        """Whether all of them are even."""
        columns = self._energies.sum(axis=0, dtype=np.float64)
        phases = np.stack([columns[..., j :: self._across].sum(-1) for j in range(self._across)])
        low, high, whole = phases.min((0, 2)), phases.max((0, 2)), phases.sum((0, 2))
        largest = np.abs(self._ends).max((0, 1)).astype(np.float64)
        fewest = max(FEWEST, self.x.size / self.x.shape[1] / PEAK**2)
        even = (high <= EVEN**2 * low) & (fewest * largest**2 <= whole)
        return bool(even.all()) and _in_range(np.sqrt(whole.astype(self.x.dtype)))


def _energies(image: Array, by_column: bool) -> Array:
    """Return the sum of squares of each channel (C, 1), or of each of its columns (C, W)."""
    if by_column:
        found: Array = np.einsum("chw,chw->cw", image, image)
        return found
    if not image.flags.c_contiguous:
        sums: Array = np.einsum("chw,chw->c", image, image)
        return sums[:, np.newaxis]
    flat = image.reshape(len(image), 1, -1)
    dots: Array = flat @ flat.swapaxes(1, 2)  # ten times as quick
    return dots[:, 0]


def _in_range(magnitudes: Any) -> bool:
    """Whether sums and products of such numbers neither overflow nor vanish; False for NaN."""
    limit = np.sqrt(np.finfo(magnitudes.dtype).max) / 2**10
    return bool(np.all(magnitudes < limit) and np.all(magnitudes > 1 / limit))
