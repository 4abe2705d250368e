"""How far a value may be from the truth, element by element.

For a sum of K products in floating point with unit roundoff u, any order of summation obeys
``|computed - exact| <= gamma(K) * sum |x| |w|`` with gamma(K) about K u (Higham, *Accuracy and
Stability of Numerical Algorithms*, 2nd ed., section 3.1), and for data drawn at random the error
grows like sqrt(K) (section 2.8, and measured for torch, einsum and plain loops with K up to 4608:
never above 1.03 sqrt(K) u). Hence ``c(K) = min(K + 2, 4 + 4 sqrt(K))``; values that were not
drawn at random get ``K + 2`` alone.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from cnncheck.operators.case import Case
    from cnncheck.operators.problem import Array, Problem
    from cnncheck.references.truth import Truth

WINOGRAD_GROWTH = 100
"""Error of Winograd F(4x4, 3x3) over a direct convolution's, in units of the largest element."""

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


def unit_roundoff(dtype: np.dtype[Any]) -> float:
    """Half the distance from 1 to the next larger number: 2**-24 for float32."""
    return float(np.finfo(dtype).eps) / 2


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
    if tolerance.algorithm != "direct" and problem.multiplies:
        return Allowed(_by_norm(problem, truth), f"{tolerance.algorithm}, by norm")
    if truth.magnitude is None:
        return Allowed(np.broadcast_to(0.0, truth.value.shape), "exact")
    # At float64 the reference rounds as much as the implementation does; both are allowed for.
    sides = 2 if problem.dtype == np.float64 else 1
    c = growth(problem.depth, drawn_at_random=case.values is None)
    return Allowed(sides * c * unit_roundoff(problem.dtype) * truth.magnitude, "real")


def _by_norm(problem: Problem, truth: Truth) -> Array:
    u = unit_roundoff(problem.dtype)
    if problem.algorithm == "winograd":
        largest = 0.0 if truth.magnitude is None else float(truth.magnitude.max(initial=0.0))
        bound = WINOGRAD_GROWTH * u * largest
    else:
        longest = max(array.size for array in problem.arrays.values())
        bound = FFT_GROWTH * u * math.log2(longest + 2) * truth.norm
    return np.broadcast_to(bound, truth.value.shape)
