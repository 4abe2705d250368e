"""The gradient of max pooling for a block of planes, on contiguous memory.

The first maximum of a window in row-major order is in the first row whose own maximum equals the
window's, and is the first in that row. So the gradient goes to one row of each window, and from each
row, which may have it from several windows, to the first maximum in it: f + f comparisons where
f * f would do the same.

Pixels lie in `phases`, so what is done with one tap of all windows is one NumPy call. A gradient is
kept or cleared without a condition, by its bits: x - maximum is 0 or negative, and shifting its sign
through all its bits makes 0 where x is a maximum and ones elsewhere; "and" with the gradient leaves
what goes on to the next taps, and "exclusive or" with that what stays. So an infinite gradient does
not become NaN beside it. The difference must not be one of infinities, and zeros have to have
the same sign; the first is left to the caller, the second is seen to here.

Main memory is read and written in order, from and to an image in cache; every s-th pixel of it would
come and go at half the speed. The image lies where afterwards, and before, the comparisons are made.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import numpy as np

from cnncheck.layers.phases import Grid
from cnncheck.layers.steps import run, step
from cnncheck.layers.threads import ceil_div

if TYPE_CHECKING:
    from collections.abc import Iterator

    from cnncheck.layers._arguments import Array, Pair
    from cnncheck.layers.steps import Step
    from cnncheck.layers.threads import Scratch

    Part = tuple[slice, slice, slice]

SPARE = 4  # arrays as large as the gradient, beside it
BITS: dict[int, type[np.signedinteger[Any]]] = {2: np.int16, 4: np.int32, 8: np.int64}


class HandBack:
    """Hands gradients back to pixels, for blocks of planes of one shape (planes, H, W)."""

    def __init__(
        self,
        shape: tuple[int, int, int],
        gradient: Pair,
        window: Pair,
        stride: Pair,
        dtype: np.dtype[Any],
        scratch: Scratch,
    ) -> None:
        (fh, fw), (sh, sw) = window, stride
        grid, places = _grid(gradient, window, stride), (min(sh, fh), min(sw, fw))
        planes, size = shape[0], shape[0] * grid.plane
        own, others = _arrays(window, stride)
        pitch = _pitch(size + grid.slack, dtype.itemsize)
        numbers = scratch.array("numbers", (own + others, pitch), dtype)
        numbers[...] = 0
        pixels, given = (
            numbers[k : k + math.prod(places)].reshape(*places, -1)
            for k in (0, own - math.prod(places))
        )
        g, work = numbers[own, :size], numbers[own + 1 :]
        self._largest, *spare = work[:SPARE, :size]
        widest, received = work[SPARE : SPARE + places[0]], work[SPARE + places[0] :]

        def taps(phases: Array, f: int, s: int, step: int) -> list[Array]:
            return [phases[k % s, k // s * step :][:size] for k in range(f)]

        rows, takers = taps(widest, fh, sh, grid.row), taps(received, fh, sh, grid.row)
        self._maxima = []
        self._steps = _to_first(g, rows, self._largest, takers, sh, spare)
        for i in range(places[0]):
            seen, takers = taps(pixels[i], fw, sw, 1), taps(given[i], fw, sw, 1)
            self._maxima += _maxima(seen, widest[i, :size])
            self._steps += _to_first(received[i, :size], seen, widest[i, :size], takers, sw, spare)
        self._maxima += _maxima(rows, self._largest)

        def within(array: Array) -> Array:
            return array[:size].reshape(planes, -1, grid.row)

        self._covered = sh * (grid.height - 1) + fh, sw * (grid.width - 1) + fw
        self._phases = [
            (part, within(pixels[place])[count], within(given[place])[count])
            for place, part, count in _parts(self._covered, stride, places)
        ]
        self._gradient = within(g)[:, : grid.height, : grid.width]
        self._beyond, self._zero = widest[:, size : size + grid.slack], np.zeros((), dtype)
        self._image = None  # where nothing is compared while pixels come and go; all are written
        if places == stride != (1, 1) and math.prod(shape) <= work.size:
            self._image = work.reshape(-1)[: math.prod(shape)].reshape(shape)

    @staticmethod
    def numbers(gradient: Pair, window: Pair, stride: Pair) -> int:
        """Return about how many numbers it holds for each plane."""
        return _grid(gradient, window, stride).plane * sum(_arrays(window, stride))

    def run(self, g: Array, x: Array, out: Array) -> bool:
        """Write the gradients of planes (planes, H, W); False if infinities or NaN forbid it."""
        self._take(x)
        run(self._maxima)
        if not -np.inf < self._largest.min() <= self._largest.max() < np.inf:
            return False
        self._gradient[...] = g
        run(self._steps)
        image = out if self._image is None else self._image
        for part, _, given in self._phases:
            image[part] = given
        H, W = self._covered
        image[:, H:] = 0
        image[:, :, W:] = 0
        if image is not out:
            out[...] = image
        return True

    def _take(self, x: Array) -> None:
        """Sort pixels into phases; -0 becomes +0."""
        if self._image is None:
            for part, pixels, _ in self._phases:
                np.add(x[part], self._zero, out=pixels)
            return
        np.add(x, self._zero, out=self._image)
        for part, pixels, _ in self._phases:
            pixels[...] = self._image[part]
        self._beyond[...] = 0


def _grid(gradient: Pair, window: Pair, stride: Pair) -> Grid:
    (fh, fw), (sh, sw) = window, stride
    return Grid(1, *gradient, (fh - 1) // sh, (fw - 1) // sw)


def _arrays(window: Pair, stride: Pair) -> Pair:
    """Return how many arrays as large as the gradient are needed: of pixels, and others.

    Pixels, and what they get if that cannot lie there; the gradient, two for each row of phases, and
    some to compare in. All are one piece of memory: of many small ones the operating system takes
    back, and clears again, what is needed at the next call.
    """
    down, across = (min(f, s) for f, s in zip(window, stride, strict=True))
    pixels = down * across * (1 if _seen_once(window, stride) else 2)
    return pixels, 1 + SPARE + 2 * down


def _pitch(count: int, itemsize: int) -> int:
    """Return how far apart arrays of so many numbers begin: five lines more than whole pages.

    A processor takes addresses for the same at first that agree within a page, and waits: float64
    with 2x2/2 took 1.18 times as long where arrays were whole pages.
    """
    page, lines = 4096 // itemsize, 320 // itemsize
    return ceil_div(count, page) * page + lines


def _parts(covered: Pair, stride: Pair, places: Pair) -> Iterator[tuple[Pair, Part, Part]]:
    """Yield for each phase its place, its pixels in an image, and theirs in the phase."""
    (H, W), (sh, sw), every = covered, stride, slice(None)
    for i, j in np.ndindex(places):
        count = slice(ceil_div(H - i, sh)), slice(ceil_div(W - j, sw))
        yield (i, j), (every, slice(i, H, sh), slice(j, W, sw)), (every, *count)


def _seen_once(window: Pair, stride: Pair) -> bool:
    """Whether a pixel is compared for one window of a row at most, so that what it gets can lie there.

    The last tap of a window is not compared: it gets what is left.
    """
    return window[1] - 1 <= stride[1]


def _maxima(taps: list[Array], out: Array) -> list[Step]:
    """Return how to take the largest of each window's taps; NaN wins."""
    first, *others = taps
    second = others.pop(0) if others else first
    return [
        step(np.maximum, first, second, out=out),
        *(step(np.maximum, out, tap, out=out) for tap in others),
    ]


