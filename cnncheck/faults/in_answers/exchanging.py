"""Faults of gradients that come back in another order: each is right, in another one's place."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from cnncheck.faults.declaring import right
from cnncheck.faults.declaring.table import about, computed

if TYPE_CHECKING:
    from collections.abc import Iterator

    from cnncheck.faults.declaring.fault import Compute
    from cnncheck.faults.declaring.table import Row
    from cnncheck.operators import Operator
    from cnncheck.operators.function import Function
    from cnncheck.operators.problem import Array, Problem

HINT = "In which order are the gradients returned, and in which order are they taken?"


def exchange_faults(operator: Operator, pass_name: str) -> Iterator[Row]:
    """Yield the faults in which another gradient of the operator is returned.

    Parameters
    ----------
    operator : Operator
    pass_name : str
        One that returns a gradient.
    """
    its = operator.passes[pass_name]
    for other, function in operator.passes.items():
        if other != pass_name and function.gradient and {*function.arrays} <= {*its.arrays}:
            due, got = _called(its), _called(function)
            sentence = f"{got} comes back in the place of {due}: the gradients are in another order"
            ways = (_of_another(other, function, its, last=last) for last in (False, True))
            yield from about(HINT, computed(f"{got.lower()}-for-{due.lower()}", sentence, *ways))


def _called(function: Function) -> str:
    return function.result or "dX"


def _of_another(pass_name: str, function: Function, asked: Function, *, last: bool) -> Compute:
    """Return another pass's answer, whose axes are taken for those of what is asked.

    Where channels come last, that is another order than the usual one.
    """

    def answer(problem: Problem) -> Array:
        out = right.answer(replace(problem, pass_name=pass_name))
        rank = len(problem.case.input) - 2
        if not last:
            return out
        # A bias has the axes of an image there.
        given = out.reshape(*(1,) * (rank + 1), -1) if out.ndim == 1 else out
        theirs = given if out.ndim == 1 else given.transpose(_channels_last(function, rank))
        if asked.axes == 1:  # what is no longer than a bias is taken for one
            return theirs.reshape(-1) if theirs.size == theirs.shape[-1] else theirs
        return theirs.transpose(np.argsort(_channels_last(asked, rank)))

    return answer


def _channels_last(function: Function, rank: int) -> tuple[int, ...]:
    """Return the order in which a gradient's axes are where channels come last."""
    image = tuple(range(2, rank + 2))
    return (*image, 1, 0) if _called(function) == "dW" else (0, *image, 1)
