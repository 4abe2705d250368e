"""Results checked while they are used, at a fraction of what they cost (Freivalds 1977).

A convolution's outputs for F filters, added up with random factors, are the output for the filters
added up with the same factors: one convolution with a single filter in place of F. The gradient with
respect to the filter is linear in each filter's out_grad in the same way, and that with respect to the
input in each channel of the filter.

An error in the result is one in the sum, unless factors happen to cancel it. They are uniform on
[-1, 1]: of an error that is t times what rounding may come to, at most 2 / t of all draws see nothing.
"""

from __future__ import annotations

import functools
import inspect
import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NamedTuple, TypeVar

import numpy as np

from cnncheck.errors import CnncheckError, UsageError
from cnncheck.implementations.builtin import FUNCTIONS
from cnncheck.shapes import as_shape

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from cnncheck.operators.problem import Array

    Guarded = TypeVar("Guarded", bound=Callable[..., Any])


class Sum(NamedTuple):
    """Axes along which a pass can be added up.

    Attributes
    ----------
    array : str
        The argument that is.
    axis, out_axis : int
        Along which axis of it, and of the result.
    thin : str
        An argument of which only a single slice along `thin_axis` is of any consequence then.
    """

    array: str
    axis: int
    out_axis: int
    thin: str = ""
    thin_axis: int = 0


SUMS = {
    "convolution2D": Sum("W", 0, 1),
    "convolution2D_backward_filter": Sum("out_grad", 1, 0, "W", 0),
    "convolution2D_backward_input": Sum("W", 1, 1, "X", 1),
}


KNOWN = ("out_grad", "X", "W", "stride", "padding")
"""Arguments in which nothing else is added to the products, as a bias would be."""


ARRAYS = ("out_grad", "X", "W")
"""Those that hold numbers of floating point."""


class WrongResultError(CnncheckError):
    """A guarded function returned what its arguments do not come to."""


def guard(function: Guarded | None = None, *, name: str = "") -> Any:
    """Check every result of a convolution, or of one of its gradients, while it is used.

    Parameters
    ----------
    function : callable
        With the arguments of the notebook's function of the name, in their order.
    name : str, optional
        Which it is, where it is called otherwise: ``convolution2D``,
        ``convolution2D_backward_filter`` or ``convolution2D_backward_input``.

    Returns
    -------
    callable
        The same, which raises `WrongResultError` where a result is off by more than rounding.

    Raises
    ------
    UsageError
        When there is nothing to guard it by.

    Notes
    -----
    It costs two convolutions with a single filter, or a single channel, in float64, and copies of the
    arguments, which must not be changed. What is right is never accused: the bound holds for any
    order of summation, and for products that underflow. What is wrong is missed with a
    probability of at most 2 / t, where the largest error is t times the bound, and at the next call
    with other factors. What is not finite is not looked at.

    Examples
    --------
    >>> @cnncheck.guard
    ... def convolution2D(X, W, stride, padding):
    ...     return fast(X, W, stride, padding)
    """
    if function is None:
        return functools.partial(guard, name=name)
    if not callable(function):
        raise UsageError(f"{function!r} is no function", "guard a convolution, or one's gradient")
    known = name or getattr(function, "__name__", type(function).__name__)
    if known not in SUMS:
        raise UsageError(
            f"{known} cannot be guarded", f"say which it is: name= one of {', '.join(SUMS)}"
        )
    theirs = inspect.signature(function)

    @functools.wraps(function)
    def guarded(*args: Any, **kwargs: Any) -> Any:
        told = theirs.bind(*args, **kwargs)
        names = _names(known, len(told.args) + len(told.kwargs))
        told.apply_defaults()
        given = [*told.args, *told.kwargs.values()][: len(names)]
        kept = [each.copy() if isinstance(each, np.ndarray) else each for each in given]
        result = function(*args, **kwargs)
        for argument, before, after in zip(names, kept, given, strict=False):
            if not _is_the_same(before, after):
                raise WrongResultError(f"{known} has changed its {argument}", "work on a copy")
        check(known, kept, result, np.random.default_rng())
        return result

    return guarded


def check(known: str, values: list[Any], result: Array, chance: np.random.Generator) -> None:
    """Check one result.

    Parameters
    ----------
    known : str
    values : list
        What the function was told, in the order of the notebook's arguments.
    result : array
    chance : numpy.random.Generator
        Draws the factors.

    Raises
    ------
    WrongResultError
    """
    told = dict(zip(_names(known, len(values)), values, strict=False))
    _check_kinds(known, told, result)
    whole = _summed(known, told, result, chance)
    if result.shape != whole.shape:
        got, right = (as_shape(shape) for shape in (result.shape, whole.shape))
        raise WrongResultError(f"{known} returned shape {got}, expected {right}")
    differs = np.abs(whole.found - whole.expected)
    with np.errstate(invalid="ignore"):
        wrong = ~(differs <= whole.bound) & np.isfinite(whole.expected)
        if _may_overflow(known, told, result):
            wrong &= np.isfinite(whole.found)
    if not wrong.any():
        return
    at = np.unravel_index(int(np.argmax(np.where(wrong, differs, -1))), wrong.shape)
    place = ", ".join(":" if axis == SUMS[known].out_axis else str(i) for axis, i in enumerate(at))
    raise WrongResultError(
        f"{known} returned a wrong result: a random sum of the elements [{place}] is off by "
        f"{differs[at]:.3g}, allowed is {whole.bound[at]:.3g}",
        "write the arguments down and check them with cnncheck.check",
    )


