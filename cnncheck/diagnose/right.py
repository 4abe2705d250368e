"""The right answers, from the kernels that the faults are changes of, where there are any.

Only for planting a fault beside right functions, and for what a fault adds to a right answer. Whom
a verdict believes is a matter of ``cnncheck.references``; the tests hold these against them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from cnncheck.diagnose.kernels import with_bias
from cnncheck.diagnose.lifting import lifted, lowered, of_images
from cnncheck.diagnose.plans import plan_of
from cnncheck.references.definition import DefinitionReference

if TYPE_CHECKING:
    from cnncheck.operators.problem import Array, Problem


def answer(problem: Problem) -> Array:
    """Return the right answer in the problem's dtype.

    Parameters
    ----------
    problem : Problem
    """
    from cnncheck.diagnose.catalogue.table import KERNELS  # which needs the faults, and they this

    asked = lifted(problem)
    kernel = KERNELS.get(of_images(problem))
    with np.errstate(all="ignore"):
        if kernel:
            plan = plan_of(asked)
            value = lowered(with_bias(plan, kernel(plan)), problem)
        else:
            value = DefinitionReference().answer(problem).value
        return np.array(value, problem.dtype, order="C")
