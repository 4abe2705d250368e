"""From the terms that were recovered to rules that say which they are: in place, or elsewhere."""

from __future__ import annotations

from dataclasses import replace
from functools import lru_cache
from itertools import islice, permutations, product
from typing import TYPE_CHECKING

import numpy as np

from cnncheck.diagnose.observing.atoms import restricted
from cnncheck.diagnose.observing.predicates import exact
from cnncheck.diagnose.recovering.expressions import WHOLE, fitting, flipped
from cnncheck.diagnose.recovering.factors import times_of
from cnncheck.diagnose.recovering.products import OUTSIDE
from cnncheck.diagnose.recovering.rule import Instead, Rule

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from cnncheck.diagnose.observing.atoms import Predicate
    from cnncheck.diagnose.recovering.products import Part, Products
    from cnncheck.diagnose.recovering.steps_fitted import Expression
    from cnncheck.diagnose.recovering.terms import Terms
    from cnncheck.operators.problem import Array

MOST = 60
"""Rules that are returned."""

MOST_COMBINED = 24
"""Combinations of expressions, one for each axis, that are looked at."""

ROUNDED = 9
"""Decimals of a factor that tell."""


def rules_of(terms: Terms, products: Products, *, twice: bool = True) -> list[Rule]:
    """Return rules that give exactly the terms seen, the plainest first; none where all is as it is due.

    Parameters
    ----------
    terms : Terms
    products : Products
        All that are due.
    twice : bool, optional
        Whether two things may be wrong: that takes longest.
    """
    found = _in_place(terms, products)
    if found is None:
        found = [rule for part in products.parts for rule in _elsewhere(terms, products, part)]
        if twice and not found:
            found = [*islice(_twice(terms, products), MOST)]
    return sorted(found, key=lambda rule: rule.cost)[:MOST]


def _codes(parts: Sequence[Part], flat: Sequence[Array]) -> Array:
    """Return numbers that tell elements of several arrays apart together."""
    code = np.zeros(1, np.int64)
    for part, place in zip(parts, flat, strict=True):
        code = code * part.size + place
    return code


@lru_cache(maxsize=16)
def _keyed(products: Products, but: str) -> tuple[Array, Array, Array]:
    """Return the products that have elements of all arrays but one, by what tells them apart.

    Which they are, these numbers in order, and of which of the products each is.
    """
    others = [part for part in products.parts if part.name != but]
    which = np.flatnonzero(np.logical_and.reduce([part.flat != OUTSIDE for part in others]))
    known = np.broadcast_to(_codes(others, [part.flat[which] for part in others]), len(which))
    order = np.argsort(known)
    return which, known[order], which[order]


def _joined(terms: Terms, products: Products, but: str = "") -> Array | None:
    """Return of which product each term is, told by all arrays but one; ``None`` where some is of none, or of several."""
    which, ordered, whose = _keyed(products, but)
    if not len(which) or (ordered[1:] == ordered[:-1]).any():
        return None
    others = [part for part in products.parts if part.name != but]
    seen = _codes(others, [terms.places[part.name] for part in others])
    at = np.minimum(np.searchsorted(ordered, seen), len(ordered) - 1)
    return whose[at] if (ordered[at] == seen).all() else None


def _in_place(terms: Terms, products: Products) -> list[Rule] | None:
    """Return rules by which products are missing, or taken times something; ``None`` where there are others."""
    at = _joined(terms, products)
    if at is None:
        return None
    due = np.flatnonzero(products.due)
    ratio = np.bincount(at, terms.factor, len(products))[due] / products.factor[due]
    return [*_weighed(products, due, np.round(ratio, ROUNDED))]


def _weighed(products: Products, due: Array, ratio: Array, its: Rule = Rule()) -> Iterator[Rule]:  # noqa: B008
    """Yield rules by which some products are taken so many times; 0 for not at all."""
    lost = ratio == 0
    if lost.all():
        return
    values = np.unique(ratio[~lost])
    losses: list[Predicate | None] = [None]
    if lost.any():
        losses = [*_exact(products, due.tobytes(), lost.tobytes())]
    if len(values) > 1:
        if len(values) == 2 and 1 in values and not lost.any():
            some = ratio != 1
            wheres = _exact(products, due.tobytes(), some.tobytes())
            for times, where in product(times_of(products, due[some], ratio[some]), wheres):
                yield replace(its, times=times, where=where)
        for times, loss in product(times_of(products, due[~lost], ratio[~lost]), losses):
            yield replace(its, times=times, lost=loss)
        return
    for loss in losses:
        if values[0] == 1:
            if loss is not None or its.instead:
                yield replace(its, lost=loss)
            continue
        for times in times_of(products, due[~lost], ratio[~lost]):
            yield replace(its, times=times, lost=loss)


