"""A rule: what becomes of all products that are due, in any problem."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from cnncheck.diagnose.recovering.products import OUTSIDE, flattened, products_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from cnncheck.diagnose.observing.atoms import Predicate
    from cnncheck.diagnose.recovering.products import Part, Products
    from cnncheck.diagnose.recovering.steps_fitted import Expression
    from cnncheck.operators.problem import Array, Problem

MOST_PRODUCTS = 1_500_000
"""Products of a problem up to which a rule says what comes out."""


@dataclass(frozen=True, slots=True, eq=False)
class Instead:
    """Where in one array products are taken from, or added to, instead of where it is due.

    Attributes
    ----------
    array : str
    indices : tuple of Expression
        One for each axis; empty for another order of axes.
    order : str
        The letters of the axes in the order in which the array is taken to be laid out.
    summed : tuple of int
        Axes all of whose entries are added up.
    """

    array: str
    indices: tuple[Expression, ...] = ()
    order: str = ""
    summed: tuple[int, ...] = ()

    @property
    def cost(self) -> int:
        """How much there is to understand."""
        return sum(each.cost for each in self.indices) + 4 * bool(self.order) + len(self.summed)

    def flat(self, products: Products, part: Part) -> Array:
        """Return where in the flattened array, without the axes that are added up, elements are."""
        if self.order:
            axes = [part.letters.index(letter) for letter in self.order]
            places = [part.places[axis] for axis in axes]
            lengths = [part.shape[axis] for axis in axes]
            return np.broadcast_to(flattened(places, lengths), len(products))
        kept = [axis for axis in range(len(part.shape)) if axis not in self.summed]
        places = [self.indices[axis].of(products) for axis in kept]
        flat = flattened(places, [part.shape[axis] for axis in kept])
        return np.broadcast_to(flat, len(products))


@dataclass(frozen=True, slots=True, eq=False)
class Times:
    """What products are taken times, besides what is due.

    Attributes
    ----------
    text : str
        ``1/N``.
    of : callable
        Returns it for each product.
    cost : int
    """

    text: str
    of: Callable[[Products], Array]
    cost: int


@dataclass(frozen=True, slots=True, eq=False)
class Rule:
    """What becomes of the products.

    Attributes
    ----------
    instead : tuple of Instead
        Arrays that are read or written elsewhere.
    lost : Predicate, optional
        Of which products nothing is added.
    times : Times, optional
        What they are taken times.
    where : Predicate, optional
        Of which products; ``None`` for all.
    """

    instead: tuple[Instead, ...] = ()
    lost: Predicate | None = None
    times: Times | None = None
    where: Predicate | None = None

    @property
    def cost(self) -> int:
        """How much there is to understand."""
        return (
            sum(each.cost for each in self.instead)
            + (self.lost.cost if self.lost else 0)
            + (self.times.cost if self.times else 0)
            + (self.where.cost if self.where else 0)
        )

    def answer(self, problem: Problem) -> Array:
        """Return what comes out where the rule holds.

        Raises
        ------
        ValueError
            Where there are too many products to be told.
        """
        if problem.terms > MOST_PRODUCTS:
            raise ValueError("too many products")
        products = products_of(problem)
        places, there = self.places(products)
        weight = products.factor[there]
        if self.times:
            times = np.broadcast_to(self.times.of(products), len(products))[there]
            where = self.where.holds(products.table)[there] if self.where else True
            weight = np.where(where, weight * times, weight)
        for part, place in zip(products.parts[:-1], places[:-1], strict=True):
            weight = weight * self._read(problem, part)[place[there]]
        return _with_added(
            problem, products, np.bincount(places[-1][there], weight, products.result.size)
        )

    def places(self, products: Products) -> tuple[list[Array], Array]:
        """Return where in each part products have their elements, and which of them are added."""
        others = {each.array: each for each in self.instead}
        places = [
            others[part.name].flat(products, part) if part.name in others else part.flat
            for part in products.parts
        ]
        there = np.logical_and.reduce([each != OUTSIDE for each in places])
        if self.lost is not None:
            there = there & ~self.lost.holds(products.table)
        return places, there

    def _read(self, problem: Problem, part: Part) -> Array:
        array = problem.arrays[part.name].astype(np.float64)
        summed = next((each.summed for each in self.instead if each.array == part.name), ())
        return np.asarray(array.sum(axis=summed) if summed else array).ravel()


def _with_added(problem: Problem, products: Products, sums: Array) -> Array:
    """Return the result with what is added to its elements besides products."""
    out = sums.reshape(problem.out_shape)
    if problem.constant:
        nothing = np.bincount(products.result.flat[products.due], minlength=out.size) == 0
        out = np.where(nothing.reshape(out.shape), problem.reduction.outside, out)
    for name in problem.added:
        bias = problem.arrays[name].astype(np.float64)
        out = out + bias.reshape(-1, *[1] * (out.ndim - 2))
    return out
