"""Windows that share an axis among them, and what is made of each: one direction after the other.

Window i of O has the pixels floor(i L / O) to ceil((i + 1) L / O) of L. It covers pixel p where the
intervals [i / O, (i + 1) / O) and [p / L, (p + 1) / L) meet, so that the windows that cover a pixel
are again a share, of O among L: a gradient goes back the way that the pixels came.
"""

from __future__ import annotations

import math
from functools import lru_cache
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from cnncheck.layers.spatial import numbers
from cnncheck.layers.sums import multiplied

if TYPE_CHECKING:
    from collections.abc import Sequence

    from cnncheck.layers._arguments import Array

FEW = 8
"""Entries up to which slices of a row are taken one after the other."""
SHORT = 64
"""Pixels of a row up to which sums of two are best a matrix product."""


class Shares(NamedTuple):
    """So many windows over an axis."""

    length: int
    windows: int

    @property
    def even(self) -> int:
        """Pixels of each window where they lie side by side, else 0."""
        return 0 if self.length % self.windows else self.length // self.windows

    @property
    def firsts(self) -> Array:
        """The first pixel of each window."""
        return _firsts(self)

    @property
    def sizes(self) -> Array:
        """How many pixels each window has."""
        return _sizes(self)

    @property
    def back(self) -> Shares:
        """The windows that cover each pixel."""
        return Shares(self.windows, self.length)

    @property
    def few(self) -> bool:
        """Whether there are so few windows that each is better looked at by itself."""
        return self.windows * self.windows <= self.length

    def slices(self) -> list[slice]:
        """Return the pixels of each window."""
        return [slice(f, f + n) for f, n in zip(self.firsts, self.sizes, strict=True)]

    def taps(self) -> tuple[tuple[Any, Array], ...]:
        """Return, for each pixel of a window, the windows that have it, and those pixels."""
        return _taps(self)


KEPT = 64  # of what is the same for every block of planes


@lru_cache(KEPT)
def _firsts(shares: Shares) -> Array:
    return np.arange(shares.windows) * shares.length // shares.windows


