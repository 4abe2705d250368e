"""What it means that a smaller problem fails in the same way."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, get_args

import numpy as np

from cnncheck.compare.bounds import allowed_difference
from cnncheck.compare.figures import matches_a_constant
from cnncheck.diagnose.observing.matching import agrees
from cnncheck.diagnose.observing.observation import Observation, observe
from cnncheck.diagnose.small_problems.small import candidate_of, problems_of, written
from cnncheck.operators import OPERATORS
from cnncheck.operators.case import Layout
from cnncheck.outcomes import Outcome
from cnncheck.references.definition import DefinitionReference, work

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from cnncheck.calls import Reply
    from cnncheck.diagnose.small_problems.small import Candidate
    from cnncheck.faults.declaring.fault import Named
    from cnncheck.operators.case import Accumulator, Case, Dtype
    from cnncheck.operators.problem import Array, Problem

    Ask = Callable[[Problem], Reply]

FAILURES = frozenset(Outcome) - {Outcome.PASSED}

SHOWS_AS = {
    "input-changed": Outcome.MUTATED_INPUT,
    "output-shares-memory": Outcome.ALIASED_OUTPUT,
    "buffer-shared": Outcome.ALIASED_OUTPUT,
    "dtype-widened": Outcome.WRONG_DTYPE,
    "dtype-narrowed": Outcome.WRONG_DTYPE,
    "dtype-integer": Outcome.WRONG_DTYPE,
}
"""How faults end that show besides the values."""


def outcome_of(seen: Observation) -> Outcome:
    """Return how an observation ended, the comparison included."""
    reply = seen.reply
    if seen.passed or not reply.outcome.passed or reply.value is None:
        return reply.outcome
    if reply.value.shape != seen.truth.shape:
        return Outcome.WRONG_SHAPE
    wrong_dtype = reply.value.dtype != seen.problem.result_dtype
    return Outcome.WRONG_DTYPE if wrong_dtype else Outcome.WRONG_VALUES


def failure_of(seen: Observation) -> tuple[Outcome, str]:
    """Return how an observation ended, and of what a call raised the kind of error."""
    outcome = outcome_of(seen)
    if outcome is not Outcome.RAISED:
        return outcome, ""
    return outcome, seen.reply.message.partition(" raised ")[2].partition(":")[0]


def shown(failing: Sequence[Observation], named: Named | None = None) -> list[Observation]:
    """Return the failures that an example is to be found of: one kind of them.

    Of a fault that shows besides the values, those where it shows; else wrong answers before calls
    that raised, numbers before what is none, and the kind that most failures are of.
    """
    surface = SHOWS_AS.get(named.fault.id.rpartition("/")[2]) if named else None
    kinds = Counter(failure_of(each) for each in failing)
    kind = max(
        kinds, key=lambda kind: (kind[0] is surface, kind[0] is not Outcome.RAISED, kinds[kind])
    )
    alike = [each for each in failing if failure_of(each) == kind]
    return [each for each in alike if each.is_finite] or alike


def layout_of(failing: Sequence[Observation]) -> Layout:
    """Return the best known layout of failing problems, if none of them has the plain one."""
    for seen in failing:
        if all(array.flags.c_contiguous for array in seen.problem.arrays.values()):
            return "C"
    layouts = {seen.problem.case.layout for seen in failing}
    return next(each for each in get_args(Layout) if each in layouts)


@dataclass(frozen=True, slots=True)
class Domain:
    """Traits that all failing problems have or lack; their example has or lacks them, too.

    Attributes
    ----------
    finite : bool
        Whether all inputs are numbers.
    traits : frozenset of (bool, bool)
        Whether the gradient is smaller than the pooled output, and whether each window has but one
        pixel: every combination that failed.
    """

    finite: bool
    traits: frozenset[tuple[bool, bool]]

    def holds(self, candidate: Candidate) -> bool:
        """Whether a candidate lies within."""
        return _finite(candidate.values.values()) == self.finite and (
            _traits(candidate.case) in self.traits
        )


def domain_of(failing: Sequence[Observation]) -> Domain:
    """Return the domain of some failures."""
    return Domain(
        all(each.is_finite for each in failing),
        frozenset(_traits(candidate_of(each.problem).case) for each in failing),
    )


def _finite(arrays: Iterable[Array]) -> bool:
    return all(bool(np.isfinite(array).all()) for array in arrays)


def _traits(case: Case) -> tuple[bool, bool]:
    windows = OPERATORS[case.operator].windows(case)
    partial = case.out_grad.shape is not None and case.out_grad.shape[2:] != windows.out
    return partial, set(windows.kernel) == {1}


UNTRIED, TRIED = 30, 1_000
"""Work of a candidate that is left out at a glance, and of one that is tried, besides its terms."""

MADE = 200
"""Work of making sizes of which a candidate may be."""


@dataclass(slots=True)
class Work:
    """Work that was done in a search: terms that a reference adds up, and their like."""

    done: int = 0


@dataclass(frozen=True, slots=True, eq=False)
class Alike:
    """Tells whether a candidate fails as the problems at hand did.

    Attributes
    ----------
    ask : callable
        Puts a problem to the implementation.
    outcomes : frozenset of Outcome
        The ways of failing that count.
    error : str
        What a call has to raise, if it raises; empty for anything.
    domain : Domain, optional
        Where a failure has to lie; ``None`` for anywhere.
    named : Named, optional
        The fault that has to explain the failure. It is simulated first: that is quick, and the
        implementation only has the last word.
    dtype, layout : str
        Of the candidates' arrays.
    accumulate : str, optional
        What sums of them may be kept in.
    unbatched : bool
        Whether single images come without N.
    name : str
        What the case is called.
    tried : list of Observation
        What came of every candidate that was put to the implementation.
    work : Work
        What all candidates took together, in numbers that are the same on every machine.
    """

    ask: Ask
    outcomes: frozenset[Outcome]
    named: Named | None = None
    dtype: Dtype = "float64"
    layout: Layout = "C"
    name: str = "smallest"
    error: str = ""
    domain: Domain | None = None
    accumulate: Accumulator | None = None
    unbatched: bool = False
    tried: list[Observation] = field(default_factory=list)
    work: Work = field(default_factory=Work)

    def case(self, candidate: Candidate) -> Case:
        """Return the case with the candidate's values written out."""
        stored = {"dtype": self.dtype, "layout": self.layout, "accumulate": self.accumulate}
        alone = self.unbatched and candidate.case.input[0] == 1
        return written(candidate, self.name, unbatched=alone, **stored)

    def failure(self, candidate: Candidate, *, trusted: bool = True) -> Observation | None:
        """Return the candidate's first draw that fails alike; ``None`` when none does.

        Parameters
        ----------
        candidate : Candidate
        trusted : bool, optional
            Whether a case that any constant passes is refused: it could never be told from a
            right one again.
        """
        self.work.done += UNTRIED
        if self.domain and not self.domain.holds(candidate):
            return None
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
        together = zip(problems, replies, answers, strict=True)
        tried = [observe(problem, reply, *answer) for problem, reply, answer in together]
        self.tried.extend(each for each in tried if each.reply.outcome is not Outcome.NOT_ASKED)
        for seen in tried:
            if not seen.passed and self._counts(seen):
                return seen if self._still_named(seen) else None
        return None

    def _counts(self, seen: Observation) -> bool:
        """Whether this is one of the failures that are sought; later values are always numbers."""
        outcome, error = failure_of(seen)
        within = self.domain is None or seen.is_finite == self.domain.finite
        return outcome in self.outcomes and error in ("", self.error or error) and within

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
        return agrees(reply, seen, kind=fault.kind, lenient=True)

    def _truth(self, case: Case, problem: Problem) -> tuple[Array, Array]:
        self.work.done += TRIED + work(problem)
        with np.errstate(all="ignore"):
            truth = DefinitionReference().answer(problem)
            return truth.value, allowed_difference(case, problem, truth).at
