"""What picks the largest: proved by what the code compares, or by what is the largest of what.

Code that takes maxima alone is run once, on values without an order: what comes out tells of which
pixels it is the largest, and that is so for all values. Code that compares is run on values in some
order. It would do the same in every order in which its comparisons come out alike; so what it picks is
the largest in all of those exactly if that follows from what it compared.
"""

from __future__ import annotations

import json
import random
from dataclasses import dataclass, field
from itertools import product
from typing import TYPE_CHECKING

import numpy as np

from cnncheck.implementations.exact.ordered import PLACES
from cnncheck.operators import OPERATORS

if TYPE_CHECKING:
    from collections.abc import Iterator

    from cnncheck.operators.case import Case
    from cnncheck.operators.problem import Array, Problem

    Order = tuple[int, ...]

EXHAUSTED = 4
"""Pixels of a window up to which all its orders are tried: 75 of four."""

FEW = 3
"""Ranks in every other random order, so that there are many ties."""


@dataclass(slots=True)
class Compared:
    """Order that follows from the comparisons made.

    Attributes
    ----------
    below : dict of int to set of int
        By place, what is not larger.
    strictly : set of (int, int)
        Pairs of which the first is larger.
    """

    below: dict[int, set[int]] = field(default_factory=dict)
    strictly: set[tuple[int, int]] = field(default_factory=set)

    @classmethod
    def read(cls, evidence: str) -> Compared:
        """Return what the worker noted; nothing where that cannot be read."""
        found = cls()
        unlike = []
        for kind, one, other in _pairs(evidence):
            if kind == "!=":
                unlike.append((one, other))
                continue
            found.below.setdefault(one, set()).add(other)
            if kind == ">":
                found.strictly.add((one, other))
        for one, other in unlike:
            for both in ((one, other), (other, one)):
                if both[1] in found.reached(both[0]):
                    found.strictly.add(both)
        return found

    def reached(self, place: int) -> dict[int, bool]:
        """Return all that is not larger than a value, each with whether it must be smaller."""
        reached = {place: False}
        waiting = [place]
        while waiting:
            one = waiting.pop()
            for other in self.below.get(one, ()):
                strict = reached[one] or (one, other) in self.strictly
                if other not in reached or (strict and not reached[other]):
                    reached[other] = strict
                    waiting.append(other)
        return reached


def largest_of(evidence: str) -> list[list[int]]:
    """Return of which values each number in a result is the largest; nothing if that is unreadable."""
    try:
        return [list(map(int, each)) for each in json.loads(evidence)["largest"]]
    except (ValueError, KeyError, TypeError):
        return []


def _pairs(evidence: str) -> Iterator[tuple[str, int, int]]:
    try:
        told = json.loads(evidence)["compared"]
        kinds = {kind: list(map(int, told[kind])) for kind in (">", ">=", "!=")}
    except (ValueError, KeyError, TypeError):
        return
    for kind, flat in kinds.items():
        for one, other in zip(flat[::2], flat[1::2], strict=False):
            yield kind, one, other


def is_pick(case: Case) -> bool:
    """Whether a pass is of an operator that picks the largest of each window."""
    operator = OPERATORS[case.operator]
    its = operator.passes[case.passes[0]]
    return its.picks or (not its.linear and any(each.picks for each in operator.passes.values()))


def without_order(shape: tuple[int, ...]) -> Array:
    """Return numbers that stand for values without an order."""
    return -1 - np.arange(int(np.prod(shape)), dtype=np.int64).reshape(shape)


def in_order(order: Array, *, above: bool) -> Array:
    """Return numbers that stand for values in an order, above all other numbers or below them."""
    places = np.arange(order.size, dtype=np.int64).reshape(order.shape)
    return (2 * order.astype(np.int64) + above) * PLACES + places


def orders(case: Case, count: int, seed: str) -> Iterator[Array]:
    """Yield ranks for X: all of a single small window, or else random ones, half with ties."""
    shape, size = case.input, int(np.prod(case.input))
    kernel = OPERATORS[case.operator].windows(case).kernel
    if size == np.prod(kernel) <= EXHAUSTED:
        for each in product(range(size), repeat=size):
            if set(each) == set(range(max(each) + 1)):
                yield np.array(each).reshape(shape)
        return
    stream = random.Random(seed)
    for number in range(count):
        if number % 2:
            ranks = [stream.randrange(FEW) for _ in range(size)]
        else:
            ranks = stream.sample(range(size), size)
        yield np.array(ranks).reshape(shape)


def members(
    problem: Problem, windows: tuple[int, ...]
) -> Iterator[tuple[tuple[int, ...], list[int]]]:
    """Yield the place of each window, and the pixels in it in their order.

    Parameters
    ----------
    problem : Problem
    windows : tuple of int
        Shape of what has one element a window; there may be more windows than that.
    """
    place, inside = problem.windows.places
    C, size = problem.arrays["X"].shape[1], int(np.prod(problem.windows.image))
    for at in np.ndindex(windows):
        n, c, *o = at
        taps = place[tuple(o)][inside[tuple(o)]].ravel()
        yield at, [(n * C + c) * size + int(tap) for tap in taps]
