"""What the signatures of courses have in common: a number for a stride, a bias, float64, caches."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

import numpy as np

from cnncheck.dialects.base import CACHE
from cnncheck.dialects.signature import word_for
from cnncheck.dialects.ties import OpenTies
from cnncheck.dialects.turning import partial_gradient
from cnncheck.operators import OPERATORS

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from cnncheck.calls import Given
    from cnncheck.operators.case import Case
    from cnncheck.operators.problem import Array, Problem

_PLURAL = {
    "stride": "two strides",
    "padding": "two paddings",
    "window": "windows that are not square",
}


class Course(OpenTies):
    """Signatures that say one stride and one padding, and nothing of dtypes.

    Their own tests are in float64, and what is written for them makes its arrays in it. Which of
    equal maxima a gradient goes to is left open, so that no two are equal where that is asked.
    """

    said: ClassVar[Mapping[str, Collection[str]]] = {
        "conv2d": ("filter", "stride", "padding", "bias"),
        "max_pool2d": ("window", "stride", "ties"),
        "avg_pool2d": ("window", "stride"),
        "zero_padding": ("padding",),
    }
    """By operator, the parameters that there are words for; another has its default or is not asked."""
    pairs: ClassVar[Collection[str]] = ()
    """Parameters that may differ between the axes."""
    square_filters: ClassVar[bool] = False

    def cannot(self, case: Case, pass_name: str) -> str:
        """Say what of a case there is no word for."""
        known = case.operator in self.said and (case.operator, pass_name) in self.signatures
        if not known:
            return f"{case.operator} {pass_name}"
        if case.dtype != "float64":
            return case.dtype
        if lacks := self.lacks(case, pass_name):
            return lacks
        unusual = case.unusual
        for each in OPERATORS[case.operator].parameters:
            value = case.parameters[each.name]
            if each.name not in self.said[case.operator] and each in unusual:
                return word_for(each)
            # What is written as the second of pairs may differ where the first may.
            name = each.follows if each.paired else each.name
            if each.is_uneven(value) and name not in self.pairs:
                return _PLURAL.get(each.name, f"two of {each.name}")
        if self.square_filters and case.operator == "conv2d" and len({*case.filter[2:]}) > 1:
            return "filters that are not square"
        if case.operator == "max_pool2d" and case.ties not in ("first", "any"):
            return f"ties: {case.ties}"
        if why := self.undecided(case, pass_name):
            return why
        return partial_gradient(case, pass_name)

    def value(self, problem: Problem, argument: str) -> Given:
        """Return one number for all axes, and a bias where the problem has none."""
        if argument == "b":
            given = problem.arguments.get("b")
            b = given if isinstance(given, np.ndarray) else _zeros(problem)
            return self.laid(problem, "b", b)
        if argument in ("stride", "padding"):
            return number(problem, argument)
        return super().value(problem, argument)


class ChannelsLast(Course):
    """Images are (N, H, W, C), filters (KH, KW, C, F), and a bias has the axes of an image."""

    helper = ("zero_padding", 1)
    axes: ClassVar[Mapping[str, tuple[int, ...]]] = {
        "X": (0, 2, 3, 1),
        "out_grad": (0, 2, 3, 1),
        "W": (2, 3, 1, 0),
    }

    def laid(self, problem: Problem, argument: str, array: Array) -> Array:
        """Return a bias with as many axes as an image has."""
        if argument == "b":
            return array.reshape(1, 1, 1, -1)
        return super().laid(problem, argument, array)

    def order(self, problem: Problem) -> tuple[int, ...]:
        """Return the axes of an image for the gradient of a bias, too."""
        return (-1, -1, -1, 0) if problem.pass_name == "backward_bias" else super().order(problem)


def number(problem: Problem, parameter: str) -> int:
    """Return what a parameter is along all axes."""
    value = problem.case.parameters[parameter]
    return int(value[0] if isinstance(value, tuple) else value or 0)


def _zeros(problem: Problem) -> Array:
    return np.zeros(problem.case.filter[0], problem.result_dtype)


__all__ = ["CACHE", "ChannelsLast", "Course", "number"]
