"""What explains code that no single fault of the catalogue does.

In this order: a fault made for the function's loops, options and axes; a fault that shows only under
a condition; two faults at once; a fault that explains most of what failed. Further questions are
asked first: with them two explanations of the same answers are rare.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from cnncheck.diagnose.conditions import under
from cnncheck.diagnose.deciding import holding, put_to_the_test
from cnncheck.diagnose.evidence import Evidence
from cnncheck.diagnose.observation import cases_of
from cnncheck.diagnose.pairing import explaining_partly, pair

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from cnncheck.calls import Reply
    from cnncheck.diagnose.conditions import Condition
    from cnncheck.diagnose.observation import Observation
    from cnncheck.diagnose.pairing import Partly
    from cnncheck.faults.fault import Named
    from cnncheck.operators.problem import Problem

    Ask = Callable[[Problem], Reply]

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
    return _Search(Evidence(seen, function), ask).found()


class _Search:
    """One search, with what all of its steps need."""

    def __init__(self, evidence: Evidence, ask: Ask | None) -> None:
        self._ask = ask
        self._evidence = evidence

    def found(self) -> Explanation | None:
        """Return the first explanation."""
        evidence = self._evidence
        if not evidence.failing:
            return None
        alike = [way for way in evidence.ways if evidence.explains_alone(way, evidence.failing)]
        found = self._alone(alike) or self._conditional(alike)
        if found:
            return found
        partly = explaining_partly(evidence)
        return self._pair(partly) or self._majority(way for way, _ in partly)

    def _explanation(self, found: Sequence[Named]) -> Explanation | None:
        if not found:
            return None
        first, *others = (replace(each, matched=self._evidence.cases) for each in _different(found))
        return Explanation((first,), first, tuple(others))

    def _alone(self, alike: Sequence[Named]) -> Explanation | None:
        return self._explanation(
            [w for w in alike if self._evidence.explains_alone(w, self._evidence.passing)]
        )

    def _conditional(self, alike: Sequence[Named]) -> Explanation | None:
        """Find a fault that shows under a condition, which holds for all failures."""
        against = [(way, self._contradicting(way)) for way in alike[:MOST_ALIKE]]
        found: list[tuple[int, Condition, Named]] = []
        for condition in holding(self._evidence.failing):
            within = {id(each) for each in self._evidence.passing if condition.holds(each.problem)}
            way = next((way for way, those in against if not those & within), None)
            found += [(len(within), condition, way)] if way else []
        found = self._decided(found)
        if not found:
            return None
        _, condition, way = min(found, key=lambda each: each[0])
        return self._explanation([under(condition, way)])

    def _contradicting(self, way: Named) -> set[int]:
        return {
            id(each)
            for each in self._evidence.passing
            if not self._evidence.agrees_alone(way, each)
        }

    def _decided(
        self, found: list[tuple[int, Condition, Named]]
    ) -> list[tuple[int, Condition, Named]]:
        """Put the conditions to the test, and leave out those that are wrong."""
        if found and self._ask:
            way, problem = found[0][2], self._evidence.failing[0].problem
            conditions = [condition for _, condition, _ in found]
            for seen in put_to_the_test(
                conditions, problem, self._ask, lambda each: self._evidence.shows(way, each)
            ):
                found = [each for each in found if self._stands(each[1], each[2], seen)]
        return found

    def _stands(self, condition: Condition, way: Named, seen: Observation) -> bool:
        """Whether an answer is right where a condition does not hold, and only there."""
        if not condition.holds(seen.problem):
            return seen.passed
        return not seen.passed or not self._evidence.shows(way, seen.problem)

    def _pair(self, partly: Partly) -> Explanation | None:
        found = pair(self._evidence, partly)
        if found is None:
            return None
        cases = self._evidence.cases
        faults = tuple(replace(each, matched=cases) for each in found[1])
        return Explanation(faults, replace(found[0], matched=cases))

    def _majority(self, ways: Iterable[Named]) -> Explanation | None:
        """Find a fault that explains most failing cases, and would not show in the others."""
        best: Named | None = None
        for way in ways:
            missed = [
                each
                for each in self._evidence.failing
                if not self._evidence.agrees_alone(way, each)
            ]
            matched = self._evidence.cases - len(cases_of(each for each in missed if each.case))
            if (
                matched > (best.matched if best else 0)
                and not any(self._evidence.shows(way, each.problem) for each in missed)
                and self._evidence.explains_alone(way, self._evidence.passing)
            ):
                best = replace(way, matched=matched)
        if best is None or best.matched < max(FEW, MOST * self._evidence.cases):
            return None
        return Explanation((best,), best, missed=self._evidence.cases - best.matched)


def _different(found: Iterable[Named]) -> list[Named]:
    """Return the faults without those that have the sentence of another."""
    return list({each.fault.sentence: each for each in reversed(list(found))}.values())[::-1]
