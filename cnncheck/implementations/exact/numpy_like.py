"""NumPy as the code under test sees it: arrays that it makes itself hold values.

Whatever floating-point dtype it asks for; integers and truth values stay what they are. NumPy's
own modules are left alone, and never see any of this. Imported by the worker process.
"""

from __future__ import annotations

import functools
import types
from fractions import Fraction
from math import isfinite
from typing import TYPE_CHECKING, Any

import numpy as np

from cnncheck.implementations.exact.element_arrays import (
    ONE,
    ZERO,
    Elements,
    filled,
    garbage,
    plain,
    wrapped,
)
from cnncheck.implementations.exact.field import Constant, Scalar

if TYPE_CHECKING:
    from collections.abc import Callable


class Seen(types.ModuleType):
    """A module of NumPy's, with other functions in place of some.

    Parameters
    ----------
    module : module
    """

    def __init__(self, module: types.ModuleType) -> None:
        super().__init__(module.__name__, module.__doc__)
        self.__dict__["_module"] = module

    def __getattr__(self, name: str) -> Any:
        return seen(getattr(self.__dict__["_module"], name))

    def __dir__(self) -> list[str]:
        return dir(self.__dict__["_module"])


def seen(value: Any) -> Any:
    """Return what the code under test sees in place of something of NumPy's."""
    if isinstance(value, types.ModuleType):
        own = value.__name__.partition(".")[0] == "numpy"
        return _MODULES.setdefault(value.__name__, Seen(value)) if own else value
    try:
        instead = _INSTEAD.get(value)
    except TypeError:  # not hashable
        return value
    if instead is None and isinstance(value, _FUNCTIONS):
        instead = _INSTEAD[value] = _answers_with_values(value)
    return value if instead is None else instead


def _answers_with_values(function: Any) -> Any:
    """Return a function whose arrays of objects are values, from lists of them, too."""

    @functools.wraps(function)
    def answer(*args: Any, **kwargs: Any) -> Any:
        return wrapped(function(*args, **kwargs))

    return answer


_FUNCTIONS = (types.FunctionType, types.BuiltinFunctionType, type(np.sum))


_MODULES: dict[str, Seen] = {}


def _is_float(dtype: Any) -> bool:
    return dtype is None or np.dtype(dtype).kind in "fO"


def _creates(function: Any, start: Callable[[Any, str], Elements]) -> Callable[..., Any]:
    def create(shape: Any, dtype: Any = None, order: str = "C", **kwargs: Any) -> Any:
        if not _is_float(dtype):
            return function(shape, dtype, order, **kwargs)
        return start(shape, order)

    return create


def _full(shape: Any, fill_value: Any, dtype: Any = None, order: str = "C", **kwargs: Any) -> Any:
    whole = isinstance(fill_value, (int, np.integer, np.bool_))
    if not _is_float(dtype) or (dtype is None and whole):
        return np.full(shape, fill_value, dtype, order, **kwargs)  # type: ignore[call-overload]
    return filled(shape, _value(fill_value), order)


def _value(number: Any) -> Any:
    """Return a number that the code makes as a constant, which is exact."""
    if isinstance(number, Scalar) or np.ndim(number):
        return plain(number)
    number = float(number)
    if not isfinite(number):
        return number
    return Constant(int(number) if number.is_integer() else Fraction(number))


_values = np.frompyfunc(_value, 1, 1)


def _converts(function: Any) -> Callable[..., Any]:
    def convert(a: Any, dtype: Any = None, *args: Any, **kwargs: Any) -> Any:
        kwargs.pop("subok", None)
        if dtype is not None and _is_float(dtype) and _holds_values(a):
            dtype = object
        result = function(plain(a), dtype, *args, **kwargs)
        if result.dtype.kind == "f":
            return wrapped(_values(result))
        if result.dtype == object and dtype is not None and not _is_float(dtype):
            return result.view(Elements).astype(dtype)
        return wrapped(result)

    return convert


def _holds_values(a: Any) -> bool:
    return isinstance(a, (Elements, Scalar)) or np.asarray(plain(a)).dtype == object


def _eye(N: int, M: int | None = None, k: int = 0, dtype: Any = float, **kwargs: Any) -> Any:
    table = np.eye(N, M, k, int, **kwargs)
    if not _is_float(dtype):
        return table.astype(dtype)
    return wrapped(np.where(table, np.array(ONE, object), np.array(ZERO, object)))


def _finfo(dtype: Any) -> Any:
    return np.finfo(np.float64 if np.dtype(dtype) == object else dtype)


def _as_strided(x: Any, *args: Any, **kwargs: Any) -> Any:
    return wrapped(np.lib.stride_tricks.as_strided(plain(x), *args, **kwargs))


_INSTEAD: dict[Any, Any] = {
    np.zeros: _creates(np.zeros, lambda shape, order: filled(shape, ZERO, order)),
    np.ones: _creates(np.ones, lambda shape, order: filled(shape, ONE, order)),
    np.empty: _creates(np.empty, garbage),
    np.full: _full,
    np.eye: _eye,
    np.identity: lambda n, dtype=float: _eye(n, dtype=dtype),
    np.finfo: _finfo,
    np.lib.stride_tricks.as_strided: _as_strided,
    **{
        each: _converts(each)
        for each in (np.array, np.asarray, np.asanyarray, np.ascontiguousarray, np.asfortranarray)
    },
}
