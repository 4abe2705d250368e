"""What explains code that no single fault of the catalogue does.

In this order: a fault made for the function's loops, options and axes; a fault that shows only under
a condition; two faults at once; a fault that explains most of what failed. Further questions are
asked first: with them two explanations of the same answers are rare.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from cnncheck.diagnose import right
from cnncheck.diagnose.catalogue import faults_of
from cnncheck.diagnose.catalogue.generated import generated
from cnncheck.diagnose.catalogue.ways import Way
from cnncheck.diagnose.conditions import under
from cnncheck.diagnose.deciding import holding, put_to_the_test
from cnncheck.diagnose.explaining import finite_failure
from cnncheck.diagnose.fault import Fault, Named
from cnncheck.diagnose.matching import agrees
from cnncheck.diagnose.observation import cases_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from cnncheck.calls import Reply
    from cnncheck.diagnose.conditions import Condition
    from cnncheck.diagnose.observation import Observation
    from cnncheck.operators.problem import Problem

    Ask = Callable[[Problem], Reply]

MOST_MANNERS = 20
"""Faults with more manners, all orders of axes, are only tried beside those that explain a part."""

TELLING = 120
"""Elements of a problem that shows much, and takes little time."""

SMALL = 20
"""Elements of a problem in which a fault stands alone, and is not everything."""

FIRST_MANNERS = 3
"""Manners of a fault of which one may explain a part alone; the others differ at the edges."""

SPREAD = 3
"""Of so many faults that explain the same part each is tried beside others."""

FIRSTS, MORE = 4, 30
"""Faults that explain a part, of which each is tried together with every other fault; and with
every other one that explains a part."""

MOST_ALIKE = 20
"""Faults that explain all failures, of which each may be one that shows under a condition only."""

MOST = 0.6
"""Share of the failing cases that a fault explains at least, to be named for them."""

FEW = 3
"""Failing cases that it explains at least."""


@dataclass(frozen=True, slots=True)
class Explanation:
    """Faults that explain what was seen.

    Attributes
    ----------
    faults : tuple of Named
    together : Named
        All of them in one, to be simulated.
    ties : tuple of Named
        Others that explain as much.
    missed : int
        Failing cases that they do not explain.
    """

    faults: tuple[Named, ...]
    together: Named
    ties: tuple[Named, ...] = ()
    missed: int = 0


def combined(
    seen: Sequence[Observation], function: str, ask: Ask | None = None
) -> Explanation | None:
    """Explain what no fault of the catalogue explains alone.

    Parameters
    ----------
    seen : sequence of Observation
        Of one function, where something came back; dtypes, inputs and memory are in order.
    function : str
    ask : callable, optional
        Puts a further problem to the implementation, where an answer decides.
    """
    return _Search(seen, function, ask).found()


class _Search:
    """One search, with what all of its steps need."""

    def __init__(self, seen: Sequence[Observation], function: str, ask: Ask | None) -> None:
        self._ask = ask
        self._lenient = finite_failure(seen)
        self._failing = sorted((each for each in seen if not each.passed), key=_telling)
        self._passing = [each for each in seen if each.passed]
        self._cases = len(cases_of(each for each in self._failing if each.case))
        self._known: dict[tuple[int, int], bool] = {}
        faults = [*faults_of(function), *generated(function)]
        self._ways = list(_ways(each for each in faults if len(each.manners) <= MOST_MANNERS))
        self._orders = list(_ways(each for each in faults if len(each.manners) > MOST_MANNERS))

    def found(self) -> Explanation | None:
        """Return the first explanation."""
        if not self._failing:
            return None
        alike = [way for way in self._ways if self._explains_alone(way, self._failing)]
        return self._alone(alike) or self._conditional(alike) or self._pair() or self._majority()

    def _agrees(self, way: Named, seen: Observation) -> bool:
        reply = way.fault.reply(seen.problem, {}, manner=way.manner)
        return agrees(reply, seen, lenient=self._lenient)

    def _agrees_alone(self, way: Named, seen: Observation) -> bool:
        """Whether one of the ways agrees, which is asked again and again."""
        place = id(way), id(seen)
        if place not in self._known:
            self._known[place] = self._agrees(way, seen)
        return self._known[place]

    def _explains_alone(self, way: Named, seen: Iterable[Observation]) -> bool:
        return all(self._agrees_alone(way, each) for each in seen)

    def _explains(self, way: Named, seen: Iterable[Observation]) -> bool:
        return all(self._agrees(way, each) for each in seen)

    def _explanation(self, found: Sequence[Named]) -> Explanation | None:
        if not found:
            return None
        first, *others = (replace(each, matched=self._cases) for each in _different(found))
        return Explanation((first,), first, tuple(others))

    def _alone(self, alike: Sequence[Named]) -> Explanation | None:
        return self._explanation([w for w in alike if self._explains_alone(w, self._passing)])

    def _conditional(self, alike: Sequence[Named]) -> Explanation | None:
        """Find a fault that shows under a condition, which holds for all failures."""
        against = [(way, self._contradicting(way)) for way in alike[:MOST_ALIKE]]
        found: list[tuple[int, Condition, Named]] = []
        for condition in holding(self._failing):
            within = {id(each) for each in self._passing if condition.holds(each.problem)}
            way = next((way for way, those in against if not those & within), None)
            found += [(len(within), condition, way)] if way else []
        found = self._decided(found)
        if not found:
            return None
        _, condition, way = min(found, key=lambda each: each[0])
        return self._explanation([under(condition, way)])

    def _contradicting(self, way: Named) -> set[int]:
        return {id(each) for each in self._passing if not self._agrees_alone(way, each)}

    def _decided(
        self, found: list[tuple[int, Condition, Named]]
    ) -> list[tuple[int, Condition, Named]]:
        """Put the conditions to the test, and leave out those that are wrong."""
        if found and self._ask:
            way, problem = found[0][2], self._failing[0].problem
            conditions = [condition for _, condition, _ in found]
            for seen in put_to_the_test(
                conditions, problem, self._ask, lambda each: self._shows(way, each)
            ):
                found = [each for each in found if self._stands(each[1], each[2], seen)]
        return found

    def _stands(self, condition: Condition, way: Named, seen: Observation) -> bool:
        """Whether an answer is right where a condition does not hold, and only there."""
        if not condition.holds(seen.problem):
            return seen.passed
        return not seen.passed or not self._shows(way, seen.problem)

    def _shows(self, way: Named, problem: Problem) -> bool:
        reply = way.fault.reply(problem, {}, manner=way.manner)
        return reply.value is None or not np.array_equal(reply.value, right.answer(problem))

    def _pair(self) -> Explanation | None:
        """Find two faults at once, one of which explains a part alone."""
        near = [way for way, _ in self._firsts]
        for others, most in ((near, MORE), (self._ways, FIRSTS), (self._orders, FIRSTS)):
            for first, explained in self._firsts[:most]:
                rest = [each for each in self._failing if id(each) not in explained]
                for together, pair in _pairs(first, others):
                    if self._explains(together, rest) and self._explains(
                        together, [*self._failing, *self._passing]
                    ):
                        named = tuple(replace(each, matched=self._cases) for each in pair)
                        return Explanation(named, replace(together, matched=self._cases))
        return None

    @cached_property
    def _firsts(self) -> list[tuple[Named, frozenset[int]]]:
        """Return the faults that explain some failures alone, those first that explain most."""
        some = [way for way in self._ways if way.manner < FIRST_MANNERS]
        explained: list[set[int]] = [set() for _ in some]
        for each in self._sample():  # one after the other: ways begin alike
            for way, which in zip(some, explained, strict=True):
                if self._agrees_alone(way, each):
                    which.add(id(each))
        alike: dict[frozenset[int], list[Named]] = {}
        for way, which in zip(some, explained, strict=True):
            if which:
                alike.setdefault(frozenset(which), []).append(way)
        most_first = sorted(alike.items(), key=lambda it: -len(it[0]))
        return [(way, which) for which, ways in most_first for way in _spread(ways)]

    def _sample(self) -> list[Observation]:
        """Return failing problems to explain in part: tiny ones, small ones, and telling ones."""
        finite = [each for each in self._failing if each.is_finite] or self._failing
        found = sorted(finite, key=lambda seen: seen.size)[:2] + finite[:1]
        found += sorted(finite, key=lambda seen: abs(seen.size - SMALL))[:2]
        return list({id(each): each for each in found}.values())

    def _majority(self) -> Explanation | None:
        """Find a fault that explains most failing cases, and would not show in the others."""
        best: Named | None = None
        for way, _ in self._firsts:
            missed = [each for each in self._failing if not self._agrees_alone(way, each)]
            matched = self._cases - len(cases_of(each for each in missed if each.case))
            if (
                matched > (best.matched if best else 0)
                and not any(self._shows(way, each.problem) for each in missed)
                and self._explains_alone(way, self._passing)
            ):
                best = replace(way, matched=matched)
        if best is None or best.matched < max(FEW, MOST * self._cases):
            return None
        return Explanation((best,), best, missed=self._cases - best.matched)


def _spread(ways: Sequence[Named]) -> list[Named]:
    """Return ways of different faults, few of them."""
    return list({way.fault.id: way for way in reversed(ways)}.values())[::-1][:SPREAD]


def _ways(faults: Iterable[Fault]) -> Iterator[Named]:
    for fault in faults:
        if fault.kind == "values":
            yield from (Named(fault, manner, 0) for manner in range(len(fault.manners)))


def _pairs(first: Named, others: Iterable[Named]) -> Iterator[tuple[Named, tuple[Named, Named]]]:
    """Yield a fault together with each other one, in both orders."""
    way = first.fault.manners[first.manner]
    if not isinstance(way, Way):
        return
    for other in others:
        beside = other.fault.manners[other.manner]
        if other.fault.id != first.fault.id and isinstance(beside, Way):
            orders = [(way, beside)] + ([(beside, way)] if way.meets(beside) else [])
            for one, two in orders:
                if both := one.followed_by(two):
                    yield Named(_joined(first.fault, other.fault, both), 0, 0), (first, other)


def _joined(first: Fault, second: Fault, way: Way) -> Fault:
    told = f"{first.sentence}, and {second.sentence}"
    hint = f"{first.hint} {second.hint}"
    return Fault(f"{first.id}+{second.id}", first.function, told, hint, (way,))


def _different(found: Iterable[Named]) -> list[Named]:
    """Return the faults without those that have the sentence of another."""
    return list({each.fault.sentence: each for each in reversed(list(found))}.values())[::-1]


def _telling(seen: Observation) -> tuple[bool, bool, float]:
    """Numbers before what is none, exact before rounded, and about as large as tells most."""
    return not seen.is_finite, not seen.problem.exact, abs(seen.size - TELLING) / TELLING
