"""Which index something is: an expression in the loop indices that gives exactly the values seen.

Expressions are searched for one coordinate at a time, so that a few dozen of them stand for all that
arrays can be read at.
"""

from __future__ import annotations

from itertools import product
from typing import TYPE_CHECKING

import numpy as np

from cnncheck.diagnose.recovering.steps_fitted import Expression, due, stepping

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from cnncheck.diagnose.recovering.products import Part, Products
    from cnncheck.operators.problem import Array

MOST = 8
"""Expressions that are returned for one coordinate."""


SAMPLE = 40
"""Products that an expression is tried on before it is on all."""

WHOLE = Expression(":", lambda _: np.zeros(1, np.int64), 1)
"""All entries of an axis."""


def fitting(
    products: Products, part: Part, axis: int, at: Array, values: Array
) -> list[Expression]:
    """Return expressions that an index of some products is, the plainest first.

    Parameters
    ----------
    products : Products
    part : Part
        The array that has the index.
    axis : int
        Its axis.
    at : int array
        Which of the products.
    values : int array
        What the index is of each.
    """
    letter = part.letters[axis]
    its = products.some(at)
    few = np.unique(np.linspace(0, len(at) - 1, SAMPLE).astype(int))
    sample, wanted = products.some(at[few]), values[few]
    candidates = [*due(products, part, axis), *_plain(products, letter)]
    if letter in products.words.pixels:
        candidates += stepping(its, products.words.pixels.index(letter), values)
    found = [
        each
        for each in candidates
        if (each.of(sample) == wanted).all() and (each.of(its) == values).all()
    ]
    return sorted(found, key=lambda each: each.cost)[:MOST]


def flipped(products: Products, part: Part, turned: Sequence[bool]) -> Iterator[Expression]:
    """Yield the indices of an array of which some axes are read backwards."""
    for axis, letter in enumerate(part.letters):
        (its,) = due(products, part, axis)
        if turned[axis]:
            text = f"{products.words.lengths[letter]}-1-{its.text}"
            its = Expression(text, _backwards(part.name, axis), 2)
        yield its


def _backwards(name: str, axis: int) -> Callable[[Products], Array]:
    def of(products: Products) -> Array:
        its = next(each for each in products.parts if each.name == name)
        return its.shape[axis] - 1 - its.places[axis]

    return of


def _plain(products: Products, its: str) -> Iterator[Expression]:
    """Yield other indices, and what is done to one, without steps."""
    called = products.words.lengths
    yield Expression("0", lambda _: np.zeros(1, np.int64), 2)
    yield Expression(f"{called[its]}-1", lambda p: np.array([p.lengths[its] - 1]), 3)
    for letter in products.indices:
        other = 0 if letter == its else 1
        if not other and its in products.words.pixels:
            continue  # which is what is due
        yield Expression(letter, _value(letter), 1 + other)
        yield Expression(f"{called[letter]}-1-{letter}", _reversed(letter), 2 + other)
        for by in (1, -1):
            text = f"{letter}{by:+d}"
            yield Expression(text, _moved(letter, by), 3 + other)
            last = "the last" if by > 0 else "the first"
            yield Expression(text, _clipped(letter, its, by), 3 + other, f"{last} again at the end")
            yield Expression(text, _around(letter, its, by), 4 + other, "around the end")
        yield Expression(f"{letter}//2", _value(letter, lambda v: v // 2), 5 + other)
        yield Expression(f"2*{letter}", _value(letter, lambda v: v * 2), 5 + other)
        for word, bound in (("2", None), *((called[each], each) for each in products.indices)):
            if bound != letter:
                yield Expression(f"{letter}%{word}", _modulo(letter, bound), 5 + other)
                yield Expression(f"{letter}//{word}", _over(letter, bound), 6 + other)
    for one, two in product(products.indices, repeat=2):
        if one < two:
            yield Expression(f"({one}+{two})%{called[its]}", _rolled(one, two, its), 6)


def _value(
    letter: str, change: Callable[[Array], Array] = lambda v: v
) -> Callable[[Products], Array]:
    return lambda products: change(products.indices[letter])


def _reversed(letter: str) -> Callable[[Products], Array]:
    return lambda products: products.lengths[letter] - 1 - products.indices[letter]


def _moved(letter: str, by: int) -> Callable[[Products], Array]:
    return lambda products: products.indices[letter] + by


def _clipped(letter: str, its: str, by: int) -> Callable[[Products], Array]:
    return lambda products: np.clip(products.indices[letter] + by, 0, products.lengths[its] - 1)


def _around(letter: str, its: str, by: int) -> Callable[[Products], Array]:
    return lambda products: (products.indices[letter] + by) % products.lengths[its]


def _rolled(one: str, two: str, its: str) -> Callable[[Products], Array]:
    return lambda products: (products.indices[one] + products.indices[two]) % products.lengths[its]


def _modulo(letter: str, bound: str | None) -> Callable[[Products], Array]:
    return lambda products: products.indices[letter] % (products.lengths[bound] if bound else 2)


def _over(letter: str, bound: str | None) -> Callable[[Products], Array]:
    return lambda products: products.indices[letter] // (products.lengths[bound] if bound else 2)
