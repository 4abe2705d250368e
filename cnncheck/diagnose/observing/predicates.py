"""Which places are meant, said of their indices: the shortest predicate that covers exactly these.

Places may be anything that has indices: the products of a sum, windows, pixels. A `Table` holds the
indices of all of them, one array for each index; `exact` returns what holds for the wanted ones and
for no others, the plainest first::

    table = Table((Index("c", "channel", values, "C", 3), Index("k", "row of the filter", ...)))
    told = exact(table, wanted)[0]
    told.noun           # "the last channel"; empty where it is no noun
    told.text           # "c is the last channel", to follow "where"
    told.holds(other)   # the same of the table of another problem

What it offers, of each index: the first, the last, all but one of these, the second, those beyond it,
the last two, even or odd ones, halves, what is left over by blocks of two, three or four, the last of
these blocks, what is from the length of another index or a number on; of each two indices: equal,
unequal, ordered, the one as far from the end as the other from the beginning; what a `Flag` says, or
its opposite; and of these atoms each alone, two that both hold, and two of which one holds. Sizes that
are all different tell them apart; what still holds by chance falls in another problem: try the
predicates one after the other there.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from cnncheck.diagnose.observing.atoms import Flag, Index, Predicate, Table, atoms

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from cnncheck.operators.problem import Array

MOST_PARTS = 160
"""Atoms of which two are put together, the plainest ones."""

MOST = 40
"""Predicates that are returned."""


def exact(table: Table, wanted: Array) -> list[Predicate]:
    """Return predicates that hold for the wanted places and for no others, the plainest first.

    Parameters
    ----------
    table : Table
    wanted : bool array
        One for each place; some of them are wanted, and not all.
    """
    wanted = np.asarray(wanted, np.bool_)
    if wanted.all() or not wanted.any():
        return []
    parts = [(each, np.broadcast_to(each.holds(table), wanted.shape)) for each in atoms(table)]
    found = [each for each, where in parts if np.array_equal(where, wanted)]
    parts.sort(key=lambda part: part[0].cost)
    wider = [(each, where) for each, where in parts if where[wanted].all()]
    found += _together(_short(wider), ~wanted, both)
    narrower = [(each, ~where) for each, where in parts if where.any() and not where[~wanted].any()]
    found += _together(_short(narrower), wanted, either)
    return sorted(found, key=lambda each: each.cost)[:MOST]


def _short(parts: list[tuple[Predicate, Array]]) -> list[tuple[Predicate, Array]]:
    """Return the plainest parts that leave something out."""
    return [part for part in parts if not part[1].all()][:MOST_PARTS]


def _together(
    parts: list[tuple[Predicate, Array]],
    outside: Array,
    join: Callable[[Predicate, Predicate], Predicate],
) -> Iterator[Predicate]:
    """Yield pairs of parts that have no place outside in common, but for those of which one has none."""
    if len(parts) < 2:
        return
    inside = np.array([where[outside] for _, where in parts], np.float32)
    common = inside @ inside.T == 0
    alone = ~inside.any(axis=1)
    common[alone] = common[:, alone] = False
    for one, two in zip(*np.nonzero(np.triu(common, 1)), strict=True):
        yield join(parts[one][0], parts[two][0])


def both(one: Predicate, two: Predicate) -> Predicate:
    """Return what holds where two predicates do."""
    return Predicate(
        f"{one.text} and {two.text}",
        lambda table: one.holds(table) & two.holds(table),
        cost=one.cost + two.cost + 1,
    )


def either(one: Predicate, two: Predicate) -> Predicate:
    """Return what holds where one of two predicates does."""
    noun = f"{one.noun} and {two.noun}" if one.noun and two.noun else ""
    return Predicate(
        f"{one.text} or {two.text}",
        lambda table: one.holds(table) | two.holds(table),
        noun,
        one.cost + two.cost + 2,
    )


__all__ = ["Flag", "Index", "Predicate", "Table", "both", "either", "exact"]