@dataclass(frozen=True, slots=True)
class _Sides:
    found: Array
    expected: Array
    bound: Array
    shape: tuple[int, ...]


def _summed(
    known: str, told: Mapping[str, Any], result: Array, chance: np.random.Generator
) -> _Sides:
    """Return a random sum of a result, and what it should come to."""
    its, layer = SUMS[known], FUNCTIONS[known]
    array = np.asarray(told[its.array], np.float64)
    factors: Array = chance.uniform(-1, 1, (array.shape[its.axis],))

    def reduced(values: Array, *, magnitude: bool = False) -> Array:
        thin = {name: np.asarray(told[name], np.float64) for name in ARRAYS if name in told}
        if magnitude:
            thin = {name: np.abs(each) for name, each in thin.items()}
        if its.thin:
            thin[its.thin] = thin[its.thin].take([0], its.thin_axis)
        try:
            return np.asarray(layer(**{**told, **thin, its.array: values}))
        except (TypeError, ValueError) as error:
            shapes = ", ".join(
                f"{name} {'x'.join(map(str, np.shape(told[name])))}"
                for name in ARRAYS
                if name in told
            )
            raise UsageError(
                f"{known} cannot be guarded where it is given {shapes}",
                "guard it where the shapes of the arguments fit one another",
            ) from error

    expected = reduced(_combined(array, factors, its.axis))
    largest = reduced(_combined(np.abs(array), np.abs(factors), its.axis), magnitude=True)
    shape = list(expected.shape)
    shape[its.out_axis] = len(factors)
    if result.shape != tuple(shape):
        return _Sides(expected, expected, largest, tuple(shape))
    found = _combined(np.asarray(result, np.float64), factors, its.out_axis)
    depth = _depth(known, told)
    unit = float(np.finfo(result.dtype).eps) / 2
    double = float(np.finfo(np.float64).eps) / 2
    bound = ((depth + 2) * unit + 4 * (depth + len(factors) + 4) * double) * largest
    # A product that underflows is off by a subnormal at most, whatever its size.
    bound += (depth + 2) * len(factors) * float(np.finfo(result.dtype).smallest_subnormal)
    return _Sides(found, expected, bound, tuple(shape))


def _combined(array: Array, factors: Array, axis: int) -> Array:
    """Return the sum of slices with their factors, as an array with a single one."""
    return np.expand_dims(np.tensordot(factors, array, (0, axis)), axis)


def _may_overflow(known: str, told: Mapping[str, Any], result: Array) -> bool:
    """Whether sums of right products can be too large for the dtype of the result."""
    names = [name for name in ARRAYS if name in told and name != SUMS[known].thin]
    sizes = [float(np.abs(told[name].astype(np.float64)).max(initial=0)) for name in names]
    return not math.prod(sizes) * _depth(known, told) < float(np.finfo(result.dtype).max)


def _depth(known: str, told: Mapping[str, Any]) -> int:
    """Return an upper bound of the products in one element of the result."""
    F, C, KH, KW = map(int, np.shape(told["W"]))
    if known == "convolution2D":
        return C * KH * KW
    if known == "convolution2D_backward_filter":
        N, _, OH, OW = map(int, np.shape(told["out_grad"]))
        return N * OH * OW
    return F * KH * KW


def _check_kinds(known: str, told: Mapping[str, Any], result: Any) -> None:
    """Refuse what rounding says nothing of, in the arguments and in the result."""
    dtypes = {name: np.asarray(told[name]).dtype for name in ARRAYS if name in told}
    for name, dtype in dtypes.items():
        if dtype.kind != "f":
            raise UsageError(
                f"{known} cannot be guarded where {name} is {dtype}",
                "guard it where the arrays are of floating point",
            )
    if type(result) is not np.ndarray or result.dtype.kind != "f":
        got = type(result).__name__
        if isinstance(result, np.ndarray):
            got += f" of {result.dtype}"
        raise WrongResultError(f"{known} returned {got}, expected an array of floating point")
    coarsest = max(np.finfo(dtype).eps for dtype in dtypes.values())
    if np.finfo(result.dtype).eps > coarsest:
        raise WrongResultError(
            f"{known} returned {result.dtype}, which is coarser than its arguments"
        )


def _is_the_same(before: Any, after: Any) -> bool:
    return not isinstance(after, np.ndarray) or np.array_equal(
        before, after, equal_nan=after.dtype.kind in "fc"
    )


def _names(known: str, count: int) -> list[str]:
    """Return the names of the arguments, of which so many are given."""
    names = [name for name in inspect.signature(FUNCTIONS[known]).parameters if name in KNOWN]
    if count > len(names):
        raise UsageError(
            f"{known} takes {', '.join(names)} and {count - len(names)} more",
            "guard a function with the notebook's arguments",
        )
    return names
