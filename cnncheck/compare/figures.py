"""Two arrays of one shape in a few figures.

Large arrays are looked at piece by piece, so that no figure takes memory of their size.
"""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from typing import TYPE_CHECKING, Any

import numpy as np

from cnncheck.compare.verdict import Figures, Summary, Worst
from cnncheck.dtypes import cast, is_real

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from cnncheck.operators.problem import Array

PIECE = 1 << 17
"""Elements that are looked at at once."""


def same(value: Array, other: Array) -> Array:
    """Return where two arrays are equal: a NaN is a NaN, and an infinity the one of its sign."""
    equal: Array = (value == other) | (np.isnan(value) & np.isnan(other))
    return equal


def pieces(*arrays: Array) -> Iterator[tuple[Any, ...]]:
    """Yield the first index, counted in row-major order, and that piece of each array, flat.

    Parameters
    ----------
    *arrays : array
        Of one shape. One that is not in C order is copied.
    """
    flat = [array.reshape(-1) for array in arrays]
    size = flat[0].size
    if 0 < size <= PIECE:
        yield (0, *flat)
        return
    for first in range(0, size, PIECE):
        yield (first, *(array[first : first + PIECE] for array in flat))


def measure(got: Array, expected: Array, allowed: Array) -> Figures:
    """Compare element by element.

    Parameters
    ----------
    got : array
        Any real dtype.
    expected, allowed : float64 arrays
        Of the same shape as ``got``.

    Returns
    -------
    Figures
        A NaN or an infinity matches only itself; the sign of zero is not compared.
    """
    figures = Figures(0.0, 0.0, 0.0, 0.0, 0, int(got.size), None)
    at, difference = None, 0.0
    for first, mine, right, most in pieces(got, expected, allowed):
        a = mine.astype(np.float64)
        if np.array_equal(a, right):
            continue
        found, index, furthest = _measure(a, right, most)
        # Among equally bad elements (all infinite where none is allowed) the largest difference.
        if at is None or (found.of_bound, furthest) > (figures.of_bound, difference):
            at, difference = first + index, furthest
        figures = Figures(
            squared_error=figures.squared_error + found.squared_error,
            max_abs=max(figures.max_abs, found.max_abs),
            max_rel=max(figures.max_rel, found.max_rel),
            of_bound=max(figures.of_bound, found.of_bound),
            mismatched=figures.mismatched + found.mismatched,
            size=figures.size,
            worst=None,
        )
    return figures if at is None else replace(figures, worst=_worst(at, got, expected, allowed))


def _measure(a: Array, expected: Array, allowed: Array) -> tuple[Figures, int, float]:
    """Return the figures of one piece, and where its worst element is and how far that is off."""
    with np.errstate(invalid="ignore", over="ignore", divide="ignore"):
        both_finite = np.isfinite(a) & np.isfinite(expected)
        equal = same(a, expected)
        difference = np.where(both_finite, np.abs(a - expected), np.where(equal, 0.0, np.inf))
        share = np.where(equal, 0.0, difference / allowed)
        usable = both_finite & (expected != 0)
        relative = difference[usable] / np.abs(expected[usable])
        squared_error = float(np.sum(difference[both_finite] ** 2))
    worst = int(np.argmax(np.where(share == share.max(), difference, -1.0)))
    figures = Figures(
        squared_error=squared_error,
        max_abs=float(difference.max()),
        max_rel=float(relative.max(initial=0.0)),
        of_bound=float(share.max()),
        mismatched=int(np.count_nonzero(share > 1.0)),
        size=int(a.size),
        worst=None,
    )
    return figures, worst, float(difference[worst])


def _worst(at: int, got: Array, expected: Array, allowed: Array) -> Worst:
    index = tuple(int(i) for i in np.unravel_index(at, got.shape))
    return Worst(index, float(got[index]), float(expected[index]), float(allowed[index]))


def summarise(array: Array, dtype: np.dtype[Any] | None = None) -> Summary:
    """Shape, dtype, sum and mean; the last two in float64, NaN for what is not a number.

    Parameters
    ----------
    array : array
    dtype : dtype, optional
        To which it is rounded first.
    """
    dtype = array.dtype if dtype is None else dtype
    shape, name = tuple(int(length) for length in array.shape), dtype_name(dtype)
    if not is_real(dtype) or not array.size:
        return Summary(shape, name, float("nan"), float("nan"))
    total = 0.0
    with np.errstate(invalid="ignore", over="ignore"):
        for _, piece in pieces(array):
            total += float(np.sum(cast(piece, dtype), dtype=np.float64))
    return Summary(shape, name, total, total / array.size)


@cache
def dtype_name(dtype: np.dtype[Any]) -> str:
    """Return ``float32``; NumPy works it out anew each time, which is slow for a thousand."""
    return dtype.name


class Constant:
    """Whether one number, put everywhere and at every draw, would satisfy the comparison.

    A comparison that all zeros (or any other constant, or nothing at all) satisfies proves
    nothing about the code that passed it.
    """

    def __init__(self) -> None:
        self.matches = True
        self._low, self._high = -np.inf, np.inf
        self._nan: bool | None = None

    def narrow(self, expected: Array, allowed: Array) -> None:
        """Take the next draw into account."""
        for _, values, bound in pieces(expected, allowed):
            if not self.matches:
                return
            is_nan = np.isnan(values)
            if self._nan is None:
                self._nan = bool(is_nan[0])
            if is_nan.any() != self._nan or is_nan.all() != self._nan:
                self.matches = False
            elif not self._nan:
                self._low = max(self._low, float((values - bound).max()))
                self._high = min(self._high, float((values + bound).min()))
                self.matches = self._low <= self._high


def matches_a_constant(answers: Iterable[tuple[Array, Array]]) -> bool:
    """Say it of pairs of what is expected and allowed, one for each draw."""
    constant = Constant()
    for expected, allowed in answers:
        constant.narrow(expected, allowed)
    return constant.matches
