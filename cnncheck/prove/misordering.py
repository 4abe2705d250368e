"""From a shape for which the wrong pixel is picked to the smallest problem in numbers that shows it."""

from __future__ import annotations

import time
from itertools import chain, takewhile
from typing import TYPE_CHECKING

import numpy as np

from cnncheck.diagnose.small_problems.small_sizes import small_cases
from cnncheck.prove.comparing import ORDERS, Picking
from cnncheck.prove.coverage import Covered
from cnncheck.prove.points import blank_problem, sizes_of, with_values
from cnncheck.prove.result import Counterexample
from cnncheck.references.definition import DefinitionReference

if TYPE_CHECKING:
    from collections.abc import Iterator

    from cnncheck.operators.case import Case
    from cnncheck.operators.problem import Array
    from cnncheck.prove.asking import Asked

FAR, STEP = 1e300, 1e290
"""How far from all other numbers values lie at last, and from each other."""


def smallest_misordered(asked: Asked, case: Case, seconds: float) -> Counterexample | None:
    """Return the smallest problem found that is wrong in floating point, too.

    Parameters
    ----------
    asked : Asked
    case : Case
        One for which it is wrong in some order.
    seconds : float
        How long to look for a smaller one.
    """
    until = time.monotonic() + seconds
    # What is rare may be what goes wrong: that is varied in small problems, too.
    tried = small_cases(case.operator, case.passes[0], case.options)
    small = (sizes_of(each, each.passes[0]) for each in tried)
    in_time = takewhile(lambda _: time.monotonic() < until, small)
    picking = Picking(asked, Covered())
    for sizes in chain(in_time, [case]):
        found = picking.wrong_order(sizes, ORDERS)
        if found is not None and (example := _confirmed(asked, sizes, *found)) is not None:
            return example
    return None


def _confirmed(asked: Asked, case: Case, order: Array, above: bool) -> Counterexample | None:
    """Ask the code as it always runs, with numbers in the order, plain ones first."""
    arrays = blank_problem(case).arrays
    gradients = {
        name: 1.0 + np.arange(array.size, dtype=np.float64).reshape(array.shape)
        for name, array in arrays.items()
        if name != "X"
    }
    for X in _numbers(order.astype(np.float64), above=above):
        problem = asked.dialect.asked(with_values(blank_problem(case), {**gradients, "X": X}))
        got = asked.in_floats(problem).value
        right = DefinitionReference().answer(problem).value
        if got is not None and not np.array_equal(got, right):
            return Counterexample(problem, got, right, asked.dialect.words(problem))
    return None


def _numbers(ranks: Array, *, above: bool) -> Iterator[Array]:
    yield ranks
    sign = 1 if above else -1
    yield ranks + sign * 1000
    yield sign * FAR + ranks * STEP
