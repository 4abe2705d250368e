"""The right answers, from the kernels that the faults are changes of, where there are any.

Only for planting a fault beside right functions, and for what a fault adds to a right answer. Verdicts
come from ``cnncheck.references`` alone; the tests hold these answers against them.
"""

from __future__ import annotations

from dataclasses import replace
from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np

from cnncheck.dtypes import cast, is_integer
from cnncheck.faults.declaring.passes import faults_in
from cnncheck.faults.parts.lifting import lifted, lowered
from cnncheck.faults.parts.ways import unchanged
from cnncheck.references.definition import DefinitionReference

if TYPE_CHECKING:
    from cnncheck.operators.problem import Array, Problem


def answer(problem: Problem) -> Array:
    """Return the right answer in the problem's dtype.

    Parameters
    ----------
    problem : Problem
    """
    asked = lifted(wide(problem))
    its = faults_in(problem.operator, problem.pass_name)
    with np.errstate(all="ignore"):
        if its:
            value = lowered(unchanged(its.kernel, asked), problem)
        else:
            value = DefinitionReference().answer(problem).value
        return np.array(cast(value, problem.result_dtype), order="C")


@lru_cache(maxsize=4)
def wide(problem: Problem) -> Problem:
    """Return a problem of integers in float64, where nothing wraps around; any other as it is.

    Its case says still what they were.
    """
    if not is_integer(problem.dtype):
        return problem
    arrays = {name: array.astype(np.float64) for name, array in problem.arrays.items()}
    return replace(problem, arguments={**problem.arguments, **arrays})
