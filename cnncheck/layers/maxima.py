"""Maxima of windows of any kind, and their gradients, by slices: with padding, dilation and ties.

What is outside of the image is nowhere read, so that no value has to stand for it.
"""

from __future__ import annotations

from itertools import product
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from cnncheck.layers._arguments import Array
    from cnncheck.layers.sides import Side

    Part = tuple[slice, ...]

TIES = ("first", "last", "shared", "all", "any")
"""Which of equal maxima may get a gradient; "any" is the first."""


def largest_along(source: Array, side: Side, axis: int) -> Array:
    """Return the largest of each window's pixels along one axis; NaN wins."""
    shape = list(source.shape)
    shape[axis] = side.windows
    out: Array = np.empty(shape, source.dtype)
    ahead = (slice(None),) * axis
    whole, started = slice(0, side.windows), False
    for windows, pixels in side.taps():
        taken, place = source[*ahead, pixels], out[*ahead, windows]
        if started:
            np.maximum(place, taken, out=place)
            continue
        if windows != whole:
            out[...] = -np.inf
        place[...] = taken
        started = True
    if not started:  # taps that are further apart than the image is long
        out[...] = -np.inf
    return out


def hand_back(g: Array, x: Array, sides: Sequence[Side], ties: str, out: Array) -> None:
    """Add to `out` what each window's maxima get of its gradient.

    Parameters
    ----------
    g : ndarray, shape (planes, windows...)
        May have fewer windows than there are: the leading ones.
    x, out : ndarray, shape (planes, image...)
    sides : sequence of Side
    ties : str
        One of `TIES`.
    """
    taps = list(_taps(sides, g.shape[1:]))
    if ties in ("shared", "all"):
        _to_all(g, x, taps, out, shared=ties == "shared")
        return
    best, winner = np.empty_like(g), np.full(g.shape, -1, np.intp)
    beats: Any = np.greater_equal if ties == "last" else np.greater
    for number, (windows, pixels) in enumerate(taps):
        value, old, won = x[pixels], best[windows], winner[windows]
        better = beats(value, old) | np.isnan(value) | (won < 0)
        np.copyto(old, value, where=better)
        won[better] = number
    for number, (windows, pixels) in enumerate(taps):
        receiver = out[pixels]
        np.add(receiver, g[windows], out=receiver, where=winner[windows] == number)


def _to_all(
    g: Array, x: Array, taps: Sequence[tuple[Part, Part]], out: Array, *, shared: bool
) -> None:
    best = np.full(g.shape, -np.inf, x.dtype)
    for windows, pixels in taps:
        np.maximum(best[windows], x[pixels], out=best[windows])
    if shared:
        count = np.zeros(g.shape, np.intp)
        for windows, pixels in taps:
            count[windows] += _equal(x[pixels], best[windows])
        g = (g / count).astype(g.dtype, copy=False)
    for windows, pixels in taps:
        receiver = out[pixels]
        np.add(receiver, g[windows], out=receiver, where=_equal(x[pixels], best[windows]))


def _equal(value: Array, best: Array) -> Array:
    equal: Array = (value == best) | (np.isnan(value) & np.isnan(best))
    return equal


def _taps(sides: Sequence[Side], counts: Sequence[int]) -> Iterator[tuple[Part, Part]]:
    """Yield, for each tap, the windows that carry gradient and in which it reads a pixel, and these."""
    every = slice(None)
    fewer = (side._replace(windows=count) for side, count in zip(sides, counts, strict=True))
    for tap in product(*(list(side.taps()) for side in fewer)):
        yield (every, *(windows for windows, _ in tap)), (every, *(pixels for _, pixels in tap))
