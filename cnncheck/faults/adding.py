"""Faults of a bias that is added within a loop to more than what was just computed."""

from __future__ import annotations

import math
from itertools import combinations
from typing import TYPE_CHECKING

import numpy as np

from cnncheck.faults.changes import of_bias
from cnncheck.faults.table import about, plan

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from cnncheck.faults.plans import Plan
    from cnncheck.faults.table import Row
    from cnncheck.operators import Operator
    from cnncheck.operators.problem import Array

    Adding = Callable[[Array, Plan], Array]

ONCE = "Inside of which loop is b added, and to what? Each output adds its filter's b[f] once."
LOOPS = {"image": 0, "filter": 1, "row": -2, "column": -1}
"""The axes of the result over which people go, from outside to inside."""


def bias_faults(operator: Operator) -> Iterator[Row]:
    """Yield the faults in which a bias is added again each time that some loops go round.

    Parameters
    ----------
    operator : Operator
        Of images.
    """
    whole = operator.roles[0] == "X"
    for size in range(1, len(LOOPS) + 1):
        for names in combinations(LOOPS, size):
            axes = [LOOPS[name] for name in names]
            told = " and ".join(names) if size < 3 else f"{', '.join(names[:-1])} and {names[-1]}"
            changes = map(of_bias, (_left(axes, whole), _every(axes, whole)))
            yield from about(
                ONCE,
                plan(
                    f"bias-again-for-each-{'-and-'.join(names)}",
                    f"the bias is added to the output again for each {told}",
                    *changes,
                ),
            )


def _sizes(plan: Plan, axes: list[int], *, whole: bool) -> list[int]:
    """Return how long axes of the result are; of a transposed convolution it is what is read."""
    shape = (len(plan.X), plan.b.shape[1], *plan.windows.out) if whole else plan.X.shape
    return [shape[axis] for axis in axes]


def _left(axes: list[int], whole: bool) -> Adding:
    """Add it to everything each time, before what follows is written over it."""

    def added(b: Array, plan: Plan) -> Array:
        lengths = _sizes(plan, axes, whole=whole)
        left = np.arange(math.prod(lengths), 0, -1).reshape(lengths)
        others = tuple(
            each for each in range(b.ndim) if each - b.ndim not in axes and each not in axes
        )
        return b * np.expand_dims(left, others)

    return added


def _every(axes: list[int], whole: bool) -> Adding:
    """Add it to everything each time, where sums go on."""
    return lambda b, plan: b * math.prod(_sizes(plan, axes, whole=whole))
