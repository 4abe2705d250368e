"""Large results held to random sums of their slices (Freivalds 1977), and what that says.

An error in the result is one in a sum, unless factors happen to cancel it. Where the result is exact
they are whole numbers between 1 and m, with either sign, and cancel with probability 1 / 2 m at most.
Else they are uniform on [-1, 1], and of an error that is t times what the sum may be off at most 2 / t
of all draws see nothing.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import numpy as np

from cnncheck.compare.bounds import FFT_GROWTH, WINOGRAD_GROWTH, Allowed, growth, relative
from cnncheck.dtypes import finfo, is_narrow, unit_roundoff

if TYPE_CHECKING:
    from cnncheck.operators.problem import Array, Problem
    from cnncheck.operators.thinning import Thinned
    from cnncheck.references.truth import Truth

WORDS = {"N": "images", "F": "filters", "C": "channels"}
"""What is added up."""

NAME = "Freivalds"


def allowed_of_sums(thinned: Thinned, truth: Truth, dtype: np.dtype[Any] | None = None) -> Allowed:
    """Return how far sums may be off if each element is off by no more than it may be.

    Parameters
    ----------
    thinned : Thinned
    truth : Truth
        Of the sums, with their magnitude.
    dtype : dtype, optional
        Of the answer, where not that of the arrays.
    """
    dtype = dtype or thinned.whole.dtype
    whole, each = thinned.whole, thinned.slices.each
    assert truth.magnitude is not None
    if not whole.needs_bound and (thinned.factors == np.rint(thinned.factors)).all():
        return Allowed(np.broadcast_to(0.0, truth.value.shape), f"{NAME}, exact")
    # In float64 the arrays are summed, then the reference answers, and the answer is summed.
    rounded = growth(whole.depth, drawn_at_random=whole.case.values is None) + 2 * (each + 2)
    own = rounded * unit_roundoff(np.dtype(np.float64)) * truth.magnitude
    least = float(finfo(dtype).smallest_subnormal)  # a product that underflows is off by it
    own += (whole.depth + 2) * each * least
    return Allowed(own + _rounded(thinned, truth.magnitude, dtype), f"{NAME}, {_lane(whole)}")


def log2_of_cancelling(thinned: Thinned) -> float:
    """Return log2 of how likely factors cancel errors of a result that is exact."""
    return -math.log2(2 * float(np.abs(thinned.factors).max()))


def sums_text(thinned: Thinned) -> str:
    """Say what was added up: ``64 filters``."""
    return f"{thinned.slices.each} {WORDS[thinned.slices.letter]}"


def _lane(problem: Problem) -> str:
    if not problem.needs_bound:
        return "exact"
    by_norm = problem.algorithm != "direct" and problem.multiplies
    return f"{problem.algorithm}, by norm" if by_norm else "real"


def _rounded(thinned: Thinned, magnitude: Array, dtype: np.dtype[Any]) -> Array | float:
    """Return what the implementation's own rounding comes to in the sums."""
    whole = thinned.whole
    if not whole.needs_bound:
        return 0.0
    once = 0.0
    if is_narrow(dtype) and whole.case.accumulate != "same":
        once, dtype = unit_roundoff(dtype), np.dtype(np.float32)
    return _summed(thinned, magnitude, dtype) * (1 + once) + once * magnitude


def _summed(thinned: Thinned, magnitude: Array, dtype: np.dtype[Any]) -> Array | float:
    whole, u = thinned.whole, unit_roundoff(dtype)
    if whole.algorithm == "direct" or not whole.multiplies:
        c = growth(whole.depth, drawn_at_random=whole.case.values is None)
        return relative(c, dtype) * magnitude
    if whole.algorithm == "winograd":
        return WINOGRAD_GROWTH * u * float(magnitude.max(initial=0.0))
    longest = max(array.size for array in whole.arrays.values())
    of_one = FFT_GROWTH * u * math.log2(longest + 2) * whole.norm
    return thinned.along(of_one * np.abs(thinned.factors).sum(axis=1))
