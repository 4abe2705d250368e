"""Faults of precision, of NaN and infinity, and of memory layout."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np

from cnncheck.dtypes import INTEGERS
from cnncheck.faults.declaring import right
from cnncheck.faults.declaring.table import about, computed
from cnncheck.sandbox.layout import read_on

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from cnncheck.faults.declaring.fault import Compute
    from cnncheck.faults.declaring.table import Row
    from cnncheck.operators.problem import Array, Problem

    Narrow = Callable[[Array], Array]


DTYPES = "Look for astype, dtype= and np.zeros(..., dtype): the dtype of X is kept throughout."


def precision(*arrays: str) -> Iterator[Row]:
    """Yield the faults that lose digits, of a function whose result follows from these arrays."""
    for name, sentence, narrow, bits in (
        ("float32-inside", "float64 values go through float32", _to_float32, 24),
        ("float16-inside", "values go through half precision (float16)", _to_float16, 11),
        ("bfloat16-inside", "values go through bfloat16, which keeps 8 bits", _to_bfloat16, 8),
        ("tf32-inside", "values keep 11 bits on the way, as on a low-precision unit", _to_tf32, 11),
    ):
        ways = (*_ways_of_input(arrays, narrow), _output(narrow))
        row = computed(name, sentence, *map(_of_reals, ways), kind="precision", bits=bits)
        yield from about(DTYPES, row)
    cuts = (np.trunc, np.rint, *_INTEGERS)
    # fmt: off
    yield from about("Look for astype(int), //, and arrays of integers on the way.",
        computed("integers-inside", "values go through integers: fractions are cut off, or large sums wrap around",
            *(_of_reals(way) for cut in cuts for way in (_inputs(cut), _output(cut)))))
    yield from about("Arrays may be views or in Fortran order: index them, or copy them before as_strided.",
        computed("memory-order", "an argument is read as it lies in memory, whatever its strides",
            *_ways_of_input(arrays, _as_it_lies, _as_if_contiguous)))


def not_finite(*arrays: str) -> tuple[Row, ...]:
    """Return the fault that hides what is not a number."""
    return about(
        "What is not a number must show in every result that depends on it.",
        computed(
            "nan-as-number",
            "NaN or infinities in the arguments are replaced by ordinary numbers",
            *_ways_of_input(arrays, np.nan_to_num, _only_finite, _no_nan),
        ),
    )
    # fmt: on


def _ways_of_input(arrays: tuple[str, ...], *changes: Narrow) -> Iterator[Compute]:
    """Yield the ways of changing all arguments, or one of several."""
    for change in changes:
        yield _inputs(change)
        if len(arrays) > 1:
            yield from (_inputs(change, only=name) for name in arrays)


def _of_reals(way: Compute) -> Compute:
    """Return a manner that shows in real numbers; what integers lose has faults of its own."""
    return lambda problem: (right.answer if problem.case.dtype in INTEGERS else way)(problem)


def _inputs(narrow: Callable[[Array], Array], only: str | None = None) -> Compute:
    def manner(problem: Problem) -> Array:
        arrays = {
            name: narrow(array) for name, array in problem.arrays.items() if only in (None, name)
        }
        if all(np.array_equal(problem.arrays[name], array) for name, array in arrays.items()):
            return right.answer(problem)  # as of integers that the narrow dtype holds
        return right.answer(replace(problem, arguments={**problem.arguments, **arrays}))

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
    return read_on(array)
