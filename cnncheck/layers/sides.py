"""The windows of a pooling along each axis of the images: what it is told, and how many there are."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from cnncheck.layers._arguments import described, pair
from cnncheck.layers.spatial import is_plain, numbers
from cnncheck.layers.spatial import sides as amounts

if TYPE_CHECKING:
    from collections.abc import Iterator

    from cnncheck.layers._arguments import Array, Pair


class Side(NamedTuple):
    """The windows along one axis; its padding is that before the image, and that behind it."""

    length: int
    kernel: int
    stride: int
    padding: int
    windows: int
    dilation: int = 1
    behind: int = 0

    @property
    def whole(self) -> bool:
        """Whether there is one window, and it is the image."""
        return self.windows == 1 and self.padding == self.behind == 0 and self.kernel == self.length

    @property
    def plain(self) -> bool:
        """Whether all windows lie within the image, and their taps side by side."""
        return self.padding == 0 and self.dilation == 1 and self.end <= self.length

    @property
    def end(self) -> int:
        """How far the last window reaches, from the first pixel of the image on."""
        span = self.dilation * (self.kernel - 1) + 1
        return self.stride * (self.windows - 1) + span - self.padding

    def taps(self) -> Iterator[tuple[slice, slice]]:
        """Yield, for each tap, the windows in which it reads a pixel, and these pixels."""
        for tap in range(self.kernel):
            start = self.dilation * tap - self.padding
            first = max(0, -(start // self.stride))
            last = min(self.windows - 1, (self.length - 1 - start) // self.stride)
            if first <= last:
                low, high = self.stride * first + start, self.stride * last + start
                yield slice(first, last + 1), slice(low, high + 1, self.stride)

    def counted(self, count_include_pad: bool) -> Array:
        """Return how many pixels each window has, with those of the padding or without."""
        first = self.stride * np.arange(self.windows) - self.padding
        low, high = (
            (-self.padding, self.length + self.behind) if count_include_pad else (0, self.length)
        )
        before_low, before_high = (
            np.clip(-((first - pixel) // self.dilation), 0, self.kernel) for pixel in (low, high)
        )
        return before_high - before_low


def sides_of(
    X: Array,
    window: object,
    stride: object,
    padding: object,
    dilation: object = 1,
    ceil_mode: bool = False,
) -> tuple[Side, ...]:
    """Check a pooling's arguments, and return its windows along each axis.

    Raises
    ------
    TypeError, ValueError
        The sentence names the argument, what was expected and what came.
    """
    of = partial(numbers, rank=X.ndim - 2) if X.ndim != 4 else pair
    kernel, spread = of("window", window, 1), of("dilation", dilation, 1)
    step = kernel if stride is None else of("stride", stride, 1)
    if is_plain(padding):
        around = tuple((each, each) for each in of("padding", padding, 0))
    else:
        around = amounts(padding, X.shape[2:], kernel, step, spread)
    told = zip(X.shape[2:], kernel, step, around, spread, strict=True)
    sides = tuple(_side(*each, ceil_mode) for each in told)
    if min(side.windows for side in sides) < 1:
        padded = _by([side.padding + side.length + side.behind for side in sides])
        spans = _by([side.dilation * (side.kernel - 1) + 1 for side in sides])
        raise ValueError(
            f"window must not be larger than the padded image: it is {spans},"
            f" but the image is {padded}"
        )
    if set(spread) == {1} and not all(map(_read, sides)):
        raise ValueError(
            f"padding must leave each window a pixel of the image, {_by(X.shape[2:])}, but a window"
            f" of {_by(kernel)} has none with padding {described(padding)}"
        )
    return sides


def _read(side: Side) -> bool:
    """Whether each window reads a pixel of the image."""
    if side.plain:
        return True
    counts = np.zeros(side.windows, bool)
    for windows, _ in side.taps():
        counts[windows] = True
    return bool(counts.all())


def _side(
    length: int, kernel: int, stride: int, around: Pair, dilation: int, ceil_mode: bool
) -> Side:
    padding, behind = around
    room = padding + length + behind - dilation * (kernel - 1) - 1
    count = (-(-room // stride) if ceil_mode else room // stride) + 1
    if ceil_mode and (count - 1) * stride >= length + padding:
        count -= 1  # the last window would begin in the padding behind the image
    return Side(length, kernel, stride, padding, count, dilation, behind)


def _by(lengths: object) -> str:
    return "x".join(map(str, lengths))  # type: ignore[call-overload]
