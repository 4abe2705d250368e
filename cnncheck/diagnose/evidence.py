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
from cnncheck.faults.ways import Way

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from cnncheck.calls import Reply
    from cnncheck.diagnose.observation import Observation
    from cnncheck.faults.fault import Fault
    from cnncheck.operators.problem import Problem

    Answer = int
    """Tells answers apart."""

MOST_MANNERS = 20
"""Faults with more manners, all orders of axes, are only tried beside those that explain a part."""

TELLING = 120
"""Elements of a problem that shows much, and takes little time."""

MOST_TELLING = 600
"""Elements of one that takes little time still."""

NO_VALUE: Answer = 0
"""The answer of a call that raises."""


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
    simulations : int
        How many answers of ways were computed so far.
    """

    def __init__(self, seen: Sequence[Observation], function: str) -> None:
        self._lenient = finite_failure(seen)
        self._known: dict[tuple[int, int], tuple[bool, Answer]] = {}
        self.simulations = 0
        self.failing = sorted((each for each in seen if not each.passed), key=_telling)
        self.passing = [each for each in seen if each.passed]
        self.cases = len(cases_of(each for each in self.failing if each.case))
        faults = [*faults_of(function), *_of_options(generated(function), seen)]
        self.ways = list(_ways(each for each in faults if len(each.manners) <= MOST_MANNERS))
        self.orders = list(_ways(each for each in faults if len(each.manners) > MOST_MANNERS))
        self._strict = dict(_strict(self.ways))

    def agrees(self, way: Named, seen: Observation) -> bool:
        """Whether a way would have come to an answer."""
        return agrees(self._reply(way, seen.problem), seen, lenient=self._lenient)

    def explains(self, way: Named, seen: Iterable[Observation]) -> bool:
        """Whether a way would have come to all of some answers."""
        return all(self.agrees(way, each) for each in seen)

    def agrees_alone(self, way: Named, seen: Observation) -> bool:
        """Whether one of `ways` would have, which is asked again and again."""
        return self._alone(way, seen)[0]

    def answer(self, way: Named, seen: Observation) -> Answer:
        """Return what one of `ways` comes to."""
        return self._alone(way, seen)[1]

    def explains_alone(self, way: Named, seen: Iterable[Observation]) -> bool:
        """Whether one of `ways` would have come to all of some answers."""
        return all(self.agrees_alone(way, each) for each in seen)

    def alike(self, ways: Iterable[Named]) -> dict[int, list[Named]]:
        """Return ways with those that come to the same where most shows, by the first one's identity.

        Those that show nothing there are looked at where most else shows.
        """
        first, *others = self._rich()
        found = {id(each[0]): each for each in self.distinct(ways, first)}
        told = {id(way) for each in found.values() for way in each}
        for seen in others:
            silent = [way for way in ways if id(way) not in told]
            more = [*self.distinct(silent, seen)]
            found |= {id(each[0]): each for each in more}
            told |= {id(way) for each in more for way in each}
        return found

    def _rich(self) -> list[Observation]:
        """Return the failing problem that tells most, of every set of options."""
        by_options = {each.problem.case.options: each for each in reversed(self.failing)}
        first = self.failing[0]
        return [first, *(each for each in by_options.values() if each is not first)]

    def distinct(self, ways: Iterable[Named], seen: Observation) -> Iterator[list[Named]]:
        """Yield those that come to the same answer together, without those that come to the right one."""
        correct = right.answer(seen.problem).tobytes()
        found: dict[Answer, list[Named]] = {}
        for way in ways:
            found.setdefault(self._alone(way, seen)[1], []).append(way)
        found.pop(hash(correct), None)
        yield from found.values()

    def returns(self, way: Named, problem: Problem) -> bool:
        """Whether a way comes to something at all."""
        return self._reply(way, problem).value is not None

    def shows(self, way: Named, problem: Problem) -> bool:
        """Whether a way comes to something else than the right answer."""
        reply = self._reply(way, problem)
        return reply.value is None or not np.array_equal(reply.value, right.answer(problem))

    def differ(self, way: Named, other: Named, problem: Problem) -> bool:
        """Whether two ways come to different things."""
        one, two = (self._reply(each, problem).value for each in (way, other))
        return one is None or two is None or not np.array_equal(one, two)

    def _alone(self, way: Named, seen: Observation) -> tuple[bool, Answer]:
        place = id(way), id(seen)
        if place not in self._known:
            strict = self._strict.get(id(way))
            if strict and (alike := self._alone(strict, seen))[1] != NO_VALUE:
                self._known[place] = alike  # no window leaves the image
                return alike
            reply = self._reply(way, seen.problem)
            answer = NO_VALUE if reply.value is None else hash(reply.value.tobytes())
            self._known[place] = agrees(reply, seen, lenient=self._lenient), answer
        return self._known[place]

    def _reply(self, way: Named, problem: Problem) -> Reply:
        self.simulations += 1
        return way.fault.reply(problem, {}, manner=way.manner)


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


def _strict(ways: Iterable[Named]) -> Iterator[tuple[int, Named]]:
    """Yield ways, by their identity, that differ at the edges from one that raises there, and that."""
    raising: dict[object, Named] = {}
    for way in ways:
        its = way.fault.manners[way.manner]
        if isinstance(its, Way) and its.change is not None:
            place = its.kernel, its.change, its.then
            if its.edge == "raise":
                raising[place] = way
            elif place in raising:
                yield id(way), raising[place]


def _telling(seen: Observation) -> tuple[bool, bool, bool, int, float]:
    """Numbers before what is none, exact before rounded, many traits, and about as large as tells most."""
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
