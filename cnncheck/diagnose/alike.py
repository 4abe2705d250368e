"""What it means that a smaller problem fails in the same way."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from cnncheck.compare.bounds import allowed_difference
from cnncheck.compare.figures import matches_a_constant
from cnncheck.diagnose.matching import agrees
from cnncheck.diagnose.observation import Observation, observe
from cnncheck.diagnose.small import case_of, problems_of
from cnncheck.outcomes import Outcome
from cnncheck.references.definition import DefinitionReference

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from cnncheck.cases.case import Case, Dtype, Layout
    from cnncheck.diagnose.naming import Named
    from cnncheck.diagnose.small import Geometry
    from cnncheck.implementations.base import Reply
    from cnncheck.operators.problem import Array, Problem

    Ask = Callable[[Problem], Reply]

FAILURES = frozenset(Outcome) - {Outcome.PASSED}


def outcome_of(seen: Observation) -> Outcome:
    """Return how an observation ended, the comparison included."""
    reply = seen.reply
    if seen.passed or not reply.outcome.passed or reply.value is None:
        return reply.outcome
    if reply.value.shape != seen.truth.shape:
        return Outcome.WRONG_SHAPE
    wrong_dtype = reply.value.dtype != seen.problem.dtype
    return Outcome.WRONG_DTYPE if wrong_dtype else Outcome.WRONG_VALUES


def layout_of(failing: Sequence[Observation]) -> Layout:
    """Return the layout that all failing problems have in common, if it is not the plain one."""
    for seen in failing:
        if all(array.flags.c_contiguous for array in seen.problem.arrays.values()):
            return "C"
    arrays = failing[0].problem.arrays.values()
    return "F" if all(array.flags.f_contiguous for array in arrays) else "strided"


@dataclass(frozen=True, slots=True, eq=False)
class Candidate:
    """A problem that may fail: its sizes, and its arrays by their names in a case."""

    geometry: Geometry
    values: dict[str, Array]


@dataclass(frozen=True, slots=True, eq=False)
class Alike:
    """Tells whether a candidate fails as the problems at hand did.

    Attributes
    ----------
    ask : callable
        Puts a problem to the implementation.
    outcomes : frozenset of Outcome
        The ways of failing that count.
    named : Named, optional
        The fault that has to explain the failure. It is simulated first: that is quick, and the
        implementation only has the last word.
    dtype, layout : str
        Of the candidates' arrays.
    name : str
        What the case is called.
    """

    ask: Ask
    outcomes: frozenset[Outcome]
    named: Named | None = None
    dtype: Dtype = "float64"
    layout: Layout = "C"
    name: str = "smallest"

    def case(self, candidate: Candidate) -> Case:
        """Return the case with the candidate's values written out."""
        case = case_of(candidate.geometry, candidate.values, self.dtype, self.name)
        return replace(case, layout=self.layout)

    def failure(self, candidate: Candidate, *, trusted: bool = True) -> Observation | None:
        """Return the candidate's first draw that fails alike; ``None`` when none does.

        Parameters
        ----------
        candidate : Candidate
        trusted : bool, optional
            Whether a case that any constant passes is refused: it could never be told from a
            right one again.
        """
        case = self.case(candidate)
        draws = problems_of(case, draws=2)
        problems = [next(draws)]  # mostly there is no need of the second
        answers = [self._truth(case, problems[0])]
        if not self._simulation_fails(problems[0], *answers[0]):
            return None
        problems += draws
        answers.append(self._truth(case, problems[1]))
        if trusted and matches_a_constant(answers):
            return None
        # All are asked before any is looked at: a later call can change an earlier result.
        replies = [self.ask(problem) for problem in problems]
        for problem, reply, (truth, allowed) in zip(problems, replies, answers, strict=True):
            seen = observe(problem, reply, truth, allowed)
            if not seen.passed and outcome_of(seen) in self.outcomes:
                return seen if self._still_named(seen) else None
        return None

    def _simulation_fails(self, problem: Problem, truth: Array, allowed: Array) -> bool:
        if self.named is None or not self.named.fault.manners:
            return True
        reply = self.named.fault.reply(problem, {}, manner=self.named.manner)
        if isinstance(reply.value, np.ma.MaskedArray) and np.ma.is_masked(reply.value):
            return True  # memory that nobody wrote is never right
        seen = observe(problem, reply, truth, allowed)
        return not seen.passed and outcome_of(seen) in self.outcomes

    def _still_named(self, seen: Observation) -> bool:
        if self.named is None or not self.named.fault.manners:
            return True
        fault = self.named.fault
        reply = fault.reply(seen.problem, {}, manner=self.named.manner)
        return agrees(reply, seen, precision=fault.kind == "precision", lenient=True)

    def _truth(self, case: Case, problem: Problem) -> tuple[Array, Array]:
        with np.errstate(all="ignore"):
            truth = DefinitionReference().answer(problem)
            return truth.value, allowed_difference(case, problem, truth).at
