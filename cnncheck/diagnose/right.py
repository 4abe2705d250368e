"""The right answers from the kernels that the faults are changes of.

Only for planting a fault beside five right functions, and for what a fault adds to a right answer.
Whom a verdict believes is a matter of ``cnncheck.references``; the tests hold these against them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from cnncheck.diagnose import kernels

if TYPE_CHECKING:
    from collections.abc import Callable

    from cnncheck.operators.problem import Array, Problem


def answer(problem: Problem) -> Array:
    """Return the right answer in the problem's dtype.

    Parameters
    ----------
    problem : Problem
    """
    with np.errstate(all="ignore"):
        value = _KERNELS[frozenset(problem.linear)](kernels.plan_of(problem))
        return np.array(value, problem.dtype, order="C")


_KERNELS: dict[frozenset[str], Callable[[kernels.Plan], Array]] = {
    frozenset({"X"}): kernels.padded,
    frozenset({"X", "W"}): kernels.forward,
    frozenset({"out_grad", "X"}): kernels.backward_filter,
    frozenset({"out_grad", "W"}): kernels.backward_input,
    frozenset(): kernels.largest,
    frozenset({"out_grad"}): kernels.to_largest,
}
"""By the arrays in which a function is linear; a maximum is so in none."""
