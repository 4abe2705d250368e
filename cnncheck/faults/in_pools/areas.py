"""Faults of averages, and of their gradients, that are divided by the wrong area."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np

from cnncheck.faults.declaring.table import Row, about, then
from cnncheck.faults.parts.ways import right_plan

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from cnncheck.faults.parts.changes import Then
    from cnncheck.faults.parts.plans import Plan
    from cnncheck.operators.problem import Array, Problem

AREA = "By how many pixels is each average divided?"


def division_faults(*, forward: bool) -> Iterator[Row]:
    """Yield the faults of an average, or its gradient, that is divided by the wrong area.

    Parameters
    ----------
    forward : bool
    """
    what = "each sum" if forward else "the gradient"
    for name, other, taken in (("height", "width", _height), ("width", "height", _width)):
        sentence = f"{what} is divided by an area with the window's {name} for its {other}"
        yield from about(AREA, then(f"divided-by-{name}-for-{other}", sentence, taken))
    sentence = f"{what} is divided by the sum of the window's sides, not by its area"
    yield from about(AREA, then("divided-by-sum-of-sides", sentence, _sum_of_sides))
    sentence = f"{what} is divided by two sides of the window alone, not by all three"
    yield from about(AREA, then("divided-by-two-sides", sentence, *map(_without_side, range(3))))
    sentence = f"{what} is divided by the number of windows, not by the area of one"
    yield from about(AREA, then("divided-by-windows", sentence, _by_windows))
    if not forward:
        sentence = "the gradient is divided by the area that the strides span, not by the window's"
        yield from about(AREA, then("divided-by-stride", sentence, _by_stride))


def _height(out: Array, problem: Problem) -> Array:
    return _with_sides(out, problem, lambda plan: plan.w.kernel / plan.h.kernel)


def _width(out: Array, problem: Problem) -> Array:
    return _with_sides(out, problem, lambda plan: plan.h.kernel / plan.w.kernel)


def _sum_of_sides(out: Array, problem: Problem) -> Array:
    return _with_sides(
        out, problem, lambda plan: plan.taps / sum(axis.kernel for axis in plan.axes)
    )


def _without_side(place: int) -> Then:
    """Divide by the sides of a volume's window but one."""

    def divided(out: Array, problem: Problem) -> Array:
        if right_plan(problem).d is None:
            raise ValueError("a window of images has two sides")
        return _with_sides(out, problem, lambda plan: plan.axes[place].kernel)

    return divided


def _with_sides(out: Array, problem: Problem, share: Callable[[Plan], float]) -> Array:
    """Divide by another area, where the divisor is that of a whole window."""
    plan = right_plan(problem)
    own = not plan.reduction.divisor and plan.reduction.count_padding and not plan.flat
    return np.asarray(out * share(plan)) if own else out


def _by_windows(out: Array, problem: Problem) -> Array:
    return _with_sides(
        out, problem, lambda plan: plan.taps / math.prod(axis.count for axis in plan.axes)
    )


def _by_stride(out: Array, problem: Problem) -> Array:
    plan = right_plan(problem)
    area = math.prod(axis.stride for axis in plan.axes if not (plan.flat and axis is plan.h))
    return np.asarray(out * plan.taps / area)
