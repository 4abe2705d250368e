"""Small problems: cases without values, the arrays beside them, and what they are asked as."""

from __future__ import annotations

from dataclasses import dataclass
from math import prod
from typing import TYPE_CHECKING, Any

import numpy as np

from cnncheck.dialects import LAYERS
from cnncheck.operators import OPERATORS
from cnncheck.operators.case import Case, OutGrad

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from cnncheck.operators.expected import Values
    from cnncheck.operators.parameter import Value
    from cnncheck.operators.problem import Array, Problem

    Shape = tuple[int, ...]


@dataclass(frozen=True, slots=True, eq=False)
class Candidate:
    """A problem that may fail: its case without values, and the arrays by their names there."""

    case: Case
    values: Mapping[str, Array]


def candidate_of(problem: Problem) -> Candidate:
    """Return a problem as a candidate.

    Parameters
    ----------
    problem : Problem
    """
    case = problem.case
    arrays = problem.arrays
    gradient = arrays["out_grad"].shape if "out_grad" in arrays else None
    sizes = blank(case.operator, problem.pass_name, case.input, case.parameters, gradient)
    return Candidate(sizes, arrays)


def blank(
    operator: str,
    pass_name: str,
    image: Shape,
    parameters: Mapping[str, Value],
    gradient: Shape | None = None,
) -> Case:
    """Return a case of such sizes, without values."""
    partial = gradient is not None and OPERATORS[operator].partial_gradient
    return Case(
        file="",
        name="smallest",
        operator=operator,
        passes=(pass_name,),
        input=image,
        parameters=parameters,
        out_grad=gradient_of(gradient) if partial and gradient else OutGrad(),
        fill="integers",
    )


def gradient_of(shape: Shape) -> OutGrad:
    """Return a gradient of a shape, as a case says it."""
    return OutGrad("random", shape)


def shapes_of(case: Case, *, gradient: bool | None = None) -> dict[str, Shape]:
    """Return the shapes of the arrays by their names in a case, in the order of their size.

    Parameters
    ----------
    case : Case
    gradient : bool, optional
        Whether that of the gradient is among them; by default if the case's first pass takes one.
    """
    operator = OPERATORS[case.operator]
    shapes = operator.shapes(case)
    takes = bool(operator.passes[case.passes[0]].gradient) if gradient is None else gradient
    if takes:
        shapes["out_grad"] = case.out_grad.shape or operator.out_shape(case, "forward")
    return shapes


def size_of(case: Case) -> int:
    """Count the elements of all arrays together."""
    return sum(map(prod, shapes_of(case).values()))


def written(candidate: Candidate, name: str = "smallest", **stored: Any) -> Case:
    """Return the case that asks about the candidate's values.

    Parameters
    ----------
    candidate : Candidate
    name : str, optional
    **stored
        Its dtype, layout and accumulator, where they are not as usual.
    """
    finite = all(bool(np.isfinite(array).all()) for array in candidate.values.values())
    return candidate.case.but(
        name=name,
        **stored,
        fill="integers" if finite else "nonfinite",
        values={key: nested(array) for key, array in candidate.values.items()},
    )


def nested(array: Array) -> Values:
    """Return an array as nested tuples of float."""
    return _as_tuples(array.astype(np.float64).tolist(), array.ndim)


def _as_tuples(rows: Any, axes: int) -> Values:
    if axes < 2:
        return tuple(rows) if axes else float(rows)
    return tuple(_as_tuples(row, axes - 1) for row in rows)


def problems_of(case: Case, draws: int = 1) -> Iterator[Problem]:
    """Yield a case's problems; from the second draw on it has other values."""
    return LAYERS.problems(case, case.passes[0], draws)


def askable(case: Case) -> bool:
    """Whether the operator can be asked about such sizes."""
    operator = OPERATORS[case.operator]
    numbers = [
        (number, each.lowest)
        for each in operator.parameters
        if each.numeric
        for number in numbers_of(case.parameters[each.name])
    ]
    numbers += [(length, 1) for length in (*case.input, *(case.out_grad.shape or ()))]
    return all(number >= low for number, low in numbers) and not operator.geometry_faults(case)


def fitted(case: Case) -> Case:
    """Return the case with a smaller gradient no larger than the output that there now is."""
    if case.out_grad.shape is None:
        return case
    windows = OPERATORS[case.operator].windows(case).out
    lengths = map(min, case.out_grad.shape[2:], windows)
    return case.but(out_grad=gradient_of((*case.input[:2], *lengths)))


def numbers_of(value: Value) -> tuple[int, ...]:
    """Return the numbers that a parameter's value is made of."""
    return value if isinstance(value, tuple) else (int(value or 0),)
