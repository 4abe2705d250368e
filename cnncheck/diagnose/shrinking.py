"""From a failing problem to the smallest one that still fails in the same way.

Small problems are tried in the order of their size, so that what is found first is smallest. Where
the bug has a name its simulation is asked, which is quick, and the implementation only has the
last word. What does not fail in the small is taken apart step by step instead.
"""

from __future__ import annotations

import time
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from cnncheck.compare.bounds import allowed_difference
from cnncheck.compare.figures import matches_a_constant
from cnncheck.diagnose.matching import agrees
from cnncheck.diagnose.observation import Observation, observe
from cnncheck.diagnose.reducing import plainer, reductions
from cnncheck.diagnose.small import (
    PLAIN,
    SPECIAL,
    case_of,
    drawn,
    geometry_of,
    problems_of,
    small_geometries,
    values_of,
)
from cnncheck.outcomes import Outcome
from cnncheck.references.definition import DefinitionReference

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from cnncheck.cases.case import Case, Dtype
    from cnncheck.diagnose.naming import Named
    from cnncheck.diagnose.small import Geometry
    from cnncheck.implementations.base import Reply
    from cnncheck.operators.problem import Array, Problem

    Ask = Callable[[Problem], Reply]

FIRST_GEOMETRIES = 150
"""So many of the smallest geometries are tried with every kind of values before larger ones."""


@dataclass(frozen=True, slots=True, eq=False)
class Smallest:
    """The smallest problem that was found to fail in the same way.

    Attributes
    ----------
    case : Case
        With all its values written out.
    problem : Problem
        The draw of the case that failed.
    reply : Reply
    expected : float64 array
    """

    case: Case
    problem: Problem
    reply: Reply
    expected: Array


def shrink(
    failing: Sequence[Observation],
    ask: Ask,
    *,
    named: Named | None = None,
    seconds: float = 5.0,
    name: str = "smallest",
) -> Smallest | None:
    """Find a smallest problem that still fails in the same way.

    Parameters
    ----------
    failing : sequence of Observation
        Failing observations of one function; at least one.
    ask : callable
        Puts a problem to the implementation.
    named : Named, optional
        The fault that explains the failure; the small problem still matches it.
    seconds : float, optional
        When to stop looking.
    name : str, optional
        What to call the case.

    Returns
    -------
    Smallest or None
        ``None`` when not even the problems that failed before fail again.
    """
    search = _Search(failing, ask, named, time.monotonic() + seconds, name)
    found = search.among_small() or search.from_large()
    return None if found is None else search.simplified(found)


def outcome_of(seen: Observation) -> Outcome:
    """Return how an observation ended, the comparison included."""
    reply = seen.reply
    if seen.passed or not reply.outcome.passed or reply.value is None:
        return reply.outcome
    if reply.value.shape != seen.truth.shape:
        return Outcome.WRONG_SHAPE
    wrong_dtype = reply.value.dtype != seen.problem.dtype
    return Outcome.WRONG_DTYPE if wrong_dtype else Outcome.WRONG_VALUES


@dataclass(frozen=True, slots=True, eq=False)
class _Candidate:
    geometry: Geometry
    values: dict[str, Array]


class _Search:
    """One search: what counts as the same failure, and when time is up."""

    def __init__(
        self,
        failing: Sequence[Observation],
        ask: Ask,
        named: Named | None,
        deadline: float,
        name: str,
    ) -> None:
        self._failing = sorted(failing, key=lambda seen: geometry_of(seen.problem).size)
        self._ask, self._deadline, self._name = ask, deadline, name
        self._named = named
        self._outcomes = {outcome_of(seen) for seen in failing}
        dtypes = {seen.problem.dtype.name for seen in failing}
        self._dtype: Dtype = "float32" if dtypes == {"float32"} else "float64"
        self._reference = DefinitionReference()

    @property
    def _late(self) -> bool:
        return time.monotonic() > self._deadline

    def among_small(self) -> _Candidate | None:
        """Try small problems, the smallest first."""
        for candidate in self._small():
            if self._late:
                return None
            if self._fails(candidate):
                return candidate
        return None

    def from_large(self) -> _Candidate | None:
        """Take the smallest problem that failed apart, as long as it goes on failing."""
        for seen in self._failing[:3]:
            current = _Candidate(geometry_of(seen.problem), values_of(seen.problem))
            if self._fails(current, trusted=False):
                break
        else:
            return None
        while not self._late:
            parts = (_Candidate(*part) for part in reductions(current.geometry, current.values))
            smaller = next((part for part in parts if self._late or self._fails(part)), None)
            if smaller is None or self._late:
                break
            current = smaller
        return current

    def simplified(self, found: _Candidate) -> Smallest | None:
        """Make the values of a failing problem as plain as can be, and ask once more."""
        values = plainer(
            found.values,
            lambda values: not self._late and self._fails(replace(found, values=values)),
        )
        current = replace(found, values=values)
        seen = self._seen(current, trusted=False) or self._seen(found, trusted=False)
        if seen is None:
            return None
        case = case_of(found.geometry, current.values, self._dtype, self._name)
        return Smallest(case, seen.problem, seen.reply, seen.truth)

    def _small(self) -> Iterator[_Candidate]:
        problem = self._failing[0].problem
        every = small_geometries(problem.operator, problem.pass_name)
        first = every[:FIRST_GEOMETRIES]
        for palettes, geometries in (
            (PLAIN[:1], first),
            (PLAIN[1:], first),
            (SPECIAL, first),
            (PLAIN, every[FIRST_GEOMETRIES:]),
            (SPECIAL, every[FIRST_GEOMETRIES:]),
        ):
            for geometry in geometries:
                for palette in palettes:
                    yield _Candidate(geometry, drawn(geometry, palette))

    def _fails(self, candidate: _Candidate, *, trusted: bool = True) -> bool:
        return self._seen(candidate, trusted=trusted) is not None

    def _seen(self, candidate: _Candidate, *, trusted: bool = True) -> Observation | None:
        """Return the first draw that fails in the same way.

        A case that a constant would pass is not worth keeping, unless there is no other.
        """
        case = case_of(candidate.geometry, candidate.values, self._dtype)
        problems = problems_of(case, draws=2)
        if (
            self._named is not None
            and self._named.fault.manners
            and not self._simulated(case, problems[0])
        ):
            return None
        answers = [self._truth(case, problem) for problem in problems]
        if trusted and matches_a_constant([t for t, _ in answers], [a for _, a in answers]):
            return None
        for problem, (truth, allowed) in zip(problems, answers, strict=True):
            seen = observe(problem, self._ask(problem), truth, allowed)
            if not seen.passed and outcome_of(seen) in self._outcomes:
                return seen if self._still_named(seen) else None
        return None

    def _simulated(self, case: Case, problem: Problem) -> bool:
        """Whether the named fault would show in this problem."""
        assert self._named is not None
        truth, allowed = self._truth(case, problem)
        reply = self._named.fault.reply(problem, {}, manner=self._named.manner)
        seen = observe(problem, reply, truth, allowed)
        return not seen.passed and outcome_of(seen) in self._outcomes

    def _still_named(self, seen: Observation) -> bool:
        named = self._named
        if named is None or not named.fault.manners:
            return True
        reply = named.fault.reply(seen.problem, {}, manner=named.manner)
        return agrees(reply, seen, precision=named.fault.kind == "precision", lenient=True)

    def _truth(self, case: Case, problem: Problem) -> tuple[Array, Array]:
        with np.errstate(all="ignore"):
            truth = self._reference.answer(problem)
            return truth.value, allowed_difference(case, problem, truth).at
