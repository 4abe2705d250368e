"""Steps from a problem to smaller and plainer ones."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np

from cnncheck.diagnose.small_problems.small import Candidate, askable, fitted, shapes_of
from cnncheck.operators import OPERATORS
from cnncheck.operators.base import CHANNELS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from cnncheck.diagnose.small_problems.small import Shape
    from cnncheck.operators.case import Case
    from cnncheck.operators.parameter import Parameter
    from cnncheck.operators.problem import Array


def reductions(candidate: Candidate) -> Iterator[Candidate]:
    """Yield the problem cut down by one step, the largest steps first.

    Parameters
    ----------
    candidate : Candidate
    """
    for smaller in map(fitted, filter(askable, _smaller(candidate.case))):
        shapes = shapes_of(smaller).items()
        told = candidate.values  # not every pass is told of X
        values = {name: _cut(told[name], shape) for name, shape in shapes if name in told}
        yield Candidate(smaller, values)


def plainer(
    values: Mapping[str, Array], holds: Callable[[dict[str, Array]], bool]
) -> dict[str, Array]:
    """Return the values with as many zeros and ones as possible.

    Parameters
    ----------
    values : mapping of str to array
    holds : callable
        Says whether changed values will do.
    """
    current = dict(values)
    finite = all(np.isfinite(array).all() for array in values.values())
    simple = (0.0, 1.0, 2.0) if finite else (1.0, 2.0)  # that 0 times inf is NaN tells nothing
    for name, array in values.items():
        for place in np.ndindex(array.shape):
            for plain in simple:
                if current[name][place] == plain:
                    break
                changed = current[name].copy()
                changed[place] = plain
                if holds({**current, name: changed}):
                    current[name] = changed
                    break
    return current


def _smaller(case: Case) -> Iterator[Case]:
    operator = OPERATORS[case.operator]
    parameters = operator.parameters
    for each in parameters:
        if not each.numeric and operator.passes[case.passes[0]].option != each.name:
            yield case.but(parameters={**case.parameters, each.name: each.default})
    for halve in (True, False):
        for axis in range(len(case.input)):
            yield with_input(case, axis, _less(case.input[axis], halve=halve))
        for each in parameters:
            if each.kind in ("shape", "per_axis"):
                yield from _with_parameter(case, each, halve=halve)
    if case.out_grad.shape is not None:
        for axis in range(2, len(case.out_grad.shape)):
            shape = _set(case.out_grad.shape, axis, case.out_grad.shape[axis] - 1)
            yield case.but(out_grad=replace(case.out_grad, shape=shape))
    for each in parameters:
        if each.kind in ("taps", "integer", "count"):
            yield from _with_parameter(case, each, halve=False)


def with_input(case: Case, axis: int, length: int) -> Case:
    """Return the case with an axis of X, and of whatever shares it, of another length."""
    gradient = case.out_grad
    if gradient.shape is not None and axis < 2:
        gradient = replace(gradient, shape=_set(gradient.shape, axis, length))
    changed = case.but(input=_set(case.input, axis, length), out_grad=gradient)
    return OPERATORS[case.operator].agreeing(changed) if length else changed


def _with_parameter(case: Case, parameter: Parameter, *, halve: bool) -> Iterator[Case]:
    """Yield the case with each number of a parameter smaller; all at once where they are alike."""
    value = case.parameters[parameter.name]
    if not isinstance(value, tuple) or (parameter.alike and not parameter.is_uneven(value)):
        number = value[0] if isinstance(value, tuple) else value
        less = _less(int(number or 0), halve=False)
        yield with_parameter(case, parameter, None, less)
        return
    for place, number in enumerate(value):
        if parameter.entries[place : place + 1] != (CHANNELS,):
            yield with_parameter(case, parameter, place, _less(number, halve=halve))


def with_parameter(case: Case, parameter: Parameter, place: int | None, number: int) -> Case:
    """Return the case with another number at a place of a parameter; without one, everywhere."""
    value = case.parameters[parameter.name]
    if not isinstance(value, tuple):
        changed: Any = number
    else:
        changed = (number,) * len(value) if place is None else _set(value, place, number)
    told = case.but(parameters={**case.parameters, parameter.name: changed})
    return OPERATORS[case.operator].agreeing(told) if number else told


def _less(length: int, *, halve: bool) -> int:
    return (length + 1) // 2 if halve and length > 2 else length - 1


def _set(shape: Any, axis: int, length: int) -> Any:
    return (*shape[:axis], length, *shape[axis + 1 :])


def _cut(array: Array, shape: Shape) -> Array:
    """Cut an array down; where it has to grow its own values are repeated."""
    for axis, length in enumerate(shape):
        array = np.take(array, np.arange(length) % array.shape[axis], axis)
    return array
