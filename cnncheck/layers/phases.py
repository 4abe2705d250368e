"""Pixels sorted by their place within a step, so that neighbouring windows are neighbours in memory.

Windows that are `step` pixels apart read, of all pixels with the same remainder modulo `step`,
neighbouring ones. Those pixels are a *phase*. In a phase each channel is one long row of numbers: the
next window to the right is 1 further, the next one down is `Grid.row` further. So what is done with
one tap of every window is one NumPy call on contiguous memory, however small the images are.

The price: the last numbers of each row belong to windows that begin within the image and end outside.
They are computed and left out; of narrow images, where they would be many, before the products.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from cnncheck.layers.threads import ceil_div

if TYPE_CHECKING:
    from cnncheck.layers._arguments import Array, Pair


MANY = 4  # images that make a copy of one pixel of each worth while
NARROW = 8  # windows of a row from which the ends do not matter


@dataclass(frozen=True)
class Grid:
    """How one channel lies in a phase: rows of windows, of all images.

    Attributes
    ----------
    images : int
        Row by row beside each other; or, if they are many and narrow, pixel by pixel.
    height, width : int
        Windows that are wanted.
    below, beside : int
        Windows further down, and to the right, that have pixels of the last wanted ones.
    """

    images: int
    height: int
    width: int
    below: int
    beside: int

    @cached_property
    def narrow(self) -> bool:
        """Whether images lie pixel by pixel; then ends of rows are left out of the products."""
        return self.images >= MANY and self.width < NARROW

    @cached_property
    def row(self) -> int:
        """From a window to the one below."""
        return self.images * (self.width + self.beside)

    @cached_property
    def next(self) -> int:
        """From a window to the one to the right."""
        return self.images if self.narrow else 1

    @cached_property
    def used(self) -> int:
        """Numbers from the first wanted window to the last."""
        return self.height * (self.width * self.images if self.narrow else self.row)

    @cached_property
    def plane(self) -> int:
        """Numbers of one channel."""
        return (self.height + self.below) * self.row

    @cached_property
    def slack(self) -> int:
        """Numbers after the last channel, which shifted calls read."""
        return self.below * self.row + self.beside * self.next

    def pixels(self, flat: Array) -> Array:
        """Return a view (images, channels, rows, columns) of an array (channels * plane,)."""
        return self._by_image(flat, self.height + self.below, self.width + self.beside)

    def wanted(self, flat: Array) -> Array:
        """Return a view (images, channels, height, width) of an array (channels, used)."""
        columns = self.width if self.narrow else self.width + self.beside
        return self._by_image(flat, self.height, columns)[..., : self.width]

    def _by_image(self, flat: Array, rows: int, columns: int) -> Array:
        if self.narrow:
            return flat.reshape(-1, rows, columns, self.images).transpose(3, 0, 1, 2)
        return flat.reshape(-1, rows, self.images, columns).transpose(2, 0, 1, 3)

    def to_the_right(self, rows: Array, windows: int) -> Array:
        """Return a view (..., channels, n) of rows (..., channels * plane + more), shifted.

        Of narrow images it is (..., channels, height, n), with what is wanted alone.
        """
        count = rows.shape[-1] // self.plane
        if not self.narrow:
            flat = rows[..., windows : windows + count * self.plane]
            return flat.reshape(*rows.shape[:-1], count, self.plane)
        lines = rows[..., : count * self.plane].reshape(*rows.shape[:-1], count, -1, self.row)
        first = windows * self.next
        return lines[..., : self.height, first : first + self.width * self.images]


class Phase:
    """Where the pixels of one phase are, prepared for tiles that differ in their rows.

    Parameters
    ----------
    out : ndarray, shape (N, C, rows, columns)
        A view that may lie in memory in any order.
    sizes : (int, int)
        Rows and columns of an image, (H, W).
    steps : (int, int)
        From one of the phase's pixels to the next, down and across.
    before : int
        Columns to the left of the image at which its first pixel lies; negative if that is within.
    """

    def __init__(self, out: Array, sizes: Pair, steps: Pair, before: int) -> None:
        self._out, self._height, self._step = out, sizes[0], steps[0]
        self._j0, self._j1, self._across = _inside(sizes[1], before, steps[1], out.shape[3])
        self._views: dict[Pair, tuple[list[Array], Array]] = {}
        self._rows: Pair | None = None

    def fill(self, x: Array, before: int, again: bool = False) -> None:
        """Copy the pixels of images (N, C, H, W): every so many, and 0 beyond the image.

        `before` is for the rows what it is for the columns. `again` says that nothing but this has
        written there since the last time: then zeros that are still there are not written again.
        """
        i0, i1, down = _inside(self._height, before, self._step, self._out.shape[2])
        if (i0, i1) not in self._views:
            self._views[i0, i1] = self._borders(i0, i1), self._out[:, :, i0:i1, self._j0 : self._j1]
        borders, middle = self._views[i0, i1]
        if not again or self._rows != (i0, i1):
            for border in borders:
                border[...] = 0
        self._rows = i0, i1
        if middle.size:
            np.copyto(middle, x[:, :, down, self._across])

    def read(self, x: Array, before: int) -> None:
        """Copy the pixels back to images (N, C, H, W)."""
        i0, i1, down = _inside(self._height, before, self._step, self._out.shape[2])
        x[:, :, down, self._across] = self._out[:, :, i0:i1, self._j0 : self._j1]

    def _borders(self, i0: int, i1: int) -> list[Array]:
        out, j0, j1 = self._out, self._j0, self._j1
        around = out[:, :, :i0], out[:, :, i1:], out[:, :, i0:i1, :j0], out[:, :, i0:i1, j1:]
        return [border for border in around if border.size]


def _inside(length: int, before: int, step: int, count: int) -> tuple[int, int, slice]:
    """Return which of `count` places have their pixel in the image, from and to, and which pixels."""
    first = min(count, max(0, ceil_div(before, step)))
    last = min(count, max(first, (length - 1 + before) // step + 1))
    start = step * first - before
    return first, last, slice(start, start + step * (last - first), step)
