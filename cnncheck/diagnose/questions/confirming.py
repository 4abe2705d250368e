"""Whether digits are really lost: asked where there is nothing else to be wrong.

Errors of a size say little: a wrong factor has one, too. With a kernel or a window of one element
each result is one value of one array, so that it shows to how many binary digits that was cut.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from cnncheck.diagnose.observing.amounts import valued
from cnncheck.diagnose.small_problems.small import Candidate, blank, problems_of, shapes_of, written
from cnncheck.operators import OPERATORS

if TYPE_CHECKING:
    from collections.abc import Callable

    from cnncheck.calls import Reply
    from cnncheck.operators.parameter import Value
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


AXES = {"X": "NC", "W": "FC", "b": "F", "out_grad": "NF"}
"""The leading axes of arrays; the result has those that only one of its factors has."""


def _question(problem: Problem, name: str, values: tuple[float, ...]) -> Problem:
    """Return a problem whose result is the values, one array's own; the others hold ones.

    All lengths are 1 but that of the axis in which the values follow one another.
    """
    others = {axis for each in valued(problem) if each != name for axis in AXES[each]}
    sizes = {"N": 1, "F": 1, "C": 1}
    shown = "F" if len(problem.out_shape) == 1 else "NFC"
    sizes[next(each for each in AXES[name] if each in shown and each not in others)] = len(values)
    N, C = sizes["N"], sizes["C"]
    told: dict[str, Value] = {
        each.name: tuple(sizes.get(entry, 1) for entry in each.entries)
        if each.kind == "shape"
        else each.least
        for each in OPERATORS[problem.operator].parameters
    }
    image = (N, C, *(1 for _ in problem.windows.axes))
    case = blank(problem.operator, problem.pass_name, image, told)
    arrays = {each: np.ones(shape) for each, shape in shapes_of(case).items()}
    arrays[name] = np.array(values).reshape(arrays[name].shape)
    return next(problems_of(written(Candidate(case, arrays), dtype=problem.case.dtype)))


def _values(problem: Problem, ask: Ask) -> Array | None:
    value = ask(problem).value
    if value is None or value.shape != problem.out_shape:
        return None
    return value.astype(np.float64).ravel()
