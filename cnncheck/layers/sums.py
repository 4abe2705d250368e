"""Sums of windows along one axis, and the way back: tap by tap, or as a matrix product.

A tap of all windows is one addition, but short rows of windows take as long to begin as to add. There
a product with a matrix of ones and zeros is quicker, though most of it is zeros. It gives the same sums;
only 0 times an infinite number is NaN, so where not all is finite, taps are added up.
"""

from __future__ import annotations

from functools import lru_cache
from itertools import compress
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Sequence

    from cnncheck.layers._arguments import Array
    from cnncheck.layers.sides import Side

BEGIN = 12  # numbers that are added up in the time in which a row of them is begun
ZEROS = 6  # multiplications in the time of one such number
CALL = 4  # such numbers in whose time one of a product's is copied and looked at
KEPT = 64  # matrices, each of a few windows


def gather(source: Array, sums: Array, side: Side, axis: int) -> None:
    """Write into `sums` the sum of each window's pixels along one axis."""
    along = axis == source.ndim - 1
    if along and _gliding(side, source, sums):
        _shifted(source, sums, [side.dilation * tap - side.padding for tap in range(side.kernel)])
        return
    suits = along and _suits(side, side.windows, side.length)
    if suits and multiplied(source, _ones(side, sums.dtype), sums):
        return
    ahead = (slice(None),) * axis
    whole = slice(0, side.windows)
    taps = sorted(side.taps(), key=lambda tap: tap[0] != whole)  # those of all windows first
    if len(taps) > 1 and taps[1][0] == whole:
        (_, first), (_, second), *taps = taps
        np.add(source[*ahead, first], source[*ahead, second], out=sums)
    elif taps and taps[0][0] == whole:
        sums[...] = source[*ahead, taps.pop(0)[1]]
    else:  # windows, or taps, further apart than the image is long
        sums[...] = 0
    for windows, pixels in taps:
        sums[*ahead, windows] += source[*ahead, pixels]


def spread(shares: Array, dX: Array, side: Side, axis: int) -> None:
    """Write into `dX` what each pixel gets from the windows that it is in, along one axis."""
    along = axis == dX.ndim - 1
    if along and _gliding(side, shares, dX):
        _shifted(shares, dX, [side.padding - side.dilation * tap for tap in range(side.kernel)])
        return
    suits = along and _suits(side, side.length, side.windows)
    if suits and multiplied(shares, _ones(side, dX.dtype).T, dX):
        return
    ahead = (slice(None),) * axis
    taps = list(side.taps())
    # Taps that read every how-manieth pixel read the same ones, or have none in common: the first is
    # written, and not added to what is there.
    phases = [pixels.start % side.stride for _, pixels in taps]
    first = [phase not in phases[:number] for number, phase in enumerate(phases)]
    places = [dX[*ahead, pixels] for _, pixels in taps]
    if sum(place.shape[axis] for place in compress(places, first)) < side.length:
        dX[...] = 0
    for (windows, _), place, written in zip(taps, places, first, strict=True):
        given = shares[*ahead, windows]
        if written:
            place[...] = given
        else:
            np.add(place, given, out=place)


def _gliding(side: Side, *arrays: Array) -> bool:
    """Whether there is a window around each pixel, so that rows in memory may be taken for one."""
    return (
        side.stride == 1
        and side.windows == side.length > side.dilation * (side.kernel - 1)
        and side.padding == side.behind > 0
        and all(array.flags.c_contiguous for array in arrays)
    )


def _shifted(source: Array, out: Array, offsets: Sequence[int]) -> None:
    """Write the sums of what is so far to the right in each row, and 0 beyond its ends.

    All rows are added up as one, and then the ends again, which had numbers of other rows.
    """
    whole, flat, size, length = source.reshape(-1), out.reshape(-1), source.size, source.shape[-1]
    out[...] = source if 0 in offsets else 0
    for offset in offsets:
        if offset:
            low, high = max(0, -offset), min(size, size - offset)
            place = flat[low:high]
            np.add(place, whole[low + offset : high + offset], out=place)
    for at in [*range(max(0, -min(offsets))), *range(length - max(0, *offsets), length)]:
        end = out[..., at]
        read = [at + offset for offset in offsets if 0 <= at + offset < length]
        end[...] = source[..., read[0]]
        for pixel in read[1:]:
            np.add(end, source[..., pixel], out=end)


def _suits(side: Side, row: int, depth: int) -> bool:
    """Whether a product with so many numbers in a row, and so many multiplications each, is quicker."""
    if side.kernel <= side.stride and side.windows * side.stride == side.length:
        return False  # rows follow each other like their numbers
    return side.kernel * (BEGIN / row + 1) > CALL + depth / ZEROS


def multiplied(source: Array, ones: Array, out: Array) -> bool:
    """Write the product along the last axis; return whether all of it is finite."""
    flat = out.reshape(-1, ones.shape[1])
    if not np.shares_memory(flat, out) or not flat.size:
        return False
    np.matmul(source.reshape(-1, len(ones)), ones, out=flat)
    found = flat.reshape(-1)
    return bool(np.isfinite(found.dot(found)))


@lru_cache(KEPT)
def _ones(side: Side, dtype: np.dtype[Any]) -> Array:
    """Return the matrix (length, windows) that is 1 where a window has a pixel."""
    matrix = np.zeros((side.length, side.windows), dtype)
    for windows, pixels in side.taps():
        matrix[np.r_[pixels], np.r_[windows]] += 1
    return matrix


def of_rows(rows: Array) -> Array:
    """Return the sum of each row of (rows, numbers)."""
    if not rows.dtype.isnative:
        return np.asarray(rows.sum(axis=1))
    return np.asarray(rows @ np.ones(rows.shape[1], rows.dtype))
