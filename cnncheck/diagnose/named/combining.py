"""What explains code that no single fault of the catalogue does.

In this order: a fault made for the function's loops, options and axes; a fault that shows only under
a condition; two faults at once; a fault that explains most of what failed. Further questions are
asked first: with them two explanations of the same answers are rare.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING

import numpy as np

from cnncheck.diagnose.named.branching import branches
from cnncheck.diagnose.named.evidence import Evidence
from cnncheck.diagnose.named.majority import explaining_most, nearly_beside
from cnncheck.diagnose.named.pairing import Pairing, are_needed
from cnncheck.diagnose.observing.observation import cases_of
from cnncheck.diagnose.questions.conditions import CONDITIONS, Conditional, either, under
from cnncheck.diagnose.questions.deciding import confirmed, holding, on_both_sides, put_to_the_test
from cnncheck.diagnose.questions.further import fullest
from cnncheck.diagnose.questions.twofold import near, twofold

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from cnncheck.calls import Reply
    from cnncheck.diagnose.named.answers_table import Table
    from cnncheck.diagnose.observing.observation import Observation
    from cnncheck.faults.declaring.fault import Named
    from cnncheck.operators.problem import Array, Problem

    Ask = Callable[[Problem], Reply]

MOST_ALIKE = 20
"""Faults that explain all failures, of which each may be one that shows under a condition only."""

MOST_TWOFOLD = 4
"""Of these, those that may show under two conditions at once."""

MOST_PARTLY = 40
"""Faults that explain some failures, of which each may explain most."""

FEWEST_ANSWERS = 3
"""Further answers that two faults explain at least where not all is known of what they come to."""


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
    return Search(Evidence(seen, function), ask).found()


class Search:
    """One search, with what all of its steps need."""

    def __init__(self, evidence: Evidence, ask: Ask | None) -> None:
        self._ask = ask
        self._evidence = evidence

    def found(self) -> Explanation | None:
        """Return the first explanation."""
        evidence = self._evidence
        if not evidence.failing:
            return None
        table = evidence.table()
        failing = np.array([not each.passed for each in evidence.standing], bool)
        fits = np.flatnonzero(table.matching[:, failing].all(axis=1))
        ways = (evidence.ways[place] for place in fits)
        alike = [way for way in ways if evidence.explains_alone(way, evidence.failing)]
        found = self._alone(alike) or self._conditional(alike) or self._twofold(alike)
        if found:
            return found
        found = self._pair(Pairing(evidence, table))
        if found is None and (more := evidence.unforeseen(table)):
            found = self._pair(Pairing(evidence, more))
        return found or self._branched(table) or self._majority(self._partly(table, failing))

    def _branched(self, table: Table) -> Explanation | None:
        """Find two faults of which each shows where the other does not."""
        cases = self._evidence.cases
        for each in branches(self._evidence, table):
            (condition, elsewhere), (way, other) = each.conditions, each.ways
            both = either(condition, way, other)
            if self._decided([Conditional(condition, way, other, 0)]) and self._confirmed(both):
                limited = (under(condition, way), under(elsewhere, other))
                faults = tuple(replace(named, matched=cases) for named in limited)
                return Explanation(faults, replace(both, matched=cases))
        return None

    def _partly(self, table: Table, failing: Array) -> Iterator[Named]:
        """Yield the ways that explain some failures, and would show in no other question, those first that explain most."""
        explained = (table.matching & ~table.silent & failing).sum(axis=1)
        fits = (table.matching | (table.silent & failing)).all(axis=1) & (explained > 0)
        order = np.argsort(-explained, kind="stable")
        yield from (self._evidence.ways[place] for place in order[fits[order]][:MOST_PARTLY])

    def _explanation(self, ways: Sequence[Named]) -> Explanation | None:
        found = [way for way in ways if self._evidence.speaks(way)]
        if not found:
            return None
        first, *others = (replace(each, matched=self._evidence.cases) for each in _different(found))
        return Explanation((first,), first, tuple(others))

    def _alone(self, alike: Sequence[Named]) -> Explanation | None:
        return self._explanation(
            [w for w in alike if self._evidence.explains_alone(w, self._evidence.passing)]
        )

    def _conditional(self, alike: Sequence[Named]) -> Explanation | None:
        """Find a fault that shows under a condition, which holds for all failures among numbers.

        What infinities come to may be another matter, and is left open where the condition does not hold.
        """
        evidence, cases = self._evidence, self._evidence.cases
        numbers = [each for each in evidence.failing if each.is_finite] or evidence.failing
        some = evidence.affordable(alike[:MOST_ALIKE])
        against = [(way, self._contradicting(way)) for way in some]
        found: list[Conditional] = []
        for condition in holding(numbers):
            within = {id(each) for each in evidence.passing if condition.holds(each.problem)}
            way = next((way for way, those in against if not those & within), None)
            found += [Conditional(condition, way, None, len(within))] if way else []
        for each in sorted(self._decided(found), key=lambda each: each.within):
            if self._confirmed_both(each):
                limited = replace(under(each.condition, each.way), matched=cases)
                others = (e for e in evidence.failing if not each.condition.holds(e.problem))
                return Explanation(
                    (limited,), limited, (), len(cases_of(e for e in others if e.case))
                )
        return None

    def _twofold(self, alike: Sequence[Named]) -> Explanation | None:
        """Find a fault that shows where two conditions hold together."""
        if not alike or self._ask is None:
            return None
        seen = [*self._evidence.failing, *self._evidence.passing]
        seen += near(self._evidence.failing, self._ask)
        for way in alike[:MOST_TWOFOLD]:
            if not self._evidence.explains(way, (each for each in seen if not each.passed)):
                continue
            for condition in twofold(seen, partial(self._evidence.shows, way)):
                if self._confirmed_both(Conditional(condition, way, None, 0)):
                    return self._explanation([under(condition, way)])
        return None

    def _confirmed_both(self, its: Conditional) -> bool:
        """Whether the fault shows in questions where the condition holds, and not elsewhere."""
        if self._ask is None:
            return True
        problem = fullest(self._evidence.failing)
        failing = [each.problem for each in self._evidence.failing]
        sides = on_both_sides(its.condition, problem, self._ask, self._matters(its), failing)
        came_back = [each for each in sides.inside if each.reply.value is not None]
        known = sum(not its.condition.holds(each.problem) for each in self._evidence.passing)
        return sides.supported(known) and self._evidence.explains(its.way, came_back)

    def _contradicting(self, way: Named) -> set[int]:
        return {
            id(each)
            for each in self._evidence.passing
            if not self._evidence.agrees_alone(way, each)
        }

    def _decided(self, found: list[Conditional]) -> list[Conditional]:
        """Put the conditions to the test, and leave out those that are wrong."""
        if found and self._ask:
            first, problem = found[0], fullest(self._evidence.failing)
            conditions = [each.condition for each in found]
            for seen in put_to_the_test(conditions, problem, self._ask, self._matters(first)):
                found = [each for each in found if self._stands(each, seen)]
        return found

    def _matters(self, its: Conditional) -> Callable[[Problem], bool]:
        """Return what says of problems whether a condition makes a difference."""

        def matters(problem: Problem) -> bool:
            if its.beside is None:
                return self._evidence.shows(its.way, problem)
            return self._evidence.differ(its.way, its.beside, problem)

        return matters

    def _stands(self, its: Conditional, seen: Observation) -> bool:
        """Whether an answer is right where a condition does not hold, and only there.

        Beside another fault: what that comes to, and what both come to.
        """
        holds = its.condition.holds(seen.problem)
        if its.beside is not None:
            return self._evidence.agrees(its.way if holds else its.beside, seen)
        if not holds:
            return seen.passed
        return not seen.passed or not self._evidence.shows(its.way, seen.problem)

    def _pair(self, pairing: Pairing) -> Explanation | None:
        found = pairing.found(self._confirmed)
        if found is None:
            return self._conditional_pair(pairing.nearly)
        missed = [e for e in self._evidence.failing if not self._evidence.agrees(found[0], e)]
        cases = self._evidence.cases - (unexplained := len(cases_of(e for e in missed if e.case)))
        faults = tuple(replace(each, matched=cases) for each in found[1])
        return Explanation(faults, replace(found[0], matched=cases), missed=unexplained)

    def _confirmed(self, way: Named) -> bool:
        """Whether two faults explain answers besides those by which they were found."""
        evidence, ask = self._evidence, self._ask
        return ask is None or confirmed(
            fullest(evidence.failing),
            ask,
            lambda problem: evidence.tells(way, problem),
            lambda seen: evidence.agrees(way, seen),
            least=FEWEST_ANSWERS if evidence.is_vague(way) else 0,
        )

    def _conditional_pair(self, nearly: Iterable[tuple[Named, Named, Named]]) -> Explanation | None:
        """Find two faults of which one shows under a condition only."""
        seen = [*self._evidence.failing, *self._evidence.passing]
        for first, second, together in nearly:
            needed = [each for each in seen if not self._evidence.agrees_alone(first, each)]
            barred = [each for each in seen if not self._evidence.agrees(together, each)]
            found = [
                Conditional(condition, together, first, 0)
                for condition in CONDITIONS
                if all(condition.holds(each.problem) for each in needed)
                and not any(condition.holds(each.problem) for each in barred)
            ]
            if found := self._decided(found):
                limited, cases = under(found[0].condition, second), self._evidence.cases
                both = either(found[0].condition, together, first)
                matters = are_needed(self._evidence, together, (first, second))
                if not (matters and self._confirmed(both)):
                    continue
                faults = tuple(replace(each, matched=cases) for each in (first, limited))
                return Explanation(faults, replace(both, matched=cases))
        return None

    def _majority(self, ways: Iterable[Named]) -> Explanation | None:
        """Find a fault that explains most failing cases, and what shows beside it under a condition."""
        best = explaining_most(self._evidence, self._evidence.affordable(ways))
        if best is None:
            return None
        others = self._evidence.cases - best.matched
        beside = self._conditional_pair(nearly_beside(self._evidence, best)) if others else None
        return beside or Explanation((best,), best, missed=others)


def _different(found: Iterable[Named]) -> list[Named]:
    """Return the faults without those that have the sentence of another."""
    return list({each.fault.sentence: each for each in reversed(list(found))}.values())[::-1]
