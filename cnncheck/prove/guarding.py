"""Results checked while they are used, at a fraction of what they cost (Freivalds 1977).

A random sum of slices of a linear layer's result is the result for the sum of its arrays' slices: one
filter in place of F, one image in place of N. An error in the result is one in the sum, unless factors
happen to cancel it. They are uniform on [-1, 1]: of an error that is t times what rounding may come
to, at most 2 / t of all draws see nothing.
"""

from __future__ import annotations

import contextlib
import functools
import inspect
from difflib import get_close_matches
from types import ModuleType
from typing import TYPE_CHECKING, Any, TypeVar

import numpy as np

from cnncheck.compare.sums import allowed_of_sums
from cnncheck.dialects import LAYERS
from cnncheck.dtypes import finfo
from cnncheck.errors import CnncheckError, UsageError
from cnncheck.implementations.builtin import FUNCTIONS
from cnncheck.operators import OPERATORS
from cnncheck.operators.thinning import has_sums, thinned
from cnncheck.prove.guarded_calls import as_problem, may_overflow, named
from cnncheck.references.truth import Truth
from cnncheck.shapes import as_shape

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from cnncheck.operators.problem import Array, Problem

    Guarded = TypeVar("Guarded", bound=Callable[..., Any])


LINEAR = {
    LAYERS.called(operator.name, pass_name): (operator.name, pass_name)
    for operator in OPERATORS.values()
    for pass_name, its in operator.passes.items()
    if its.linear and not its.picks
}
"""By the name of a function of ``cnncheck.layers``, the operator and the pass."""


class WrongResultError(CnncheckError):
    """A guarded function returned what its arguments do not come to."""


def guard(function: Guarded | ModuleType | None = None, *, name: str = "") -> Any:
    """Check every result of a convolution, a padding, averages, or their gradients while it is used.

    Parameters
    ----------
    function : callable or module
        With the arguments of the function in `cnncheck.layers` of the name, in their order. Of a
        module, in a ``with`` statement, all functions that have one of the names.
    name : str, optional
        Which it is, where it is called otherwise, such as ``convolution2D`` or
        ``conv_transpose1d_backward_filter``.

    Returns
    -------
    callable or context manager
        The same, which raises `WrongResultError` where a result is off by more than rounding.

    Raises
    ------
    UsageError
        When there is nothing to guard it by.

    Notes
    -----
    It costs two convolutions with a single filter, image or channel, in float64, and copies of the
    arguments, which must not be changed. What is right is never accused: the bound holds for any
    order of summation, and for products that underflow. What is wrong is missed with a
    probability of at most 2 / t, where the largest error is t times the bound, and at the next call
    with other factors. What is not finite is not looked at.

    Examples
    --------
    >>> @cnncheck.guard
    ... def convolution2D(X, W, stride, padding):
    ...     return fast(X, W, stride, padding)

    >>> with cnncheck.guard(my_layers):
    ...     train()
    """
    if function is None:
        return functools.partial(guard, name=name)
    if isinstance(function, ModuleType):
        return _all_of(function)
    if not callable(function):
        raise UsageError(f"{function!r} is no function", "guard a convolution, or one's gradient")
    known = name or getattr(function, "__name__", type(function).__name__)
    if known not in LINEAR:
        near = ", ".join(get_close_matches(known, LINEAR) or list(LINEAR)[:3])
        raise UsageError(
            f"{known} cannot be guarded",
            f"say by name= which linear function of cnncheck.layers it is, such as {near}",
        )
    theirs = inspect.signature(function)
    arguments = LAYERS.signature(*LINEAR[known]).arguments

    @functools.wraps(function)
    def guarded(*args: Any, **kwargs: Any) -> Any:
        given = named(known, arguments, theirs, args, kwargs)
        kept = {
            key: each.copy() if isinstance(each, np.ndarray) else each
            for key, each in given.items()
        }
        result = function(*args, **kwargs)
        for argument, before in kept.items():
            if not _is_the_same(before, given[argument]):
                raise WrongResultError(f"{known} has changed its {argument}", "work on a copy")
        check(known, kept, result, np.random.default_rng())
        return result

    return guarded


