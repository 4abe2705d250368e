"""Axes in another order, and the words of sentences with them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cnncheck.operators import OPERATORS
from cnncheck.shapes import in_order

if TYPE_CHECKING:
    from cnncheck.operators.case import Case
    from cnncheck.operators.problem import Array, Problem


def alone(problem: Problem, name: str, array: Array) -> Array:
    """Return an array of one image without N, where the case is about one."""
    return array[0] if lone(problem, name) else array


def lone(problem: Problem, name: str) -> bool:
    """Whether an array is of one image without N."""
    return problem.comes_alone(name)


def turned(array: Array, order: tuple[int, ...]) -> Array:
    """Return an array with its axes in an order; as it is where that is of another number of axes."""
    if -1 in order:
        return array.reshape(in_order(array.shape, order))
    return array.transpose(order) if len(order) == array.ndim else array


def partial_gradient(case: Case, pass_name: str) -> str:
    """Say so where a case's gradient is smaller than the output."""
    operator, shape = OPERATORS[case.operator], case.out_grad.shape
    if not operator.passes[pass_name].gradient or shape in (
        None,
        operator.out_shape(case, "forward"),
    ):
        return ""
    return "gradients that are smaller than the output"


def ordered(text: str, between: str, order: tuple[int, ...]) -> str:
    """Put the numbers of an index or a shape into an order of axes."""
    numbers = text.split(between)
    if len(order) != len(numbers) or -1 in order:
        return text
    return between.join(numbers[axis] for axis in order)


RESULTS = {"forward": "out_grad", "backward_filter": "W", "backward_bias": "b"}
"""The array that a pass's answer is like, where it is not X."""
