"""Which pixel each tap of each window along one spatial axis reads.

Tap k of window o reads pixel ``stride * o + dilation * k - before``, or where windows are listed pixel
k of those that the list has for o.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from cnncheck.operators.problem import Array

OUTSIDE = -1
"""Stands in an index table where a tap reads padding."""


@dataclass(frozen=True)
class Axis:
    """The windows along one spatial axis.

    Attributes
    ----------
    length : int
        Pixels of the image, without padding.
    kernel : int
        Taps of a window.
    stride, dilation : int
        Steps from window to window and from tap to tap.
    before, after : int
        Padding on the two sides.
    ceil : bool
        Whether a last window that is only partly inside counts, as torch's ``ceil_mode``.
    border : str
        Which pixels stand for those around the image: ``reflect``, ``replicate``, ``circular``;
        none where it is empty.
    spans : tuple of (int, int)
        Where windows are at no regular steps: the first pixel of each, and how many taps it has, of
        which ``kernel`` is the most. Empty where they are regular.
    """

    length: int
    kernel: int
    stride: int = 1
    dilation: int = 1
    before: int = 0
    after: int = 0
    ceil: bool = False
    border: str = ""
    spans: tuple[tuple[int, int], ...] = ()

    @classmethod
    def divided(cls, length: int, count: int) -> Axis:
        """Return so many windows that share an image among them, as evenly as whole pixels allow.

        Window i has the pixels from i / count of the length, rounded down, to (i + 1) / count of it,
        rounded up.
        """
        ends = ((i * length // count, -(-(i + 1) * length // count)) for i in range(count))
        spans = tuple((first, end - first) for first, end in ends)
        return cls(length, max((size for _, size in spans), default=0), spans=spans)

    @property
    def padded(self) -> int:
        """Pixels with the padding."""
        return self.before + self.length + self.after

    @property
    def span(self) -> int:
        """Pixels from a window's first tap to its last, both included."""
        return self.dilation * (self.kernel - 1) + 1

    @property
    def count(self) -> int:
        """How many windows there are; below 1 where the kernel does not fit."""
        if self.spans:
            return len(self.spans)
        room = self.padded - self.span
        if not self.ceil:
            return room // self.stride + 1
        count = -(-room // self.stride) + 1
        # A window that begins in the padding behind the image does not count.
        return count - ((count - 1) * self.stride >= self.before + self.length)

    @property
    def left(self) -> int:
        """Pixels behind the last window, padding included."""
        if self.spans:
            return self.length - max(first + size for first, size in self.spans)
        return max(0, self.padded - self.stride * (self.count - 1) - self.span)

    @property
    def beyond(self) -> int:
        """Pixels behind the padding that the last window reaches into, as it may under ``ceil``."""
        if self.spans:
            return 0
        return max(0, self.stride * (self.count - 1) + self.span - self.padded)

    @property
    def most(self) -> int:
        """The most pairs of a window and a tap that read one and the same pixel."""
        if self.border or self.spans:
            return int(self.covering.max(initial=0))
        common = math.gcd(self.stride, self.dilation)
        every_tap = self.stride // common  # after so many taps the next window reads it too
        every_window = self.dilation // common
        return min(-(-self.kernel // every_tap), -(-self.count // every_window))

    @property
    def overlaps(self) -> bool:
        """Whether some pixel is read more than once."""
        return self.most > 1

    @property
    def skips(self) -> bool:
        """Whether some pixel between the first and the last that are read is not read."""
        if self.spans:
            return not np.trim_zeros(self.covering).all()
        stride = self.stride if self.count > 1 else 1
        dilation = self.dilation if self.kernel > 1 else 1
        gapless = (dilation == 1 and self.kernel >= stride) or (
            stride == 1 and self.count >= dilation
        )
        return not gapless

    @property
    def tiles(self) -> bool:
        """Whether several windows lie side by side, without overlap and without gap."""
        return self.count > 1 and not self.overlaps and not self.skips

    def pixel(self, window: Array, tap: Array) -> Array:
        """Return the pixels that taps of windows read, beyond the image in its padding."""
        if self.spans:
            firsts = np.array([first for first, _ in self.spans])
            return np.asarray(firsts[window] + self.dilation * tap)
        return np.asarray(self.stride * window + self.dilation * tap - self.before)

    def has(self, window: Array, tap: Array) -> Array:
        """Return which windows have a tap: all of them, unless windows are listed."""
        if self.spans:
            return np.asarray(tap < np.array([size for _, size in self.spans])[window])
        return np.ones((), np.bool_)

    def bordered(self, pixel: Array) -> Array:
        """Return the pixels with those of the image that stand for what is around it."""
        last = self.length - 1
        match self.border:
            case "reflect":
                turn = pixel % max(2 * last, 1)
                return np.asarray(np.minimum(turn, 2 * last - turn))
            case "replicate":
                return np.asarray(np.clip(pixel, 0, last))
            case "circular":
                return np.asarray(pixel % self.length)
        return pixel

    def holds(self, pixel: Array) -> Array:
        """Return which pixels are inside the image, and not in its padding."""
        return np.asarray((pixel >= 0) & (pixel < self.length))

    @cached_property
    def table(self) -> Array:
        """(count, kernel): the pixel that each tap of each window reads, or `OUTSIDE`."""
        each = np.arange(self.count)[:, None], np.arange(self.kernel)
        pixel = self.bordered(self.pixel(*each))
        return np.where(self.holds(pixel) & self.has(*each), pixel, OUTSIDE)

    @property
    def covering(self) -> Array:
        """(length,): how many pairs of a window and a tap read each pixel."""
        return np.bincount(self.table[self.table != OUTSIDE], minlength=self.length)

    def taps(self, *, count_padding: bool) -> Array:
        """(count,): how many taps of each window read the image, or the image and its padding."""
        if not count_padding:
            return np.asarray((self.table != OUTSIDE).sum(axis=1))
        each = np.arange(self.count)[:, None], np.arange(self.kernel)
        read = (self.pixel(*each) < self.length + self.after) & self.has(*each)
        return np.asarray(read.sum(axis=1))
