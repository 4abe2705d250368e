"""The fewest cases that catch what survives: a set cover over candidates.

An exact minimum is out of reach in general (set cover is NP-hard); the greedy choice is within a
logarithmic factor of it (Chvatal, 1979), and trying it from every start and dropping what has
become redundant brings it to, or next to, the minimum on sets of this size.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from cnncheck.audit.candidates import FILE, candidates, with_passes
from cnncheck.audit.catching import Form, asked_of, catches
from cnncheck.diagnose.small_problems.shrinking import exposing
from cnncheck.faults.declaring.fault import FaultyImplementation, Named
from cnncheck.operators import OPERATORS

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from cnncheck.audit.catching import ReferenceSource
    from cnncheck.audit.scoring import Audit
    from cnncheck.operators.case import Case

    Key = tuple[str, int]
    Caught = Mapping[str, frozenset[Key]]

EXPOSING_PROBLEMS = 1200
"""How many small problems of each layout and dtype to try for one form that no candidate catches."""


@dataclass(frozen=True, slots=True)
class Proposal:
    """Cases to add to a case set.

    Attributes
    ----------
    cases : tuple of Case
    uncaught : tuple of str
        Ids of the faults that survive even so.
    """

    cases: tuple[Case, ...]
    uncaught: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Candidate:
    """A case, what each of its passes catches, and what all of them catch together."""

    case: Case
    by_pass: Caught
    caught: frozenset[Key]

    @property
    def cost(self) -> int:
        return OPERATORS[self.case.operator].memory(self.case)


def fill(audit: Audit, reference: ReferenceSource) -> Proposal:
    """Propose the fewest cases that catch all survivors of an audit.

    Parameters
    ----------
    audit : Audit
    reference : callable or AsksAhead
    """
    wanted = [Form(each.fault, form) for each in audit.survivors for form in each.surviving]
    functions = sorted({form.fault.function for form in wanted})
    # A set without an option is not to be asked of code that may not have it.
    options = {form.fault.option for form in wanted}
    usual = (each for each in candidates(functions) if each.options <= options)
    found = _evaluated(usual, wanted, reference)
    reachable = frozenset().union(*(each.caught for each in found))
    missed = [form for form in wanted if form.key not in reachable]
    found += _evaluated(_exposing(missed), wanted, reference)
    goal = frozenset(form.key for form in wanted)
    chosen = [
        each
        for name in OPERATORS
        for each in _cover([each for each in found if each.case.operator == name], goal)
    ]
    caught = frozenset().union(*(each.caught for each in chosen))
    left = dict.fromkeys(form.fault.id for form in wanted if form.key not in caught)
    return Proposal(tuple(_trimmed(chosen)), tuple(left))


def _evaluated(
    cases: Iterable[Case], wanted: Sequence[Form], reference: ReferenceSource
) -> list[_Candidate]:
    """Find out what each case catches of the wanted forms; sound cases that catch something."""
    listed = list(cases)
    functions = sorted({form.fault.function for form in wanted})
    by_case: dict[str, dict[str, frozenset[Key]]] = {}
    unsound = set()
    for asked in asked_of(listed, reference, functions):
        question = asked.question
        if not asked.sound:
            unsound.add(question.case.id)
            continue
        by_case.setdefault(question.case.id, {})[question.pass_name] = frozenset(
            form.key
            for form in wanted
            if form.fault.function == question.function and catches(asked, form)
        )
    return [
        _Candidate(case, by_case[case.id], frozenset().union(*by_case[case.id].values()))
        for case in listed
        if case.id in by_case and case.id not in unsound and any(by_case[case.id].values())
    ]


def _exposing(missed: Sequence[Form]) -> list[Case]:
    """Look for small cases, with all their values, for forms that no candidate catches."""
    cases = []
    for form in missed:
        named = Named(form.fault, form.manner, 0)
        faulty = FaultyImplementation(form.fault, form.manner)
        found = exposing(faulty.ask, named, most=EXPOSING_PROBLEMS)
        if found is not None:
            cases.append(replace(found.case, file=FILE, variant=str(form.manner)))
    return cases


def _cover(found: Sequence[_Candidate], goal: frozenset[Key]) -> list[_Candidate]:
    """Return the smallest cover that the greedy choice finds from any start."""
    goal &= frozenset().union(*(each.caught for each in found))
    if not goal:
        return []
    useful = [
        each
        for each in found
        if not any(_dominates(other, each, goal) for other in found if other is not each)
    ]
    covers = (_needed([start, *_greedy(useful, goal - start.caught)], goal) for start in useful)
    return min(covers, key=lambda cover: (len(cover), sum(each.cost for each in cover)))


def _dominates(other: _Candidate, each: _Candidate, goal: frozenset[Key]) -> bool:
    """Whether another candidate catches more, or as much at less cost."""
    mine, its = each.caught & goal, other.caught & goal
    return mine < its or (mine == its and (other.cost, other.case.id) < (each.cost, each.case.id))


def _greedy(found: Sequence[_Candidate], goal: frozenset[Key]) -> list[_Candidate]:
    chosen = []
    while goal:
        best = max(found, key=lambda each: (len(each.caught & goal), -each.cost))
        chosen.append(best)
        goal -= best.caught
    return chosen


def _needed(cover: Sequence[_Candidate], goal: frozenset[Key]) -> list[_Candidate]:
    """Drop, the costliest first, what the others catch too."""
    kept = list(cover)
    for each in sorted(cover, key=lambda each: -each.cost):
        others = frozenset().union(*(other.caught for other in kept if other is not each))
        if goal <= others:
            kept.remove(each)
    return kept


def _trimmed(chosen: Sequence[_Candidate]) -> list[Case]:
    """Leave out of each case the passes that catch nothing which another case does not."""
    passes = {each.case.id: dict(each.by_pass) for each in chosen}
    for each in chosen:
        for name in list(each.by_pass):
            own = passes[each.case.id].pop(name)
            others = (caught for by in passes.values() for caught in by.values())
            if not own <= frozenset().union(*others):
                passes[each.case.id][name] = own
    return [with_passes(each.case, tuple(passes[each.case.id])) for each in chosen]