@lru_cache(maxsize=32)
def _exact(products: Products, which: bytes, wanted: bytes) -> list[Predicate]:
    """Return what holds for some of the products alone: the same ones come up again and again."""
    some = restricted(products.table, np.frombuffer(which, np.int64))
    return exact(some, np.frombuffer(wanted, np.bool_))


def _elsewhere(
    terms: Terms, products: Products, part: Part, *, whole: bool = False
) -> Iterator[Rule]:
    """Yield rules by which one array is read, or written, elsewhere, by all products if asked for."""
    at = _joined(terms, products, part.name)
    if at is None:
        return
    counts = np.bincount(at, minlength=len(products))
    times = counts[counts > 0]
    if (times != times[0]).any():
        return
    places = np.unravel_index(terms.places[part.name], part.shape)
    summed: tuple[int, ...] = ()
    ratio = terms.factor / products.factor[at]
    if times[0] > 1:
        order = np.argsort(at, kind="stable")
        grouped = [place[order].reshape(-1, times[0]) for place in places]
        summed = tuple(axis for axis, each in enumerate(grouped) if (each != each[:, :1]).any())
        size = int(np.prod([part.shape[axis] for axis in summed]))
        if size != times[0] or part is products.result:
            return
        first = order[:: times[0]]
        at, places, ratio = at[first], tuple(each[first] for each in places), ratio[first]
    for instead in _places_instead(products, part, at, places, summed):
        yield from _rest(products, Rule((instead,)), at, np.round(ratio, ROUNDED), whole=whole)


def _places_instead(
    products: Products, part: Part, at: Array, places: Sequence[Array], summed: tuple[int, ...]
) -> Iterator[Instead]:
    """Yield what an array may be read at, the plainest first."""
    each: list[list[Expression]] = []
    for axis, place in enumerate(places):
        each.append([WHOLE] if axis in summed else fitting(products, part, axis, at, place))
        if not each[-1]:
            break
    else:
        combined = sorted(product(*each), key=lambda some: sum(one.cost for one in some))
        for some in combined[:MOST_COMBINED]:
            if summed or any(one.cost for one in some):
                yield Instead(part.name, some, "", summed)
    if not summed:
        flat = np.ravel_multi_index(tuple(places), part.shape)
        for order in permutations(part.letters):
            its = Instead(part.name, order="".join(order))
            if its.order != part.letters and np.array_equal(its.flat(products, part)[at], flat):
                yield its


def _rest(
    products: Products, rule: Rule, at: Array, ratio: Array, *, whole: bool
) -> Iterator[Rule]:
    """Yield a rule with what it leaves open: products that are missing, or taken times something."""
    _, predicted = rule.places(products)
    if not predicted[at].all():
        return
    which = np.flatnonzero(predicted)
    if whole and len(which) > len(np.unique(at)):
        return
    all_of_them = np.zeros(len(products))
    all_of_them[at] = ratio
    yield from _weighed(products, which, all_of_them[which], rule)


def _twice(terms: Terms, products: Products) -> Iterator[Rule]:
    """Yield rules by which one array is laid out otherwise, and something else is wrong besides."""
    for part in products.parts:
        for instead, back in _layouts(products, part):
            places = {**terms.places, part.name: back[terms.places[part.name]]}
            turned = replace(terms, places=places)
            found: Iterable[Rule] | None = _in_place(turned, products)
            if found is None:
                others = (each for each in products.parts if each is not part)
                found = (
                    r for each in others for r in _elsewhere(turned, products, each, whole=True)
                )
            some = [replace(r, instead=(instead, *r.instead)) for r in islice(found, MOST)]
            yield from some
            if some:
                return


def _layouts(products: Products, part: Part) -> Iterator[tuple[Instead, Array]]:
    """Yield other layouts of an array, each with the element that is due by the one that is read instead."""
    numbers = np.arange(part.size)
    places = np.unravel_index(numbers, part.shape)
    for order in permutations(range(len(part.shape))):
        if order != tuple(range(len(order))):
            shape = [part.shape[axis] for axis in order]
            back = np.empty(part.size, np.int64)
            back[np.ravel_multi_index([places[axis] for axis in order], shape)] = numbers
            yield Instead(part.name, order="".join(part.letters[axis] for axis in order)), back
    for turned in product((False, True), repeat=len(part.shape)):
        if any(turned):
            back = np.ravel_multi_index(
                [
                    length - 1 - place if flip else place
                    for length, place, flip in zip(part.shape, places, turned, strict=True)
                ],
                part.shape,
            )
            yield Instead(part.name, tuple(flipped(products, part, turned))), back
