"""Faults of layers of int8 and int32: what has not room for the sums, and whose signs are lost.

Manners get their problem in float64, where nothing wraps around; its case says what it was.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from cnncheck.dtypes import INTEGERS, cast
from cnncheck.faults.declaring import right
from cnncheck.faults.declaring.table import about, computed
from cnncheck.faults.in_answers.narrowing import bias_of, products_of, terms_of
from cnncheck.operators.case import INTEGER_DTYPE

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from cnncheck.faults.declaring.fault import Compute, Kind
    from cnncheck.faults.declaring.table import Row
    from cnncheck.operators.problem import Array, Problem

    Kept = Callable[[Array], Array]

ROOM = (
    "Widen the arrays before they are multiplied: X.astype(np.int32). int8 holds no more than 127."
)
SIGNED = (
    "Values from -128 to 127 are as they are: nothing is added to them, and they keep their sign."
)
FLOATS = "float32 holds whole numbers up to 2**24: add up in integers, or in float64."

INT8 = ("int8",)
ALL = (INTEGERS,)
EITHER = (INT8, INTEGERS)
"""In calls with int8 alone, or in all."""

MOST_PRODUCTS = 1 << 14
"""Of longer sums several products are taken together."""

ZERO_POINT = 128
"""Between int8 and uint8."""


def integer_sums(*arrays: str) -> Iterator[Row]:
    """Yield the faults of sums of integers, of a function that multiplies these arrays or adds up one."""
    wrap, short = _as(np.int8), _as(np.int16)
    told = "sums are kept in int8, and wrap around"
    yield _row(ROOM, "sums-wrap", told, *_of_sums(wrap), only=EITHER)
    told = "sums are kept in int16, and wrap around"
    yield _row(ROOM, "sums-in-int16", told, *_of_sums(short), only=ALL)
    told = "sums are cut off at -128 and 127, as int8 ends there"
    yield _row(ROOM, "sums-saturate", told, *_of_sums(_cut_off(np.int8)), only=EITHER)
    told = "sums are cut off at -32768 and 32767, as int16 ends there"
    yield _row(ROOM, "sums-saturate-int16", told, *_of_sums(_cut_off(np.int16)), only=ALL)
    if len(arrays) > 1:
        told = "products are taken in int8, and wrap around before they are added up"
        yield _row(ROOM, "products-wrap", told, _of_products(wrap))
    told = "int8 is read as uint8: negative numbers become large ones"
    yield _row(SIGNED, "unsigned", told, *_of_arrays(arrays, lambda array: array % 256))
    told = "a zero point of 128 is added to int8"
    shifts = (lambda array: array + ZERO_POINT, lambda array: array - ZERO_POINT)
    yield _row(
        SIGNED, "zero-point", told, *(way for each in shifts for way in _of_arrays(arrays, each))
    )
    told = "integers are added up in float32, which holds them up to 2**24"
    yield _row(FLOATS, "integers-in-float32", told, _in_float32, only=ALL, kind="summing")


def _row(
    hint: str,
    name: str,
    told: str,
    *ways: Compute,
    only: tuple[tuple[str, ...], ...] = (INT8,),
    kind: Kind = "values",
) -> Row:
    shown = (_where(dtypes, way) for dtypes in only for way in ways)
    row = computed(name, told, *shown, kind=kind)
    return replace(about(hint, row)[0], option=INTEGER_DTYPE)


def _where(dtypes: tuple[str, ...], way: Compute) -> Compute:
    """Return a manner that shows in arrays of these dtypes; elsewhere all is right."""
    return lambda problem: (way if problem.case.dtype in dtypes else right.answer)(problem)


def _as(kind: type[np.signedinteger]) -> Kept:
    return lambda array: cast(array, np.dtype(kind)).astype(np.float64)


def _cut_off(kind: type[np.signedinteger]) -> Kept:
    ends = np.iinfo(kind)
    return lambda array: np.clip(array, ends.min, ends.max)


def _of_sums(kept: Kept) -> Iterator[Compute]:
    """Yield what becomes of whole sums, and of those to which a bias is still to be added."""
    yield lambda problem: kept(right.answer(problem))

    def before(problem: Problem) -> Array:
        bias = bias_of(problem)
        return kept(right.answer(problem) - bias) + bias

    yield before


def _of_products(kept: Kept) -> Compute:
    def manner(problem: Problem) -> Array:
        return sum(map(kept, products_of(problem, MOST_PRODUCTS)), start=bias_of(problem))

    return manner


def _of_arrays(names: tuple[str, ...], change: Kept) -> Iterator[Compute]:
    """Yield the ways of changing all arrays, or one of several."""
    chosen = [names, *((name,) for name in names)] if len(names) > 1 else [names]
    yield from (_of_some(some, change) for some in chosen)


def _of_some(names: tuple[str, ...], change: Kept) -> Compute:
    def manner(problem: Problem) -> Array:
        changed = {name: change(problem.arrays[name]) for name in names}
        return right.answer(replace(problem, arguments={**problem.arguments, **changed}))

    return manner


def _in_float32(problem: Problem) -> Array:
    total = np.zeros(problem.out_shape, np.float32)
    for term in terms_of(problem):
        total = total + term.astype(np.float32)
    return total
