"""Layers of narrow numbers and of integers, which are computed in a wider dtype.

float16 and bfloat16 are computed in float32, and rounded once; int8 and int32 in float64, which adds
up integers exactly as far as 2**53, and come back as int32.
"""

from __future__ import annotations

from functools import wraps
from inspect import signature
from typing import TYPE_CHECKING, Any

import numpy as np

from cnncheck.dtypes import INTEGERS, NARROW, cast, dtype_of

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping


ARRAYS = ("X", "W", "bias", "out_grad", "grad_pool")
"""Arguments that hold what a layer computes with."""


def widened(function: Callable[..., Any]) -> Callable[..., Any]:
    """Return a layer that takes narrow arrays, too, all of one dtype, and returns that.

    One that adds up products takes arrays of integers as well, and returns int32.

    Parameters
    ----------
    function : callable
        Takes arrays of float32 and float64, and returns one.
    """
    multiplies, names = function.__name__.startswith("conv"), [*signature(function).parameters]

    def called(dtype: type[np.floating[Any]], told: Mapping[str, Any]) -> Any:
        arrays = {name: each.astype(dtype) for name, each in _arrays(told).items()}
        return function(**{**told, **arrays})

    @wraps(function)
    def layer(*args: Any, **kwargs: Any) -> Any:
        # The arrays come first, and all have one dtype; what is wrong about them is not said here.
        first = args[0] if args else next(iter(kwargs.values()), None)
        kind = getattr(getattr(first, "dtype", None), "name", "")
        if kind not in (*NARROW, *INTEGERS) or len(args) > len(names):
            return function(*args, **kwargs)
        told = {**dict(zip(names, args, strict=False)), **kwargs}
        found = {each.dtype.name for each in _arrays(told).values()}
        if found == {kind} and kind in NARROW:
            with np.errstate(over="ignore"):  # what is too large is infinite, as in float32
                return called(np.float32, told).astype(dtype_of(kind))
        if multiplies and found <= {*INTEGERS}:  # a bias is as wide as sums are
            return cast(np.rint(called(np.float64, told)), np.dtype(np.int32))
        return function(*args, **kwargs)

    return layer


def _arrays(told: Mapping[str, Any]) -> dict[str, Any]:
    """Return the arrays of numbers among a layer's arguments; a stride may be one of integers."""
    return {
        name: value
        for name, value in told.items()
        if name in ARRAYS and isinstance(value, np.ndarray)
    }
