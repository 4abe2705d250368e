"""How far a value may be from the truth, element by element.

For a sum of K products in floating point with unit roundoff u, any order of summation obeys
``|computed - exact| <= gamma(K) * sum |x| |w|`` with gamma(K) about K u (Higham, *Accuracy and
Stability of Numerical Algorithms*, 2nd ed., section 3.1), and for data drawn at random the error
grows like sqrt(K) (section 2.8, and measured for torch, einsum and plain loops with K up to 4608:
never above 1.03 sqrt(K) u). Hence ``c(K) = min(K + 2, 4 + 4 sqrt(K))``; values that were not
drawn at random get ``K + 2`` alone.

What underflows on the way is off by half the smallest number there is (section 2.1), and sums that may
be larger than the largest one are not judged.

Where values are of a narrow dtype, sums are expected in float32, whose u that is, and are rounded
once: ``u |y|`` with the narrow u comes on top (Blanchard, Higham, Lopez, Mary and Pranesh, 2020), and
half the smallest number once. ``accumulate: same`` lets sums be kept in the narrow dtype itself.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import TYPE_CHECKING, Any

import numpy as np

from cnncheck.dtypes import finfo, is_integer, is_narrow, unit_roundoff

if TYPE_CHECKING:
    from cnncheck.operators.case import Case
    from cnncheck.operators.problem import Array, Problem
    from cnncheck.references.truth import Truth

WINOGRAD_GROWTH = 100
"""Error of Winograd F(4x4, 3x3) over a direct convolution's, in units of the largest element."""

OVERFLOW = "overflow"
"""The lane where sums may be too large for their dtype, so that right ways of computing differ."""

ROOM = 1e-3
"""Share of the largest number that sums of positive terms may be rounded up by, with room."""

FFT_GROWTH = 8
"""Constant of the FFT's error bound, FFT_GROWTH u log2(n) |X| |W| in Euclidean norms."""


@dataclass(frozen=True, slots=True, eq=False)
class Allowed:
    """The largest difference that is allowed at each element.

    Attributes
    ----------
    at : float64 array
        Of the truth's shape; 0 demands equality.
    lane : str
        ``exact``, ``real``, or the overriding rule in words.
    """

    at: Array
    lane: str


@lru_cache(maxsize=256)  # the draws of a case, and of many, have few shapes
def _everywhere(number: float, shape: tuple[int, ...]) -> Array:
    """Return an array of one number, which takes no memory and cannot be written to."""
    return np.broadcast_to(number, shape)


def growth(depth: int, *, drawn_at_random: bool) -> float:
    """c(K): how many unit roundoffs of its magnitude a sum of K products may be off."""
    certain = depth + 2
    return min(certain, 4 + 4 * math.sqrt(depth)) if drawn_at_random else certain


def allowed_difference(case: Case, problem: Problem, truth: Truth) -> Allowed:
    """Choose the rule for a problem and evaluate it.

    Parameters
    ----------
    case : Case
        Its tolerance may override the rule.
    problem : Problem
    truth : Truth
        With a magnitude, unless nothing is rounded.
    """
    tolerance = case.tolerance
    if tolerance.rtol is not None or tolerance.atol is not None:
        rtol, atol = tolerance.rtol or 0.0, tolerance.atol or 0.0
        finite = np.where(np.isfinite(truth.value), truth.value, 0.0)
        return Allowed(atol + rtol * np.abs(finite), f"rtol {rtol:g} atol {atol:g}")
    if _may_overflow(problem, truth):
        return Allowed(_everywhere(np.inf, truth.value.shape), OVERFLOW)
    if tolerance.algorithm != "direct" and problem.rounds:
        mixed = _rounded_once(problem, _by_norm(problem, truth), truth)
        return Allowed(mixed, f"{tolerance.algorithm}, by norm")
    if truth.magnitude is None:
        return Allowed(_everywhere(0.0, truth.value.shape), "exact")
    # At float64 the reference rounds as much as the implementation does; both are allowed for.
    sides = 2 if problem.dtype == np.float64 else 1
    c = growth(problem.depth, drawn_at_random=case.values is None)
    summed = sides * relative(c, problem.accumulator) * truth.magnitude
    return Allowed(_rounded_once(problem, summed, truth), "real")


def relative(c: float, dtype: np.dtype[Any]) -> float:
    """Return by what share of its magnitude a sum may be off that is kept in a dtype.

    ``(1 + u)**c - 1``, which is c u where u is small; 2**-8 is not.
    """
    u = unit_roundoff(dtype)
    return math.expm1(c * u) if is_narrow(dtype) else c * u


def _rounded_once(problem: Problem, summed: Array, truth: Truth) -> Array:
    """Return how far results may be off whose sums may be off by so much: u |y| more, and what underflows.

    Where sums are kept in the result's own dtype there is nothing to round at the end, but each
    of them may underflow.
    """
    least = float(finfo(problem.dtype).smallest_subnormal)
    if problem.accumulator == problem.dtype:
        # Nothing underflows where all terms are zero.
        some = summed if truth.magnitude is None else truth.magnitude
        return np.where(some > 0, summed + least * (problem.depth + 2), summed)
    size = np.where(np.isfinite(truth.value), np.abs(truth.value), 0.0)
    return np.asarray(summed + unit_roundoff(problem.dtype) * (size + summed) + least / 2)


def _may_overflow(problem: Problem, truth: Truth) -> bool:
    """Whether sums, or some of their terms, may be larger than any number of their dtype.

    Integers that would be are not exact.
    """
    if is_integer(problem.dtype):
        return not problem.exact
    if truth.magnitude is None:
        return False
    largest = float(truth.magnitude.max(initial=0.0))
    return largest > _most(problem.dtype) or largest_sum(problem, truth) > _most(
        problem.accumulator
    )


def largest_sum(problem: Problem, truth: Truth) -> float:
    """Return what absolute values add up to at most, before an average is divided."""
    assert truth.magnitude is not None
    averaged = problem.pass_name == "forward" and not problem.multiplies
    return float(truth.magnitude.max(initial=0.0)) * (problem.depth if averaged else 1)


@cache
def _most(dtype: np.dtype[Any]) -> float:
    """Return the largest number of a dtype, less what sums are rounded up by on their way."""
    return float(finfo(dtype).max) * (1 - ROOM)


def _by_norm(problem: Problem, truth: Truth) -> Array:
    u = unit_roundoff(problem.accumulator)
    if problem.algorithm == "winograd":
        largest = 0.0 if truth.magnitude is None else float(truth.magnitude.max(initial=0.0))
        bound = WINOGRAD_GROWTH * u * largest
    else:
        longest = max(array.size for array in problem.arrays.values())
        bound = FFT_GROWTH * u * math.log2(longest + 2) * truth.norm
    return np.broadcast_to(bound, truth.value.shape)
