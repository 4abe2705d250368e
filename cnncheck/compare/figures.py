"""Two arrays of one shape in a few figures."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any

import numpy as np

from cnncheck.compare.verdict import Figures, Summary, Worst

if TYPE_CHECKING:
    from cnncheck.operators.problem import Array


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
    a = got.astype(np.float64)
    if np.array_equal(a, expected):
        return Figures(0.0, 0.0, 0.0, 0.0, 0, int(a.size), None)
    with np.errstate(invalid="ignore", over="ignore", divide="ignore"):
        both_finite = np.isfinite(a) & np.isfinite(expected)
        same = (a == expected) | (np.isnan(a) & np.isnan(expected))
        difference = np.where(both_finite, np.abs(a - expected), np.where(same, 0.0, np.inf))
        share = np.where(same, 0.0, difference / allowed)
        relative = difference[both_finite & (expected != 0)] / np.abs(
            expected[both_finite & (expected != 0)]
        )
        finite = difference[both_finite]
        squared_error = float(np.sum(finite**2))
    return Figures(
        squared_error=squared_error,
        max_abs=float(finite.max(initial=0.0)) if both_finite.all() else _largest(difference),
        max_rel=float(relative.max(initial=0.0)),
        of_bound=float(share.max(initial=0.0)),
        mismatched=int(np.count_nonzero(share > 1.0)),
        size=int(a.size),
        worst=_worst(a, expected, allowed, share, difference),
    )


def summarise(array: Array) -> Summary:
    """Shape, dtype, sum and mean; the last two in float64, NaN for what is not a number."""
    shape, name = tuple(int(length) for length in array.shape), dtype_name(array.dtype)
    if array.dtype.kind not in "fiub" or not array.size:
        return Summary(shape, name, float("nan"), float("nan"))
    with np.errstate(invalid="ignore", over="ignore"):
        total = float(np.sum(array, dtype=np.float64))
    return Summary(shape, name, total, total / array.size)


@cache
def dtype_name(dtype: np.dtype[Any]) -> str:
    """Return ``float32``; NumPy works it out anew each time, which is slow for a thousand."""
    return dtype.name


def matches_a_constant(expected: list[Array], allowed: list[Array]) -> bool:
    """Whether one number, put everywhere and at every draw, would satisfy the comparison.

    A comparison that all zeros (or any other constant, or nothing at all) satisfies proves
    nothing about the code that passed it.
    """
    low, high, nan = -np.inf, np.inf, None
    for values, bound in zip(expected, allowed, strict=True):
        if not values.size:
            continue
        is_nan = np.isnan(values)
        if nan is None:
            nan = bool(is_nan.flat[0])
        if is_nan.any() != nan or is_nan.all() != nan:
            return False
        if not nan:
            low = max(low, float((values - bound).max()))
            high = min(high, float((values + bound).min()))
    return nan is not False or low <= high


def _largest(difference: Array) -> float:
    return float(difference.max(initial=0.0))


def _worst(
    a: Array, expected: Array, allowed: Array, share: Array, difference: Array
) -> Worst | None:
    if not a.size:
        return None
    # Among equally bad elements (all infinite where none is allowed) the largest difference.
    candidates = share == share.max()
    flat = int(np.argmax(np.where(candidates, difference, -1.0)))
    index = tuple(int(i) for i in np.unravel_index(flat, a.shape))
    return Worst(index, float(a[index]), float(expected[index]), float(allowed[index]))
