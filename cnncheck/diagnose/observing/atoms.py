"""What can be said of places by one thing: an index, two of them, or a flag."""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import combinations, permutations
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from cnncheck.operators.problem import Array


@dataclass(frozen=True, slots=True, eq=False)
class Index:
    """One index of all places.

    Attributes
    ----------
    name : str
        ``c``.
    noun : str
        What one of its values is: ``channel``.
    values : int array
        One for each place.
    called : str
        What its length is called, ``C``; empty where that has no name.
    length : int or int array
        How many values there are; of an index that counts among those there are at a place, such as
        the windows over a pixel, one for each place.
    """

    name: str
    noun: str
    values: Array
    called: str
    length: int | Array

    @property
    def key(self) -> str:
        """What tells it apart from the others of a table."""
        return f"{self.name} {self.noun}"

    @property
    def nouns(self) -> str:
        """The noun in the plural: ``rows of the filter``."""
        first, space, rest = self.noun.partition(" ")
        ending = "es" if first.endswith(("s", "x", "ch")) else "s"
        return f"{first}{ending}{space}{rest}"


@dataclass(frozen=True, slots=True, eq=False)
class Flag:
    """Something that holds at some places.

    Attributes
    ----------
    text, opposite : str
        To follow "where": ``the window reaches into the padding``. Empty for no such predicate.
    values : bool array
    """

    text: str
    opposite: str
    values: Array


@dataclass(frozen=True, slots=True, eq=False)
class Table:
    """All that there is to say of some places.

    Attributes
    ----------
    indices : tuple of Index
    flags : tuple of Flag
    numbers : dict of str to int
        Others that an index may be bounded by, such as ``sh``.
    """

    indices: tuple[Index, ...]
    flags: tuple[Flag, ...] = ()
    numbers: tuple[tuple[str, int], ...] = ()

    def index(self, key: str) -> Index:
        """Return the index of a key."""
        return next(each for each in self.indices if each.key == key)

    def flag(self, text: str) -> Array:
        """Return where a flag holds."""
        return next(each.values for each in self.flags if text in (each.text, each.opposite))

    @property
    def bounds(self) -> dict[str, int | Array]:
        """What lengths and numbers are called, and what they are."""
        lengths = {each.called: each.length for each in self.indices if each.called}
        return lengths | dict(self.numbers)

    def __len__(self) -> int:
        return len(self.indices[0].values)


def restricted(table: Table, which: Array) -> Table:
    """Return the table of some places.

    Parameters
    ----------
    table : Table
    which : int array
    """

    def of(index: Index) -> Index:
        length = index.length if isinstance(index.length, int) else index.length[which]
        return replace(index, values=index.values[which], length=length)

    flags = tuple(replace(flag, values=flag.values[which]) for flag in table.flags)
    return replace(table, indices=tuple(map(of, table.indices)), flags=flags)


@dataclass(frozen=True, slots=True, eq=False)
class Predicate:
    """Something that holds for some places.

    Attributes
    ----------
    text : str
        To follow "where": ``c is the last channel``.
    holds : callable
        Returns at which places of a table it does.
    noun : str
        The places, if they are those of a noun: ``the last channel``.
    cost : int
        How much there is to understand.
    """

    text: str
    holds: Callable[[Table], Array]
    noun: str = ""
    cost: int = 1


