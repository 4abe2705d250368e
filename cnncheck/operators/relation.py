"""Which pixel each tap of each window reads: what a convolution or a pooling is, said once.

Along one axis, tap k of window o reads pixel ``stride * o + dilation * k - before``. From this
follow the number of windows, the forward pass (read, then reduce), every gradient (the same
products, added up where they were read), the transposed convolution (that gradient, read
forwards), and how many terms meet in one element. It holds for any number of axes.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Sequence

    from cnncheck.operators.problem import Array

    PerAxis = int | Sequence[int]

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
    """

    length: int
    kernel: int
    stride: int = 1
    dilation: int = 1
    before: int = 0
    after: int = 0
    ceil: bool = False
    border: str = ""

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
        room = self.padded - self.span
        if not self.ceil:
            return room // self.stride + 1
        count = -(-room // self.stride) + 1
        # A window that begins in the padding behind the image does not count.
        return count - ((count - 1) * self.stride >= self.before + self.length)

    @property
    def left(self) -> int:
        """Pixels behind the last window, padding included."""
        return max(0, self.padded - self.stride * (self.count - 1) - self.span)

    @property
    def beyond(self) -> int:
        """Pixels behind the padding that the last window reaches into, as it may under ``ceil``."""
        return max(0, self.stride * (self.count - 1) + self.span - self.padded)

    @property
    def most(self) -> int:
        """The most pairs of a window and a tap that read one and the same pixel."""
        if self.border:
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
        return np.asarray(self.stride * window + self.dilation * tap - self.before)

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
        pixel = self.bordered(self.pixel(np.arange(self.count)[:, None], np.arange(self.kernel)))
        return np.where(self.holds(pixel), pixel, OUTSIDE)

    @property
    def covering(self) -> Array:
        """(length,): how many pairs of a window and a tap read each pixel."""
        return np.bincount(self.table[self.table != OUTSIDE], minlength=self.length)

    def taps(self, *, count_padding: bool) -> Array:
        """(count,): how many taps of each window read the image, or the image and its padding."""
        if not count_padding:
            return np.asarray((self.table != OUTSIDE).sum(axis=1))
        pixel = self.pixel(np.arange(self.count)[:, None], np.arange(self.kernel))
        return np.asarray((pixel < self.length + self.after).sum(axis=1))


@dataclass(frozen=True)
class Windows:
    """The windows over an image with one or more spatial axes.

    Attributes
    ----------
    axes : tuple of Axis
        In the order of the image's axes: (D,) H, W.
    """

    axes: tuple[Axis, ...]

    @classmethod
    def over(
        cls,
        image: Sequence[int],
        kernel: PerAxis,
        stride: PerAxis = 1,
        padding: PerAxis = 0,
        dilation: PerAxis = 1,
        *,
        after: PerAxis | None = None,
        ceil: bool = False,
    ) -> Windows:
        """Return the windows over an image.

        Parameters
        ----------
        image : sequence of int
            Its spatial lengths.
        kernel, stride, padding, dilation : int or sequence of int
            One number, or one an axis.
        after : int or sequence of int, optional
            Padding behind the image; by default as much as before it.
        ceil : bool
            As of `Axis`.
        """
        told = (kernel, stride, padding, padding if after is None else after, dilation)
        return _over(tuple(image), *map(_plain, told), ceil)

    @property
    def image(self) -> tuple[int, ...]:
        """The spatial lengths of the image."""
        return tuple(axis.length for axis in self.axes)

    @property
    def padded(self) -> tuple[int, ...]:
        """The spatial lengths of the padded image."""
        return tuple(axis.padded for axis in self.axes)

    @property
    def kernel(self) -> tuple[int, ...]:
        """The taps of a window along each axis."""
        return tuple(axis.kernel for axis in self.axes)

    @property
    def out(self) -> tuple[int, ...]:
        """The spatial lengths of the output: how many windows there are along each axis."""
        return tuple(axis.count for axis in self.axes)

    @property
    def most(self) -> int:
        """The most pairs of a window and a tap that read one and the same pixel."""
        return math.prod(axis.most for axis in self.axes)

    def divisor(self, *, count_padding: bool) -> Array:
        """Return how many pixels an average is of, for each window.

        Pixels of the padding count if asked for; what is beyond it, under ``ceil``, never does.
        """
        total = np.ones((), np.intp)
        for axis in self.axes:
            total = total[..., None] * axis.taps(count_padding=count_padding)
        return total

    def read(self, X: Array, outside: float = 0.0) -> Array:
        """Return what the taps read, (N, C, windows..., taps...), of (N, C, image...).

        In the padding they read ``outside``: 0 for sums, -inf for maxima.
        """
        place, inside = self.places
        read = X.reshape(*X.shape[:2], math.prod(self.image))[:, :, place]
        return read if inside.all() else np.where(inside, read, np.asarray(outside, X.dtype))

    def send(self, values: Array) -> Array:
        """Add (N, C, windows..., taps...) up where `read` reads them, to (N, C, image...).

        What belongs to padding is dropped.
        """
        place, inside = self.places
        N, C = values.shape[:2]
        out = np.zeros((N * C, math.prod(self.image)), values.dtype)
        kept = values.reshape(N * C, *place.shape)[:, inside]
        np.add.at(out, (np.arange(N * C)[:, None], place[inside]), kept)
        return out.reshape(N, C, *self.image)

    @cached_property
    def places(self) -> tuple[Array, Array]:
        """(windows..., taps...): places in the flattened image, and whether they are inside it."""
        rank = len(self.axes)
        place, inside = np.zeros((), np.intp), np.ones((), np.bool_)
        for number, axis in enumerate(self.axes):
            shape = [1] * (2 * rank)
            shape[number], shape[rank + number] = axis.table.shape
            table = axis.table.reshape(shape)
            place = place * axis.length + np.maximum(table, 0)
            inside = inside & (table != OUTSIDE)
        return place, inside


def _plain(value: PerAxis) -> int | tuple[int, ...]:
    return value if isinstance(value, int) else tuple(value)


@lru_cache(maxsize=256)  # a case asks for its windows, and their tables, again and again
def _over(image: tuple[int, ...], *rest: Any) -> Windows:
    *numbers, ceil = rest
    each = ((it,) * len(image) if isinstance(it, int) else it for it in numbers)
    axes = zip(image, *each, strict=True)
    return Windows(tuple(Axis(n, k, s, d, p, q, ceil) for n, k, s, p, q, d in axes))
