"""Faults of layers of float16 and bfloat16: what is rounded on the way, and not once at the end.

Which products are added to which follows from the right answer itself, asked for a part of one array at
a time: a part that each element of the result reads once is one term of each sum.
"""

from __future__ import annotations

import math
from dataclasses import replace
from itertools import islice
from typing import TYPE_CHECKING

import numpy as np

from cnncheck.dtypes import is_narrow
from cnncheck.faults.declaring import right
from cnncheck.faults.declaring.fault import NARROWLY
from cnncheck.faults.declaring.table import about, computed
from cnncheck.faults.parts import pool_kernels
from cnncheck.faults.parts.changes import reducing
from cnncheck.faults.parts.lifting import lifted, lowered
from cnncheck.faults.parts.plans import plan_of
from cnncheck.operators.case import NARROW_DTYPE

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from cnncheck.faults.declaring.fault import Compute, Kind
    from cnncheck.faults.declaring.table import Row
    from cnncheck.operators.problem import Array, Problem

    Rounding = Callable[[Problem, Callable[[Array], Array]], Array]

ONCE = (
    "Add up in float32 and round the result once; where the narrow type is meant to hold sums, say "
    "accumulate: same."
)

MOST_TERMS = 512
"""Longer sums are taken in as many parts: the error hardly grows any more."""

CHUNK = 8
"""Terms that are added up in float32 before they go to a sum in the narrow type."""

FILTER = "W"


def narrow_sums() -> Iterator[Row]:
    """Yield the fault of any sum; in several manners, as sums are taken in several orders."""
    ways = (_summed(1), _summed(CHUNK))
    yield _row("sums-in-narrow", f"sums are kept in {NARROWLY}", "summing", *ways)


def narrow_terms(what: str = "products") -> Iterator[Row]:
    """Yield the fault of a sum whose terms are rounded by themselves."""
    told = f"{what} are rounded to {NARROWLY} before they are added up"
    yield _row("terms-in-narrow", told, "rounding", _of_terms)


def narrow_bias() -> Iterator[Row]:
    """Yield the fault of a sum to which something is added when it is rounded already."""
    told = f"sums are rounded to {NARROWLY} before the bias is added, and once more after"
    yield _row("bias-after-rounding", told, "rounding", _biased_late)


def narrow_division() -> Iterator[Row]:
    """Yield the fault of an average whose sum is rounded before it is divided."""
    told = f"sums are rounded to {NARROWLY} before they are divided, and once more after"
    yield _row("divided-after-rounding", told, "rounding", _divided_late)


def _row(name: str, told: str, kind: Kind, *ways: Rounding) -> Row:
    row = computed(name, told, *map(_where_narrow, ways), kind=kind)
    return replace(about(ONCE, row)[0], option=NARROW_DTYPE)


def _where_narrow(way: Rounding) -> Compute:
    """Return a manner that shows in arrays of a narrow dtype; elsewhere all is right."""

    def manner(problem: Problem) -> Array:
        dtype, found = problem.dtype, right.answer(problem)
        if not is_narrow(dtype):
            return found
        with np.errstate(all="ignore"):
            wrong = way(_wide(problem), lambda array: array.astype(dtype).astype(np.float64))
        # What is not finite takes its own way, whatever is rounded.
        return np.where(np.isfinite(found), wrong, found.astype(np.float64))

    return manner


def _wide(problem: Problem) -> Problem:
    """Return the problem in float64, with numbers alone."""
    return _with(problem, {name: _finite(array) for name, array in problem.arrays.items()})


def _finite(array: Array) -> Array:
    return np.nan_to_num(array.astype(np.float64), nan=0.0, posinf=0.0, neginf=0.0)


def _with(problem: Problem, arrays: dict[str, Array]) -> Problem:
    return replace(problem, arguments={**problem.arguments, **arrays})


def terms_of(problem: Problem) -> Iterator[Array]:
    """Yield what each part of one array adds to every element of the answer, and then the bias."""
    yield from products_of(problem)
    if problem.added:
        yield bias_of(problem)


def products_of(problem: Problem, most: int = MOST_TERMS) -> Iterator[Array]:
    """Yield what each part of one array adds to every element of the answer.

    Parameters
    ----------
    problem : Problem
        In float64.
    most : int, optional
        Longer sums are taken in so many parts.
    """
    name, axes = _divided(problem)
    whole = problem.arrays[name]
    bare = _with(problem, {each: np.zeros_like(problem.arrays[each]) for each in problem.added})
    lengths = [whole.shape[axis] for axis in axes]
    size = math.prod(lengths)
    step = -(-size // most)
    places = np.arange(size).reshape(lengths)
    places = np.expand_dims(places, [axis for axis in range(whole.ndim) if axis not in axes])
    for first in range(0, size, step):
        part = np.where((places >= first) & (places < first + step), whole, 0.0)
        yield right.answer(_with(bare, {name: part}))


def _divided(problem: Problem) -> tuple[str, list[int]]:
    """Return an array, and its axes over which sums run: of which no result has an entry of its own."""
    of_outputs = problem.result == "out"
    if FILTER in problem.linear:
        its = next(each for each in problem.parameters if each.array == FILTER)
        kept = "F" if of_outputs else "C"
        return FILTER, [axis for axis, entry in enumerate(its.entries) if entry != kept]
    name = problem.linear[0]
    images = [] if of_outputs or problem.result == "dX" else [0]
    return name, [*images, *range(2, problem.arrays[name].ndim)]


def bias_of(problem: Problem) -> Array:
    """Return what is added to each sum; zeros where nothing is."""
    name, _ = _divided(problem)
    return right.answer(_with(problem, {name: np.zeros_like(problem.arrays[name])}))


def _summed(chunk: int) -> Rounding:
    def summed(problem: Problem, rounded: Callable[[Array], Array]) -> Array:
        terms, total = terms_of(problem), np.zeros(problem.out_shape)
        while together := [*islice(terms, chunk)]:
            term = sum(together[1:], start=together[0])
            total = rounded(total + (rounded(term) if chunk == 1 else term))
        return total

    return summed


def _of_terms(problem: Problem, rounded: Callable[[Array], Array]) -> Array:
    total = np.zeros(problem.out_shape)
    for term in terms_of(problem):
        total = total + rounded(term)
    return total


def _biased_late(problem: Problem, rounded: Callable[[Array], Array]) -> Array:
    bias = bias_of(problem)
    return rounded(right.answer(problem) - bias) + bias


def _divided_late(problem: Problem, rounded: Callable[[Array], Array]) -> Array:
    plan = plan_of(lifted(problem))
    total = rounded(pool_kernels.average(reducing(divisor=1)(plan)))
    return lowered(total / pool_kernels.divisors(plan), problem)
