"""Which pixel each tap of each window reads: what a convolution or a pooling is, said once.

`Axis` says it along one axis. From this follow the number of windows, the forward pass (read, then
reduce), every gradient (the same products, added up where they were read), the transposed
convolution (that gradient, read forwards), and how many terms meet in one element. It holds for any
number of axes.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import TYPE_CHECKING, Any

import numpy as np

from cnncheck.operators.axis import OUTSIDE, Axis

if TYPE_CHECKING:
    from collections.abc import Sequence

    from cnncheck.operators.problem import Array

    PerAxis = int | Sequence[int]


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

    @classmethod
    def divided(cls, image: Sequence[int], counts: Sequence[int]) -> Windows:
        """Return so many windows along each axis that share an image, as of `Axis.divided`."""
        return _divided(tuple(image), tuple(counts))

    @cached_property
    def image(self) -> tuple[int, ...]:
        """The spatial lengths of the image."""
        return tuple(axis.length for axis in self.axes)

    @cached_property
    def padded(self) -> tuple[int, ...]:
        """The spatial lengths of the padded image."""
        return tuple(axis.padded for axis in self.axes)

    @cached_property
    def kernel(self) -> tuple[int, ...]:
        """The taps of a window along each axis."""
        return tuple(axis.kernel for axis in self.axes)

    @cached_property
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


@lru_cache(maxsize=256)
def _divided(image: tuple[int, ...], counts: tuple[int, ...]) -> Windows:
    return Windows(tuple(map(Axis.divided, image, counts)))


@lru_cache(maxsize=256)  # a case asks for its windows, and their tables, again and again
def _over(image: tuple[int, ...], *rest: Any) -> Windows:
    *numbers, ceil = rest
    each = ((it,) * len(image) if isinstance(it, int) else it for it in numbers)
    axes = zip(image, *each, strict=True)
    return Windows(tuple(Axis(n, k, s, d, p, q, ceil) for n, k, s, p, q, d in axes))


def zero_padded(X: Array, windows: Windows) -> Array:
    """Return images with the zeros around each that windows read.

    ``np.pad`` takes twenty times as long for a small image, more than drawing its numbers.
    """
    out = np.zeros((*X.shape[:2], *windows.padded), X.dtype)
    inside = (slice(axis.before, axis.before + axis.length) for axis in windows.axes)
    out[(slice(None), slice(None), *inside)] = X
    return out
