"""Whether digits are really lost: asked where there is nothing else to be wrong.

Errors of a size say little: a wrong factor has one, too. With a kernel or a window of one element
each result is one value of one array, so that it shows to how many binary digits that was cut.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from cnncheck.diagnose.amounts import valued
from cnncheck.diagnose.small import Geometry, case_of, problems_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from cnncheck.implementations.base import Reply
    from cnncheck.operators.case import Dtype
    from cnncheck.operators.problem import Array, Problem

    Ask = Callable[[Problem], Reply]

EXACT = (1.0, 1.25, 1.5, 1.75)
"""In every type that there is."""

INEXACT = (1.1, 1.2, 1.3, 1.4, 1.6, 1.7, 1.8, 1.9)
"""In none, and all between 1 and 2, where the distance of neighbours is the same."""


def loses_digits(problem: Problem, bits: int, ask: Ask) -> bool:
    """Ask whether values are cut to so many binary digits on the way, and are otherwise right.

    Parameters
    ----------
    problem : Problem
        Tells the pass, and the dtype of the arrays.
    bits : int
    ask : callable
        Puts a problem to the implementation.
    """
    cut = []
    for name in valued(problem):
        plain, odd = _question(problem, name, EXACT), _question(problem, name, INEXACT)
        right, got = _values(plain, ask), _values(odd, ask)
        if right is None or got is None or not np.array_equal(right, EXACT):
            return False
        kept = np.array_equal(got, np.array(INEXACT, problem.dtype))
        if not (kept or _is_cut(got, bits)):
            return False
        cut.append(not kept)
    return any(cut)


def _is_cut(got: Array, bits: int) -> bool:
    """Whether each value is one of its two neighbours among numbers of so many digits."""
    step = 2.0 ** (1 - bits)
    near = np.abs(got - np.array(INEXACT)) < step
    return bool(near.all() and (got / step == np.rint(got / step)).all())


def _question(problem: Problem, name: str, values: tuple[float, ...]) -> Problem:
    """Return a problem whose result is the values, one array's own; the others hold ones."""
    geometry = _geometry(problem, name, len(values))
    arrays = {each: np.ones(shape) for each, shape in geometry.shapes.items()}
    arrays[name] = np.array(values).reshape(arrays[name].shape)
    dtype: Dtype = "float32" if problem.dtype == np.float32 else "float64"
    return next(problems_of(case_of(geometry, arrays, dtype)))


def _geometry(problem: Problem, name: str, count: int) -> Geometry:
    """Return 1x1 everything, with as many pixels, or filters, as there are values."""
    operator, pass_name = problem.operator, problem.pass_name
    row, backward = (1, 1, 1, count), pass_name != "forward"
    if operator != "conv2d":
        window = 1 if operator == "max_pool2d" else None
        return Geometry(operator, pass_name, row, window=window, grad=row if backward else None)
    if pass_name == "backward_filter":
        filters, channels = (1, count) if name == "X" else (count, 1)
        shapes = (1, channels, 1, 1), (filters, channels, 1, 1), (1, filters, 1, 1)
        return Geometry(operator, pass_name, shapes[0], shapes[1], grad=shapes[2])
    if name == "W":
        filters, channels = (1, count) if backward else (count, 1)
        shapes = (1, channels, 1, 1), (filters, channels, 1, 1), (1, filters, 1, 1)
    else:
        shapes = row, (1, 1, 1, 1), row
    return Geometry(operator, pass_name, shapes[0], shapes[1], grad=shapes[2] if backward else None)


def _values(problem: Problem, ask: Ask) -> Array | None:
    value = ask(problem).value
    if value is None or value.shape != problem.out_shape:
        return None
    return value.astype(np.float64).ravel()
