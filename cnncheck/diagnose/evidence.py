"""What was seen of a function, and which ways of going wrong agree with what."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from cnncheck.diagnose.explaining import finite_failure
from cnncheck.diagnose.matching import agrees
from cnncheck.diagnose.observation import cases_of
from cnncheck.faults import right
from cnncheck.faults.catalogue import faults_of
from cnncheck.faults.fault import Named
from cnncheck.faults.generated import generated

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from cnncheck.diagnose.observation import Observation
    from cnncheck.faults.fault import Fault
    from cnncheck.operators.problem import Problem

MOST_MANNERS = 20
"""Faults with more manners, all orders of axes, are only tried beside those that explain a part."""

TELLING = 120
"""Elements of a problem that shows much, and takes little time."""


class Evidence:
    """Answers of one function, and every way of going wrong that is known of it.

    Attributes
    ----------
    failing, passing : list of Observation
        Those that failed in the order in which they tell most.
    cases : int
        How many of the cases that were asked first failed.
    ways, orders : list of Named
        Every manner of every fault, those with very many manners apart.
    """

    def __init__(self, seen: Sequence[Observation], function: str) -> None:
        self._lenient = finite_failure(seen)
        self._known: dict[tuple[int, int], bool] = {}
        self.failing = sorted((each for each in seen if not each.passed), key=_telling)
        self.passing = [each for each in seen if each.passed]
        self.cases = len(cases_of(each for each in self.failing if each.case))
        faults = [*faults_of(function), *_of_options(generated(function), seen)]
        self.ways = list(_ways(each for each in faults if len(each.manners) <= MOST_MANNERS))
        self.orders = list(_ways(each for each in faults if len(each.manners) > MOST_MANNERS))

    def agrees(self, way: Named, seen: Observation) -> bool:
        """Whether a way would have come to an answer."""
        reply = way.fault.reply(seen.problem, {}, manner=way.manner)
        return agrees(reply, seen, lenient=self._lenient)

    def explains(self, way: Named, seen: Iterable[Observation]) -> bool:
        """Whether a way would have come to all of some answers."""
        return all(self.agrees(way, each) for each in seen)

    def agrees_alone(self, way: Named, seen: Observation) -> bool:
        """Whether one of `ways` would have, which is asked again and again."""
        place = id(way), id(seen)
        if place not in self._known:
            self._known[place] = self.agrees(way, seen)
        return self._known[place]

    def explains_alone(self, way: Named, seen: Iterable[Observation]) -> bool:
        """Whether one of `ways` would have come to all of some answers."""
        return all(self.agrees_alone(way, each) for each in seen)

    def shows(self, way: Named, problem: Problem) -> bool:
        """Whether a way comes to something else than the right answer."""
        reply = way.fault.reply(problem, {}, manner=way.manner)
        return reply.value is None or not np.array_equal(reply.value, right.answer(problem))


def _of_options(faults: Iterable[Fault], seen: Sequence[Observation]) -> Iterator[Fault]:
    """Yield the faults of options that any of the problems has; elsewhere they are none."""
    cases = [each.problem.case for each in seen]
    unusual = [each for case in cases for each in case.unusual]
    options = {name for each in unusual for name in (each.name, each.follows)}
    options |= {each.name for one in seen[:1] for each in one.problem.parameters if each.required}
    yield from (fault for fault in faults if not fault.option or fault.option in options)


def _ways(faults: Iterable[Fault]) -> Iterator[Named]:
    for fault in faults:
        if fault.kind == "values":
            yield from (Named(fault, manner, 0) for manner in range(len(fault.manners)))


def _telling(seen: Observation) -> tuple[bool, bool, float]:
    """Numbers before what is none, exact before rounded, and about as large as tells most."""
    return not seen.is_finite, not seen.problem.exact, abs(seen.size - TELLING) / TELLING
