"""Calls of a guarded function as problems: what stands where in its arguments, and of which sizes."""

from __future__ import annotations

import inspect
import math
from typing import TYPE_CHECKING, Any

import numpy as np

from cnncheck.dtypes import finfo
from cnncheck.errors import UsageError
from cnncheck.operators import OPERATORS
from cnncheck.operators.around import split
from cnncheck.operators.case import Case, OutGrad
from cnncheck.operators.problem import Problem
from cnncheck.operators.thinning import FILTERS
from cnncheck.shapes import as_shape

if TYPE_CHECKING:
    from collections.abc import Mapping

    from cnncheck.operators.base import Operator
    from cnncheck.operators.parameter import Parameter
    from cnncheck.operators.problem import Array

_BY_PLACE = (inspect.Parameter.POSITIONAL_ONLY, inspect.Parameter.POSITIONAL_OR_KEYWORD)


def named(
    known: str,
    arguments: Mapping[str, str],
    theirs: inspect.Signature,
    args: tuple[Any, ...],
    kwargs: Mapping[str, Any],
) -> dict[str, Any]:
    """Return what a function is given, by what a problem calls it.

    Parameters
    ----------
    known : str
        What it is.
    arguments : mapping of str to str
        What that calls its arguments, in order, to what a problem calls them.
    theirs : inspect.Signature
        Of the function itself, which may call them otherwise.
    args, kwargs
        Of the call.

    Raises
    ------
    UsageError
        When it takes more, or something else by name.
    """
    ours = {name.rstrip("=?"): each for name, each in arguments.items()}
    in_order = [name for name in arguments if not name.endswith("?")]
    told = theirs.bind(*args, **kwargs)
    told.apply_defaults()
    written = [name for name, each in theirs.parameters.items() if each.kind in _BY_PLACE]
    found: dict[str, Any] = {}
    more: list[str] = []
    for at, value in enumerate(told.args):
        name = written[at] if at < len(written) and written[at] in ours else ""
        name = name or (in_order[at] if at < len(in_order) else "")
        more += [] if name else [str(at)]
        found[ours.get(name, "")] = value
    for name, value in told.kwargs.items():
        more += [] if name in ours or value is None else [name]
        found[ours.get(name, "")] = value
    if more:
        raise UsageError(
            f"{known} takes {', '.join(ours)} and {len(more)} more",
            "guard a function with the arguments of cnncheck.layers' own",
        )
    return {name: value for name, value in found.items() if name and value is not None}


def as_problem(known: str, operator: str, pass_name: str, told: Mapping[str, Any]) -> Problem:
    """Return the question that a call asks.

    Raises
    ------
    UsageError
        When an array is not of floating point, or the arguments do not fit one another.
    """
    its = OPERATORS[operator]
    names = (name for name in its.passes[pass_name].arrays if name in told)
    arrays = {name: np.asarray(told[name]) for name in names}
    for name, array in arrays.items():
        if array.dtype.kind != "f":
            raise UsageError(
                f"{known} cannot be guarded where {name} is {array.dtype}",
                "guard it where the arrays are of floating point",
            )
    try:
        case = _case(its, pass_name, arrays, told)
        fault = next((each.message for each in its.geometry_faults(case)), "")
    except (TypeError, ValueError, IndexError, ArithmeticError) as error:
        case, fault = None, str(error)
    if case is None or fault:
        shapes = ", ".join(f"{name} {as_shape(array.shape)}" for name, array in arrays.items())
        raise UsageError(
            f"{known} cannot be guarded where it is given {shapes}: {fault}",
            "guard it where the shapes of the arguments fit one another",
        )
    given = {**case.parameters, **arrays}
    heard = {name: given[name] for name in its.arguments(pass_name) if name in given}
    return Problem(case, pass_name, heard, exact=False)


def may_overflow(problem: Problem, dtype: np.dtype[Any]) -> bool:
    """Whether sums of right products can be too large for a dtype."""
    sizes = {
        name: float(np.abs(array.astype(np.float64)).max(initial=0))
        for name, array in problem.arrays.items()
    }
    largest = math.prod(sizes[name] for name in problem.linear) * max(problem.depth, 1)
    largest += sum(sizes[name] for name in problem.added)
    return not largest < float(finfo(dtype).max)


def _case(
    operator: Operator, pass_name: str, arrays: Mapping[str, Array], told: Mapping[str, Any]
) -> Case:
    """Return the case of a call: its values are given, and nobody drew them at random."""
    axes = {"X": operator.rank + 2, "out_grad": operator.rank + 2}
    for name, array in arrays.items():
        if array.ndim != axes.get(name, array.ndim):
            raise ValueError(f"{name} has {array.ndim} axes, not {axes[name]}")
    gradient = arrays["out_grad"].shape if "out_grad" in arrays else ()
    parameters = {each.name: _plain(told.get(each.name)) for each in operator.parameters}
    for each in operator.parameters:
        if each.kind == "shape":
            whole = arrays[each.array].shape if each.array in arrays else ()
            parameters[each.name] = whole or _thinnest(each, gradient)
        elif each.array:
            parameters[each.name] = each.array in arrays or pass_name in _passes_of(operator, each)
    image = arrays["X"].shape if "X" in arrays else _image(operator, gradient)
    case = Case(
        file="",
        name="guarded",
        operator=operator.name,
        passes=(pass_name,),
        input=image,
        parameters=split(parameters, operator),
        out_grad=OutGrad("random", gradient or None),
        values={},
    )
    if "X" in arrays:
        return case
    # The gradient says how large the output is: the image is as much smaller than that.
    out = operator.out_shape(case, "forward")
    more = (wanted - got for wanted, got in zip(gradient[2:], out[2:], strict=True))
    return case.but(
        input=(*image[:2], *(n + each for n, each in zip(image[2:], more, strict=True)))
    )


def _passes_of(operator: Operator, flag: Parameter) -> list[str]:
    """Return the passes that there are with a flag alone."""
    return [name for name, its in operator.passes.items() if its.option == flag.name]


def _thinnest(shape: Parameter, gradient: tuple[int, ...]) -> tuple[int, ...]:
    """Return a shape for an array that is not told: of one channel and one tap, as many filters."""
    return tuple(gradient[1] if entry[0] == FILTERS else 1 for entry in shape.entries)


def _image(operator: Operator, gradient: tuple[int, ...]) -> tuple[int, ...]:
    """Return a shape for an image that is not told, of one channel where a filter makes others."""
    filtered = any(each.kind == "shape" for each in operator.parameters)
    return (gradient[0], 1 if filtered else gradient[1], *gradient[2:])


def _plain(value: Any) -> Any:
    """Return a number or several as a case holds them."""
    if isinstance(value, (tuple, list, np.ndarray)):
        return tuple(map(_plain, value))
    return value.item() if isinstance(value, np.generic) else value
