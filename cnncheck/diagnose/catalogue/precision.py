"""Faults of precision, of NaN and infinity, and of memory layout: the same for all six functions."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np

from cnncheck.diagnose import right

if TYPE_CHECKING:
    from collections.abc import Callable

    from cnncheck.diagnose.catalogue.shelf import Shelf
    from cnncheck.diagnose.fault import Compute
    from cnncheck.operators.problem import Array, Problem

    Key = Callable[[Problem, Array], Any]

ARRAYS = {
    "zero_padding": ("X",),
    "convolution2D": ("X", "W"),
    "convolution2D_backward_filter": ("out_grad", "X"),
    "convolution2D_backward_input": ("out_grad", "W"),
    "pool_forward": ("X",),
    "pool_back": ("grad_pool", "X"),
}
"""The arrays whose values the result of a function follows from."""


def valued(problem: Problem) -> tuple[str, ...]:
    """Return those arrays whose values are in the result; in pooling X only says where they go."""
    names = ARRAYS[problem.function]
    return names if problem.multiplies else names[:1]


def add_precision(shelf: Shelf) -> None:
    """Put the faults on the shelf that lose digits."""
    for name, sentence, narrow, bits in (
        ("float32-inside", "float64 values go through float32", _to_float32, 24),
        ("float16-inside", "values go through half precision (float16)", _to_float16, 11),
        ("bfloat16-inside", "values go through bfloat16, which keeps 8 bits", _to_bfloat16, 8),
        ("tf32-inside", "values keep 11 bits on the way, as on a low-precision unit", _to_tf32, 11),
    ):
        shelf.add(
            "Look for astype, dtype= and np.zeros(..., dtype): the dtype of X is kept throughout.",
            (name, sentence, *(*_ways_of_input(shelf, narrow), _output(narrow))),
            kind="precision",
            bits=bits,
        )
    shelf.add(
        "Look for astype(int), //, and arrays of integers on the way.",
        (
            "integers-inside",
            "values go through integers: fractions are cut off, or large sums wrap around",
            *(
                way
                for cut in (np.trunc, np.rint, *_INTEGERS)
                for way in (_inputs(cut), _output(cut))
            ),
        ),
    )
    shelf.add(
        "Arrays may be views or in Fortran order: index them, or copy them before as_strided.",
        (
            "memory-order",
            "an argument is read as it lies in memory, whatever its strides",
            *(
                way
                for read in (_as_it_lies, _as_if_contiguous)
                for way in _ways_of_input(shelf, read)
            ),
        ),
    )


def add_not_finite(shelf: Shelf) -> None:
    """Put the fault on the shelf that hides what is not a number."""
    shelf.add(
        "What is not a number must show in every result that depends on it.",
        (
            "nan-as-number",
            "NaN or infinities in the arguments are replaced by ordinary numbers",
            *(
                way
                for clean in (np.nan_to_num, _only_finite, _no_nan)
                for way in _ways_of_input(shelf, clean)
            ),
        ),
    )


def _ways_of_input(shelf: Shelf, change: Callable[[Array], Array]) -> tuple[Compute, ...]:
    names = ARRAYS[shelf.function]
    only = (_inputs(change, only=name) for name in names)
    return (_inputs(change), *only) if len(names) > 1 else (_inputs(change),)


def _inputs(narrow: Callable[[Array], Array], only: str | None = None) -> Compute:
    def manner(problem: Problem) -> Array:
        arguments = {
            name: narrow(value) if isinstance(value, np.ndarray) and only in (None, name) else value
            for name, value in problem.arguments.items()
        }
        return right.answer(replace(problem, arguments=arguments))

    return manner


def _output(narrow: Callable[[Array], Array]) -> Compute:
    return lambda problem: narrow(right.answer(problem))


def _to_float32(array: Array) -> Array:
    return array.astype(np.float32).astype(array.dtype)


def _to_float16(array: Array) -> Array:
    return array.astype(np.float16).astype(array.dtype)


def _to_bfloat16(array: Array) -> Array:
    bits = np.ascontiguousarray(array, np.float32).view(np.uint32)
    return (bits & np.uint32(0xFFFF0000)).view(np.float32).astype(array.dtype)


def _to_tf32(array: Array) -> Array:
    mantissa, exponent = np.frexp(array)
    return np.asarray(np.ldexp(np.rint(mantissa * 2**11) / 2**11, exponent)).astype(array.dtype)


def _as(dtype: type[np.signedinteger[Any]]) -> Callable[[Array], Array]:
    """Return the conversion to integers of a width and back; what does not fit wraps around."""
    return lambda array: array.astype(np.int64).astype(dtype).astype(array.dtype)


_INTEGERS = (_as(np.int64), _as(np.int32), _as(np.int16), _as(np.int8))


def _only_finite(array: Array) -> Array:
    return np.where(np.isfinite(array), array, np.zeros_like(array))


def _no_nan(array: Array) -> Array:
    return np.where(np.isnan(array), np.zeros_like(array), array)


def _as_it_lies(array: Array) -> Array:
    return array.ravel(order="K").reshape(array.shape)


def _as_if_contiguous(array: Array) -> Array:
    """Read as many elements as there are, one after the other, from the first one on."""
    whole = array.base
    if array.flags.c_contiguous or whole is None or array.flags.f_contiguous:
        return _as_it_lies(array)
    return np.asarray(whole).ravel(order="K")[: array.size].reshape(array.shape)
