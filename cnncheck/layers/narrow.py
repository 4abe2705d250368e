"""Layers of narrow numbers: float16 and bfloat16 are computed in float32, and rounded once."""

from __future__ import annotations

from functools import wraps
from typing import TYPE_CHECKING, Any

import numpy as np

from cnncheck.dtypes import NARROW

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable


def in_float32(function: Callable[..., Any]) -> Callable[..., Any]:
    """Return a layer that takes narrow arrays, too, all of one dtype, and returns that.

    Parameters
    ----------
    function : callable
        Takes arrays of float32, and returns one.
    """

    @wraps(function)
    def layer(*args: Any, **kwargs: Any) -> Any:
        # The arrays come first, and all have one dtype; what is wrong about them is not said here.
        first = args[0] if args else next(iter(kwargs.values()), None)
        dtype = getattr(first, "dtype", None)
        if dtype is None or dtype.itemsize != 2 or dtype.name not in NARROW:
            return function(*args, **kwargs)
        if not _agree(dtype, (*args, *kwargs.values())):
            return function(*args, **kwargs)
        wide = [_widened(each) for each in args]
        result = function(*wide, **{name: _widened(each) for name, each in kwargs.items()})
        with np.errstate(over="ignore"):  # what is too large is infinite, as in float32
            return result.astype(dtype)

    return layer


def _agree(dtype: Any, values: Iterable[Any]) -> bool:
    """Whether all arrays of real numbers have the dtype; others are refused in words of their own."""
    arrays = (
        each for each in values if isinstance(each, np.ndarray) and each.dtype.kind not in "iu"
    )
    return all(each.dtype == dtype for each in arrays)


def _widened(value: Any) -> Any:
    narrow = isinstance(value, np.ndarray) and value.dtype.kind not in "iu"
    return value.astype(np.float32) if narrow else value