def _to_first(
    g: Array,
    taps: list[Array],
    maxima: Array,
    takers: list[Array],
    stride: int,
    spare: list[Array],
) -> list[Step]:
    """Return how to give g to the taker of the first tap that equals the maximum.

    The first `stride` taps of all windows are different pixels, so what they get is written; what
    later taps get is added, as an earlier window may have given them something.
    """
    share, rest, other = spare
    bits = BITS[g.dtype.itemsize]
    sign = np.array(8 * g.dtype.itemsize - 1, bits)
    steps: list[Step] = []
    last = len(taps) - 1
    for k, (tap, taker) in enumerate(zip(taps, takers, strict=True)):
        given = g
        if k < last:
            given = taker if k < stride else share
            onward = takers[last] if k + 1 == last < stride else rest
            mask = rest.view(bits)
            steps += [
                step(np.subtract, tap, maxima, out=rest),
                step(np.right_shift, mask, sign, out=mask),
                step(np.bitwise_and, g.view(bits), mask, out=onward.view(bits)),
                step(np.bitwise_xor, g.view(bits), onward.view(bits), out=given.view(bits)),
            ]
            g, rest, other = onward, other, rest
        if k >= stride:
            steps.append(step(np.add, taker, given, out=taker))
        elif last == 0:
            steps.append(step(np.positive, g, out=taker))
    return steps
