"""A layer of sequences as one of images of a single row, so that what is known of those holds for it."""

from __future__ import annotations

from functools import cache, lru_cache
from typing import TYPE_CHECKING

import numpy as np

from cnncheck.operators import OPERATORS
from cnncheck.operators.case import OutGrad
from cnncheck.operators.places import places
from cnncheck.operators.problem import Problem

if TYPE_CHECKING:
    from cnncheck.operators import Operator
    from cnncheck.operators.parameter import Parameter, Value
    from cnncheck.operators.problem import Array


class Lifted(Problem):
    """A problem of images of one row, each of which is a sequence."""


@cache
def sibling(operator: Operator, rank: int) -> Operator | None:
    """Return the same layer for images of another rank, if there is one."""
    where = places()
    its = (each for each in OPERATORS.values() if each.rank == rank)
    package = where[operator.name].package
    return next((each for each in its if where[each.name].package == package), None)


def is_of_images(operator: Operator) -> bool:
    """Whether it is what its folder's faults speak of."""
    return sibling(operator, 2) in {None, operator}


@lru_cache(maxsize=4)
def lifted(problem: Problem) -> Problem:
    """Return the problem of images that a problem of sequences is; any other as it is."""
    operator = OPERATORS[problem.operator]
    its = sibling(operator, 2)
    if operator.rank != 1 or its is None:
        return problem
    case, told = problem.case, {}
    for each in operator.parameters:
        told[each.name] = _with_row(each, case.parameters[each.name])
    shape = case.out_grad.shape
    gradient = shape and OutGrad(case.out_grad.values, (*shape[:2], 1, *shape[2:]))
    case = case.but(
        operator=its.name,
        input=(*case.input[:2], 1, *case.input[2:]),
        parameters=told,
        out_grad=gradient or case.out_grad,
        values=None,
        expect=None,
    )
    arguments = {
        name: _row_of(value) if isinstance(value, np.ndarray) else told.get(name, value)
        for name, value in problem.arguments.items()
    }
    return Lifted(case, problem.pass_name, arguments, problem.exact, problem.chances)


def lowered(out: Array, problem: Problem) -> Array:
    """Return the answer of a problem of sequences, of what came out of its images."""
    if OPERATORS[problem.operator].rank != 1 or out.ndim != 4:
        return out
    rows = [-2, *range(1, 4), 0]  # wherever they have come to
    return out.squeeze(next((axis for axis in rows if out.shape[axis] == 1), ()))


def _with_row(parameter: Parameter, value: Value) -> Value:
    if not isinstance(value, tuple):
        return value
    if parameter.kind == "shape":
        return (*value[:-1], 1, value[-1])
    return (parameter.low, *value)


def _row_of(array: Array) -> Array:
    return np.expand_dims(array, -2) if array.ndim == 3 else array
