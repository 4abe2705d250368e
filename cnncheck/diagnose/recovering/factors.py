"""What products are taken times: a number, a length, or how many windows there are over a pixel."""

from __future__ import annotations

from itertools import combinations
from typing import TYPE_CHECKING

import numpy as np

from cnncheck.diagnose.recovering.rule import Times

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from cnncheck.diagnose.recovering.products import Products
    from cnncheck.operators.problem import Array

CLOSE = 1e-6
"""Share of a factor up to which it may be rounded."""

NUMBERS = {2: "2", 3: "3", 4: "4", -1: "-1", 0.5: "1/2", 0.25: "1/4", -2: "-2", -0.5: "-1/2"}
"""Factors that are no lengths."""


def times_of(products: Products, at: Array, ratio: Array) -> list[Times]:
    """Return what some products may be taken times, the plainest first.

    Parameters
    ----------
    products : Products
    at : int array
        Which of the products.
    ratio : float array
        What they are taken times.
    """
    found = []
    for each in _candidates(products):
        value = np.broadcast_to(each.of(products), len(products))[at]
        if np.allclose(value, ratio, rtol=CLOSE, atol=0):
            found.append(each)
    return sorted(found, key=lambda each: each.cost)


def _candidates(products: Products) -> Iterator[Times]:
    for number, text in NUMBERS.items():
        yield Times(text, _constant(number), 1)
    letters = list(products.indices)
    called = products.words.lengths
    for count in (1, 2, 3):
        for some in combinations(letters, count):
            told = "*".join(called[each] for each in some)
            yield Times(told, _lengths(some, 1), 1 + count)
            over = f"1/{told}" if count == 1 else f"1/({told})"
            yield Times(over, _lengths(some, -1), 1 + count)
    counted = [each for each in products.table.indices if not each.called]
    if counted:
        text = "the number of " + counted[0].nouns.split(" of ", 1)[1]
        its = [each.key for each in counted]
        yield Times(f"1 / {text}", _counted(its, -1), 2)
        yield Times(text, _counted(its, 1), 2)


def _constant(number: float) -> Callable[[Products], Array]:
    return lambda _: np.full(1, float(number))


def _lengths(letters: tuple[str, ...], power: int) -> Callable[[Products], Array]:
    def of(products: Products) -> Array:
        lengths = [products.all_lengths[each] for each in letters]
        return np.full(1, float(np.prod(lengths)) ** power)

    return of


def _counted(keys: list[str], power: int) -> Callable[[Products], Array]:
    def of(products: Products) -> Array:
        counts = [np.maximum(products.table.index(key).length, 1) for key in keys]
        return np.asarray(np.prod(np.stack(counts), axis=0, dtype=np.float64) ** power)

    return of
