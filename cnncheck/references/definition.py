"""The formulas as plain loops: slow, obvious, and independent of every array library.

Values are Python numbers. Integers are added exactly; floats by `math.fsum`, which rounds once.
Each operator has its formulas in its own folder.
"""

from __future__ import annotations

import math
import time
from typing import TYPE_CHECKING, Any

import numpy as np

from cnncheck.operators.formulas import everywhere
from cnncheck.operators.places import part
from cnncheck.references.truth import Truth

if TYPE_CHECKING:
    from cnncheck.operators.formulas import Number, Pixels, Terms
    from cnncheck.operators.problem import Array, Problem


class DefinitionReference:
    """Answers problems from the formulas alone, without torch."""

    name = "definition"

    def answer(self, problem: Problem) -> Truth:
        """Answer exactly where values are integers, else correctly rounded."""
        started = time.perf_counter()
        terms = _terms(problem)
        value = problem.kept(_collect(terms, problem.out_shape))
        seconds = time.perf_counter() - started
        if not problem.needs_bound:
            return Truth(value, seconds=seconds)
        finite = {
            at: [abs(term) for term in some if math.isfinite(term)] for at, some in terms.items()
        }
        norm = problem.norm if problem.multiplies else 0.0
        return Truth(value, _collect(finite, problem.out_shape), norm, seconds)

    def yardstick(self, problem: Problem) -> None:
        """There is none: the definition has no dtype of its own."""


def work(problem: Problem) -> int:
    """Count the terms that `DefinitionReference.answer` would add, roughly, without doing so."""
    out = math.prod(problem.out_shape) * max(problem.depth, 1)
    if not problem.picks:
        return out
    # Where a gradient goes is looked up in its whole window.
    return out + int(problem.arrays[problem.linear[0]].size) * math.prod(problem.windows.kernel)


def _terms(problem: Problem) -> Terms:
    arguments: dict[str, Any] = {
        name: _pixels(value) if isinstance(value, np.ndarray) else value
        for name, value in problem.arguments.items()
    }
    shapes = {name: array.shape for name, array in problem.arrays.items()}
    formulas = part(problem.operator, "formula").FORMULAS
    terms: Terms = formulas[problem.pass_name](arguments, shapes, problem.out_shape)
    return terms


def _pixels(array: Array) -> Pixels:
    values: list[Number] = array.ravel().tolist()
    if all(math.isfinite(value) and value == int(value) for value in values):
        values = [int(value) for value in values]
    return dict(zip(everywhere(array.shape), values, strict=True))


def _collect(terms: Terms, shape: tuple[int, ...]) -> Array:
    out = np.zeros(shape, np.float64)
    for at, values in terms.items():
        out[at] = _total(values)
    return out


def _total(values: list[Number]) -> Number:
    total = sum(values)
    if type(total) is int or not math.isfinite(total):  # an integer is a sum of integers alone
        return total
    return math.fsum(values)
