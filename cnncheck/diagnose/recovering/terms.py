"""What each element of a result really adds up, found out by questions in which one element is 1.

The other array has numbers that tell their place: so high that neither a multiple of one nor a sum of
two or of a line of them is another one.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from itertools import combinations
from typing import TYPE_CHECKING

import numpy as np

from cnncheck.diagnose.observing.observation import as_real

if TYPE_CHECKING:
    from collections.abc import Callable

    from cnncheck.calls import Reply
    from cnncheck.operators.problem import Array, Problem

    Ask = Callable[[Problem], Reply]

LOWEST, HIGHEST = 1 << 34, 1 << 36
"""Of the numbers that tell their place: sums of many of them are exact in float64."""

TOLERANCE = 2.0**-30
"""Share of a number up to which it may be rounded, and still tells its place."""

FACTORS = (1, -1, *(each for n in range(2, 31) for each in (n, 1 / n, -n, -1 / n)))
"""What a product may be taken times."""

MOST_PAIRED = 4000
"""Numbers up to which it is tried whether they are sums of two."""


@dataclass(frozen=True, slots=True, eq=False)
class Terms:
    """All terms of all elements of a result.

    Attributes
    ----------
    problem : Problem
        What was asked, but for the values.
    places : dict of str to int array
        By array, the result's included, where in the flattened array a term's element is.
    factor : float array
        What each is taken times.
    """

    problem: Problem
    places: dict[str, Array]
    factor: Array


def probed_of(problem: Problem) -> str:
    """Return the array in which one element after the other is 1: the smallest one."""
    return min(problem.linear, key=lambda name: problem.arrays[name].size)


def terms_of(problem: Problem, ask: Ask) -> Terms | None:
    """Ask for the terms of a problem; ``None`` where answers are no sums of products, or not all told apart.

    Parameters
    ----------
    problem : Problem
        Its shapes and options are kept.
    ask : callable
        Puts a problem to the implementation.
    """
    probed = probed_of(problem)
    coded = next((name for name in problem.linear if name != probed), None)
    arrays = {name: np.zeros_like(problem.arrays[name]) for name in problem.added}
    codes = np.ones(1)
    if coded:
        shape = problem.arrays[coded].shape
        codes = np.random.RandomState(1).randint(LOWEST, HIGHEST, shape).astype(np.float64)
        arrays[coded] = codes
    arguments = {**problem.arguments, **arrays}
    values = _values(replace(problem, arguments=arguments, exact=True), probed, ask)
    if values is None:
        return None
    at = np.nonzero(np.abs(values) > TOLERANCE * np.abs(codes).min())
    if not len(at[0]):
        return None  # in which nothing is added up at all
    places = {problem.result: at[1], probed: at[0]}
    if not coded:
        return Terms(problem, places, values[at])
    found = _decoded(values[at], codes)
    if found is None:
        return None
    which, place, factor = found
    places = {name: where[which] for name, where in places.items()}
    return Terms(problem, {**places, coded: place}, factor)


def _values(problem: Problem, probed: str, ask: Ask) -> Array | None:
    """Return, for each element of the probed array, the flattened result of that alone."""
    shape, found = problem.arrays[probed].shape, []
    for place in range(-1, math.prod(shape)):
        hot = np.zeros(math.prod(shape), problem.dtype)
        hot[place : place + 1] = 1  # the first question is of zeros alone
        reply = ask(replace(problem, arguments={**problem.arguments, probed: hot.reshape(shape)}))
        if reply.value is None or reply.value.shape != problem.out_shape:
            return None
        value = as_real(reply.value).ravel()
        if place < 0 and value.any():
            return None
        found.append(value)
    values = np.array(found[1:])
    return values if np.isfinite(values).all() else None


def _decoded(values: Array, codes: Array) -> tuple[Array, Array, Array] | None:
    """Return whose terms, where in the coded array and how often; ``None`` where a value tells nothing."""
    distinct, back = np.unique(values, return_inverse=True)
    known: list[tuple[Array, Array, Array]] = []
    left, lines = np.arange(len(distinct)), _lines(codes)
    for factor in FACTORS:
        for sums, members in lines:
            if len(left):
                at = _found(distinct[left] / factor, sums)
                there, each = at >= 0, members[at[at >= 0]]
                whose = np.repeat(left[there], members.shape[1])
                known.append((whose, each.ravel(), np.full(each.size, float(factor))))
                left = left[~there]
    if len(left):
        pairs = _pairs(distinct[left], codes.ravel())
        if pairs is None:
            return None
        known.append((np.repeat(left, 2), pairs.ravel(), np.ones(pairs.size)))
    which, place, times = (np.concatenate(each) for each in zip(*known, strict=True))
    order = np.argsort(which, kind="stable")
    count = np.bincount(which, minlength=len(distinct))
    first = np.cumsum(count) - count
    whose = np.repeat(np.arange(len(values)), count[back])
    start = np.cumsum(count[back]) - count[back]
    its = order[first[back][whose] + np.arange(len(whose)) - start[whose]]
    return whose, place[its], times[its]


def _lines(codes: Array) -> list[tuple[Array, Array]]:
    """Return the codes, then their sums along axes, each with the places that are added up."""
    flat = np.arange(codes.size).reshape(codes.shape)
    found = [(codes.ravel(), flat.reshape(-1, 1))]
    for count in range(1, codes.ndim + 1):
        for axes in combinations(range(codes.ndim), count):
            left = tuple(axis for axis in range(codes.ndim) if axis not in axes)
            members = flat.transpose(*left, *axes).reshape(
                math.prod(codes.shape[axis] for axis in left), -1
            )
            if members.shape[1] > 1:
                found.append((codes.ravel()[members].sum(axis=1), members))
    return found


def _found(values: Array, codes: Array) -> Array:
    """Return where among some codes values are, and -1 for those that are none."""
    order = np.argsort(codes)
    ordered = codes[order]
    at = np.minimum(np.searchsorted(ordered, values), len(ordered) - 1)
    below = np.maximum(at - 1, 0)
    at = np.where(np.abs(ordered[below] - values) < np.abs(ordered[at] - values), below, at)
    near = np.abs(ordered[at] - values) <= TOLERANCE * np.abs(values)
    return np.where(near, order[at], -1)


def _pairs(values: Array, codes: Array) -> Array | None:
    """Return of which two codes, one perhaps twice, each value is the sum."""
    if len(values) > MOST_PAIRED:
        return None
    found = np.full((len(values), 2), -1)
    for place, code in enumerate(codes):
        other = _found(values - code, codes)
        there = other >= 0
        found[there] = np.stack([np.full(there.sum(), place), other[there]], axis=1)
    return found if (found >= 0).all() else None
