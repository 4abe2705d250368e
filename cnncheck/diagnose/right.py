"""The right answers from the kernels that the faults are changes of.

Only for planting a fault beside five right functions, and for what a fault adds to a right answer.
Whom a verdict believes is a matter of ``cnncheck.references``; the tests hold these against them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from cnncheck.diagnose import kernels
from cnncheck.operators.base import zero_padded

if TYPE_CHECKING:
    from collections.abc import Callable

    from cnncheck.operators.problem import Array, Problem


def answer(problem: Problem) -> Array:
    """Return the right answer in the problem's dtype.

    Parameters
    ----------
    problem : Problem
        Of any of the six functions.
    """
    with np.errstate(all="ignore"):
        return np.array(_ANSWERS[problem.function](problem), problem.dtype, order="C")


def zero_padding(problem: Problem) -> Array:
    """Return X with zeros around the image axes."""
    X: Array = problem.arrays["X"]
    return zero_padded(X, _pair(problem.arguments["padding"]))


def _pair(value: Any) -> tuple[int, int]:
    return int(value[0]), int(value[1])


_ANSWERS: dict[str, Callable[[Problem], Array]] = {
    "zero_padding": zero_padding,
    "convolution2D": lambda problem: kernels.forward(kernels.plan_of(problem)),
    "convolution2D_backward_filter": lambda p: kernels.backward_filter(kernels.plan_of(p)),
    "convolution2D_backward_input": lambda p: kernels.backward_input(kernels.plan_of(p)),
    "pool_forward": lambda problem: kernels.pool_forward(kernels.plan_of(problem)),
    "pool_back": lambda problem: kernels.pool_back(kernels.plan_of(problem)),
}
