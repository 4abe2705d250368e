"""A function of two branches, each wrong in its own way: one where a condition holds, one elsewhere.

A shortcut for some sizes is code of its own, and what is wrong in it says nothing of the rest.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import combinations, islice, product, takewhile
from typing import TYPE_CHECKING

import numpy as np

from cnncheck.diagnose.questions.conditions import CONDITIONS

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from cnncheck.diagnose.named.answers_table import Table
    from cnncheck.diagnose.named.evidence import Evidence
    from cnncheck.diagnose.observing.observation import Observation
    from cnncheck.diagnose.questions.conditions import Condition
    from cnncheck.faults.declaring.fault import Named

FEWEST_FAILURES = 3
"""Failures in which each of the two shows at least."""

MOST_WORK = 3000.0
"""Answers to small questions that take as long as all of this may."""

MOST_OF_A_SIDE = 4
"""Ways that explain one side, of which each is tried beside those of the other."""


@dataclass(frozen=True, slots=True)
class Branches:
    """Two conditions of which always one holds, and what is wrong where each does."""

    conditions: tuple[Condition, Condition]
    ways: tuple[Named, Named]


def branches(evidence: Evidence, table: Table) -> Iterator[Branches]:
    """Yield what explains everything by two faults, of which each shows on one side of a condition.

    Parameters
    ----------
    evidence : Evidence
    table : Table
        What all ways come to in the standing questions, of which few explain one side.
    """
    everything = [*evidence.failing, *evidence.passing]
    holding, standing = (
        np.array([[c.holds(each.problem) for each in some] for c in CONDITIONS], bool)
        for some in (everything, table.questions)
    )
    failing = np.array([not each.passed for each in everything], bool)
    most = evidence.work + MOST_WORK
    for pair in combinations(range(len(CONDITIONS)), 2):
        # The side with most failures is told first, and an example is of it.
        first, second = sorted(pair, key=lambda at: -int((holding[at] & failing).sum()))
        sides = holding[[first, second]]
        fewest = (sides & failing).sum(axis=1).min()
        if not (sides[0] != sides[1]).all() or fewest < FEWEST_FAILURES:
            continue
        found: list[list[Named]] = []
        for its, small in zip(sides, standing[[first, second]], strict=True):
            fits: list[int] = np.flatnonzero(table.matching[:, small].all(axis=1)).tolist()
            ways = takewhile(lambda _: evidence.work < most, (table.ways[each] for each in fits))
            side = [everything[place] for place in np.flatnonzero(its)]
            found.append(_explaining(evidence, ways, side) if all(found) else [])
        for one, two in product(*found):
            if one.fault.id != two.fault.id:
                yield Branches((CONDITIONS[first], CONDITIONS[second]), (one, two))


def _explaining(
    evidence: Evidence, likely: Iterable[Named], side: Sequence[Observation]
) -> list[Named]:
    """Return the first ways that explain one side, and show there."""
    order = sorted(side, key=lambda each: (each.passed, each.size))
    every = (way for way in likely if evidence.explains_alone(way, order) and evidence.speaks(way))
    return [*islice(every, MOST_OF_A_SIDE)]