@contextlib.contextmanager
def _all_of(module: ModuleType) -> Iterator[ModuleType]:
    """Guard the functions of a module for a while."""
    own = {name: its for name, its in vars(module).items() if name in LINEAR and callable(its)}
    if not own:
        raise UsageError(
            f"{module.__name__} has no function that can be guarded",
            "name one as in cnncheck.layers, such as " + ", ".join(list(LINEAR)[:3]),
        )
    try:
        for name, its in own.items():
            setattr(module, name, guard(its, name=name))
        yield module
    finally:
        for name, its in own.items():
            setattr(module, name, its)


def check(known: str, told: Mapping[str, Any], result: Array, chance: np.random.Generator) -> None:
    """Check one result.

    Parameters
    ----------
    known : str
    told : mapping of str to object
        What the function was told, by what a problem calls it.
    result : array
    chance : numpy.random.Generator
        Draws the factors.

    Raises
    ------
    UsageError
        When the arguments are none that it can be checked by.
    WrongResultError
    """
    problem = as_problem(known, *LINEAR[known], told)
    _check_kind(known, problem, result)
    if result.shape != problem.out_shape:
        got, right = (as_shape(shape) for shape in (result.shape, problem.out_shape))
        raise WrongResultError(f"{known} returned shape {got}, expected {right}")
    if not has_sums(problem):
        raise UsageError(
            f"{known} cannot be guarded where it puts a constant around an image",
            "guard it where that is 0",
        )
    with np.errstate(
        all="ignore"
    ):  # who guards is not to be warned of, nor to be stopped by, our sums
        thin = thinned(problem, chance)
        expected = _answer(thin.problem)
        bound = allowed_of_sums(thin, Truth(expected, _answer(thin.magnitude)), result.dtype).at
        found = thin.sums(result)
        differs = np.abs(found - expected)
        wrong = ~(differs <= bound) & np.isfinite(expected)
        if may_overflow(problem, result.dtype):
            wrong &= np.isfinite(found)
    if not wrong.any():
        return
    at = np.unravel_index(int(np.argmax(np.where(wrong, differs, -1))), wrong.shape)
    place = ", ".join(":" if axis == thin.slices.axis else str(i) for axis, i in enumerate(at))
    raise WrongResultError(
        f"{known} returned a wrong result: a random sum of the elements [{place}] is off by "
        f"{differs[at]:.3g}, allowed is {np.broadcast_to(bound, wrong.shape)[at]:.3g}",
        "write the arguments down and check them with cnncheck.check",
    )


def _answer(problem: Problem) -> Array:
    """Return what the built-in layers say to a problem."""
    asked = LAYERS.call(problem)
    by_name = {each[:-1]: value for each, value in asked.arguments.items() if each.endswith("=")}
    in_order = (value for each, value in asked.arguments.items() if not each.endswith("="))
    return np.asarray(
        FUNCTIONS[LAYERS.called(problem.operator, problem.pass_name)](*in_order, **by_name)
    )


def _check_kind(known: str, problem: Problem, result: Any) -> None:
    """Refuse results of which rounding says nothing, or that are rounded too much."""
    if type(result) is not np.ndarray or result.dtype.kind != "f":
        got = type(result).__name__
        if isinstance(result, np.ndarray):
            got += f" of {result.dtype}"
        raise WrongResultError(f"{known} returned {got}, expected an array of floating point")
    coarsest = max(finfo(each.dtype).eps for each in problem.arrays.values())
    if finfo(result.dtype).eps > coarsest:
        raise WrongResultError(
            f"{known} returned {result.dtype}, which is coarser than its arguments"
        )


def _is_the_same(before: Any, after: Any) -> bool:
    return not isinstance(after, np.ndarray) or np.array_equal(
        before, after, equal_nan=after.dtype.kind in "fc"
    )