@lru_cache(KEPT)
def _sizes(shares: Shares) -> Array:
    ends = -(-np.arange(1, shares.windows + 1) * shares.length // shares.windows)
    return ends - _firsts(shares)


@lru_cache(KEPT)
def _ones(shares: Shares, dtype: np.dtype[Any]) -> Array:
    """Return the matrix (length, windows) that is 1 where a window has a pixel."""
    pixels = np.arange(shares.length)[:, None]
    firsts = shares.firsts
    return ((firsts <= pixels) & (pixels < firsts + shares.sizes)).astype(dtype)


@lru_cache(KEPT)
def _taps(shares: Shares) -> tuple[tuple[Any, Array], ...]:
    firsts, sizes = shares.firsts, shares.sizes
    each = (np.flatnonzero(sizes > tap) for tap in range(sizes.max()))
    return tuple(
        (slice(None) if len(having) == shares.windows else having, firsts[having] + tap)
        for tap, having in enumerate(each)
    )


def shares_of(X: Array, output_size: object) -> tuple[Shares, ...]:
    """Return the windows along each axis; a length that is None is the image's own.

    Raises
    ------
    TypeError, ValueError
        When it is neither numbers nor None.
    """
    told: Any = output_size
    image, rank = X.shape[2:], X.ndim - 2
    if told is None or (isinstance(told, (tuple, list)) and len(told) == rank):
        given = told if told is not None else (None,) * rank
        told = [n if size is None else size for size, n in zip(given, image, strict=True)]
    return tuple(map(Shares, image, numbers("output_size", told, 1, rank)))


def reduced(part: Array, shares: Shares, axis: int, ufunc: np.ufunc) -> Array:
    """Return what a sum, or a maximum, makes of each window's pixels along one axis."""
    ahead = (slice(None),) * axis
    k = shares.even
    if k == 1:
        return part
    times, rest = divmod(shares.windows, shares.length)
    if times > FEW and not rest:  # as a gradient that goes back to large windows side by side
        shape = (*part.shape[: axis + 1], times, *part.shape[axis + 1 :])
        many = np.broadcast_to(np.expand_dims(part, axis + 1), shape)
        return many.reshape(*part.shape[:axis], shares.windows, *part.shape[axis + 1 :])
    if k > FEW:
        return np.asarray(ufunc.reduce(_split(part, shares, axis), axis=axis + 1))
    if k:
        out: Array = ufunc(part[*ahead, ::k], part[*ahead, 1::k])
        for tap in range(2, k):
            ufunc(out, part[*ahead, tap::k], out=out)
        return out
    last = axis == part.ndim - 1
    pairs = ufunc is np.add and part.size > 0 and shares.sizes.max() <= 2  # in whatever order
    if last and pairs and shares.length <= SHORT:
        out = np.empty((*part.shape[:-1], shares.windows), part.dtype)
        if multiplied(part, _ones(shares, part.dtype), out):
            return out
    if shares.few and last:
        return np.stack(
            [ufunc.reduce(part[*ahead, window], axis=axis) for window in shares.slices()], axis
        )
    taps = iter(shares.taps())
    out = part.take(next(taps)[1], axis)
    for windows, pixels in taps:
        taken = part.take(pixels, axis)
        if isinstance(windows, slice):
            ufunc(out, taken, out=out)
        else:
            out[*ahead, windows] = ufunc(out[*ahead, windows], taken)
    return out


def through(part: Array, sides: Sequence[Shares], ufunc: np.ufunc) -> Array:
    """Return what is made of each window of planes (planes, image...), one axis after the other."""
    for axis, side in enumerate(sides, start=1):
        part = reduced(part, side, axis, ufunc)
    return part


def winners(part: Array, sides: Sequence[Shares]) -> Array:
    """Return the place in its flat plane of the first of each window's largest pixels, row by row.

    Along the first axis the first of them wins, along the others the one that comes first in the plane,
    so that most is compared in long rows, and what is left is little. NaN is the largest.
    """
    planes, lengths = len(part), part.shape[1:]
    if all(side.windows == 1 for side in sides):
        flat = part.reshape(planes, -1).argmax(axis=1)
        return np.asarray(flat).reshape(planes, *(1 for _ in sides))
    nan, rest = bool(np.isnan(part.sum())), math.prod(lengths[1:])
    best, won = _first_along(part, sides[0], nan)
    firsts = _along(sides[0].firsts, best, 1)
    kind = np.int32 if math.prod(lengths) < 1 << 31 else np.int64
    places = np.asarray((won + firsts) * rest + np.arange(rest).reshape(lengths[1:]), kind)
    for axis, side in enumerate(sides[1:], start=2):
        if side.even != 1:
            best, places = _earliest(best, places, side, axis, nan)
    return places


def _first_along(part: Array, shares: Shares, nan: bool) -> tuple[Array, Array]:
    """Return the largest of each window's pixels along the first axis, and which one has it first."""
    k, alone = shares.even, part.ndim == 2
    if k == 1:
        return part, np.zeros(part.shape, np.int8)
    if alone and k > FEW:
        split = part.reshape(len(part), shares.windows, k)
        return split.max(axis=2), split.argmax(axis=2)
    if alone and shares.few:
        each = [part[:, window] for window in shares.slices()]
        best = np.stack([some.max(axis=1) for some in each], 1)
        return best, np.stack([some.argmax(axis=1) for some in each], 1)
    best = part[:, ::k].copy() if k else part.take(shares.firsts, 1)
    won = np.zeros(best.shape, np.min_scalar_type(-shares.sizes.max()))
    for tap, (windows, pixels) in enumerate(shares.taps()[1:], start=1):
        taken = part[:, tap::k] if k else part.take(pixels, 1)
        whole = isinstance(windows, slice)
        old = best if whole else best[:, windows]
        better = taken > old
        if nan:
            better |= np.isnan(taken) & ~np.isnan(old)
        # What is better comes later, and so has the larger number.
        number = np.multiply(better, won.dtype.type(tap), dtype=won.dtype)
        if whole:
            np.maximum(best, taken, out=best)
            np.maximum(won, number, out=won)
        else:
            best[:, windows] = np.maximum(old, taken)
            won[:, windows] = np.maximum(won[:, windows], number)
    return best, won


def _earliest(
    values: Array, places: Array, shares: Shares, axis: int, nan: bool
) -> tuple[Array, Array]:
    """Return the largest of each window's values along an axis, and of equal ones the first place."""
    ahead, k = (slice(None),) * axis, shares.even
    best, first = (
        each[*ahead, ::k].copy() if k else each.take(shares.firsts, axis)
        for each in (values, places)
    )
    for tap, (windows, pixels) in enumerate(shares.taps()[1:], start=1):
        taken, place = (
            each[*ahead, tap::k] if k else each.take(pixels, axis) for each in (values, places)
        )
        whole = isinstance(windows, slice)
        old, before = (best, first) if whole else (best[*ahead, windows], first[*ahead, windows])
        better = (taken > old) | ((taken == old) & (place < before))
        if nan:
            missing, known = np.isnan(taken), ~np.isnan(old)
            better |= missing & (known | (place < before))
        if whole:
            np.maximum(best, taken, out=best)
            np.copyto(first, place, where=better)
        else:
            best[*ahead, windows] = np.maximum(old, taken)
            first[*ahead, windows] = np.where(better, place, before)
    return best, first


def _split(part: Array, shares: Shares, axis: int) -> Array:
    """Return planes with an axis of windows, and one of the pixels of each, in place of an axis."""
    return part.reshape(*part.shape[:axis], shares.windows, shares.even, *part.shape[axis + 1 :])


def _along(numbers: Array, part: Array, axis: int) -> Array:
    """Return numbers so that they stand along an axis."""
    return numbers.reshape(*(1,) * axis, -1, *(1,) * (part.ndim - axis - 1))
