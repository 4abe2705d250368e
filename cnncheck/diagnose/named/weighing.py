"""What problems tell, and what it takes to answer them."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from cnncheck.references.definition import work

if TYPE_CHECKING:
    from cnncheck.diagnose.observing.observation import Observation
    from cnncheck.operators.problem import Problem

TELLING = 120
"""Elements of a problem that shows much, and takes little time."""

MOST_TELLING = 600
"""Elements of one that takes little time still."""

TERMS, ELEMENTS = 25_000, 5_000
"""Of a large problem, which take as long as the answer to a small one."""


@lru_cache(maxsize=256)
def work_of(problem: Problem) -> float:
    """Return how many answers to small problems take as long as one to this."""
    elements = sum(array.size for array in problem.arrays.values())
    return max(1.0, work(problem) / TERMS + elements / ELEMENTS)


def telling_most(seen: Observation) -> tuple[bool, bool, bool, int, float]:
    """Order numbers before what is none, exact before rounded, many traits, and about as large as tells most."""
    off = abs(seen.size - TELLING) / TELLING
    large = seen.size > MOST_TELLING
    return not seen.is_finite, not seen.problem.exact, large, -_traits(seen.problem), off


def _traits(problem: Problem) -> int:
    """Count what makes faults of different directions, options and axes look different."""
    axes = problem.windows.axes
    numbers = [
        [getattr(axis, name) for axis in axes] for name in ("before", "stride", "kernel", "length")
    ]
    several = sum(length > 1 for array in problem.arrays.values() for length in array.shape[:2])
    differ = sum(len(set(each)) > 1 for each in numbers)
    return int(several + 2 * differ + sum(axis.before > 0 for axis in axes))


def unusual_of(problem: Problem) -> tuple[object, ...]:
    """Return what is unusual of a problem, and of several words which."""
    its = problem.case
    words = (its.parameters[each.name] for each in its.unusual if each.choices)
    return (its.unusual, *words)