ALONE: tuple[tuple[int, str, str, Callable[[Array, int | Array], Array]], ...] = (
    (1, "the last {one}", "{} is the last {one}", lambda v, n: v == n - 1),
    (1, "the first {one}", "{} is the first {one}", lambda v, _: v == 0),
    (1, "all {all} but the first", "{} is not the first {one}", lambda v, _: v > 0),
    (1, "all {all} but the last", "{} is not the last {one}", lambda v, n: v < n - 1),
    (2, "the second {one}", "{} is the second {one}", lambda v, _: v == 1),
    (2, "the last {one} but one", "{} is the last {one} but one", lambda v, n: v == n - 2),
    (2, "the {all} beyond the second", "{} is beyond the second {one}", lambda v, _: v > 1),
    (2, "the last two {all}", "{} is one of the last two {all}", lambda v, n: v >= n - 2),
    (2, "all {all} but the last two", "{} is before the last two {all}", lambda v, n: v < n - 2),
    (2, "every second {one}, from the second on", "{} is odd", lambda v, _: v % 2 == 1),
    (2, "every second {one}, from the first on", "{} is even", lambda v, _: v % 2 == 0),
    (3, "the second half of the {all}", "{} is in the second half of the {all}", lambda v, n: v >= n // 2),
    (3, "the first half of the {all}", "{} is in the first half of the {all}", lambda v, n: v < n // 2),
    *(
        (3, f"the {{all}} that fill no block of {block}", f"{{}} is one of the {{all}} that fill no block of {block}",
         lambda v, n, block=block: v >= n - n % block)
        for block in (2, 3, 4)
    ),
    *(
        (3, f"the {{all}} of the last block of {block}", f"{{}} is in the last block of {block} {{all}}",
         lambda v, n, block=block: v // block == (n - 1) // block)
        for block in (2, 3, 4)
    ),
)  # fmt: skip
"""What may be so of one index and its length: cost, noun, text."""

OF_TWO: tuple[tuple[int, str, Callable[[Array, Array], Array]], ...] = (
    (2, "{0} = {1}", lambda v, w: v == w),
    (2, "{0} != {1}", lambda v, w: v != w),
    (3, "{0} < {1}", lambda v, w: v < w),
    (3, "{0} > {1}", lambda v, w: v > w),
    (3, "{0} >= {1}", lambda v, w: v >= w),
    (3, "{0} <= {1}", lambda v, w: v <= w),
    (4, "{0} + {1} is even", lambda v, w: (v + w) % 2 == 0),
    (4, "{0} + {1} is odd", lambda v, w: (v + w) % 2 == 1),
)
"""What may be so of two indices."""

BOUNDED: tuple[tuple[int, str, Callable[[Array, int | Array], Array]], ...] = (
    (4, "{0} >= {1}", lambda v, bound: v >= bound),
    (4, "{0} < {1}", lambda v, bound: v < bound),
)
"""What may be so of an index and the length of another one, or a number."""


def atoms(table: Table) -> Iterator[Predicate]:
    """Yield the predicates of one part that can be said of a table."""
    for flag in table.flags:
        for text in filter(None, (flag.text, flag.opposite)):
            yield Predicate(text, _flagged(text, holds=text == flag.text), cost=2)
    for index in table.indices:
        for cost, noun, text, holds in ALONE:
            words = {"one": index.noun, "all": index.nouns}
            told = text.format(index.name, **words)
            yield Predicate(told, _of_one(index.key, holds), noun.format(**words), cost)
    absolute = [each for each in table.indices if each.called]
    for one, two in combinations(absolute, 2):
        for cost, text, ordered in OF_TWO:
            told = text.format(one.name, two.name)
            yield Predicate(told, _of_two(one.key, two.key, ordered), cost=cost)
    for one, two in permutations(absolute, 2):
        turned = f"{one.name} = {two.called}-1-{two.name}"
        yield Predicate(turned, _turned(one.key, two.key), cost=4)
    for one in absolute:
        for bound in table.bounds:
            for cost, text, limited in BOUNDED:
                if bound != one.called:
                    told = text.format(one.name, bound)
                    yield Predicate(told, _bounded(one.key, bound, limited), cost=cost)


def _flagged(text: str, *, holds: bool) -> Callable[[Table], Array]:
    return lambda table: table.flag(text) == holds


def _of_one(key: str, holds: Callable[[Array, int | Array], Array]) -> Callable[[Table], Array]:
    def of(table: Table) -> Array:
        index = table.index(key)
        return holds(index.values, index.length)

    return of


def _of_two(one: str, two: str, holds: Callable[[Array, Array], Array]) -> Callable[[Table], Array]:
    return lambda table: holds(table.index(one).values, table.index(two).values)


def _turned(one: str, two: str) -> Callable[[Table], Array]:
    def of(table: Table) -> Array:
        other = table.index(two)
        return np.asarray(table.index(one).values == other.length - 1 - other.values)

    return of


def _bounded(
    key: str, bound: str, holds: Callable[[Array, int | Array], Array]
) -> Callable[[Table], Array]:
    return lambda table: holds(table.index(key).values, table.bounds[bound])
