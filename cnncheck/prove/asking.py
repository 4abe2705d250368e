"""Questions at points of a field, and what their answers say."""

from __future__ import annotations

import contextlib
from dataclasses import dataclass
from typing import TYPE_CHECKING

from cnncheck.implementations.exact.field import MOST_DEGREE
from cnncheck.implementations.opening import open_implementation
from cnncheck.operators import OPERATORS
from cnncheck.outcomes import Outcome
from cnncheck.prove.points import (
    Chance,
    degree_of,
    key_of,
    problem_at,
    right_answer,
    values_of,
)
from cnncheck.prove.result import Status, Told
from cnncheck.references.definition import work
from cnncheck.shapes import as_shape

if TYPE_CHECKING:
    from collections.abc import Iterator

    from cnncheck.calls import Reply
    from cnncheck.dialects import Dialect
    from cnncheck.implementations.base import Implementation
    from cnncheck.operators.case import Case
    from cnncheck.operators.problem import Problem
    from cnncheck.options import Options
    from cnncheck.prove.coverage import Covered
from cnncheck.prove.comparing import Picking
from cnncheck.prove.picking import is_pick

MOST_TERMS = 5_000_000
"""Products of a shape above which it is left alone: a small one with the same features says as much."""


@dataclass(slots=True)
class Asked:
    """An implementation as it is asked: on elements, and in floating point.

    Attributes
    ----------
    source : str
    options : Options
    chance : Chance
    exact : Implementation
    numbers : Implementation
        The same code as it always runs; it has not been asked about elements.
    """

    source: str
    options: Options
    chance: Chance
    exact: Implementation
    numbers: Implementation

    @classmethod
    @contextlib.contextmanager
    def opened(cls, source: str, options: Options, chance: Chance) -> Iterator[Asked]:
        """Open an implementation for a while."""
        with (
            contextlib.closing(open_implementation(source, options, prime=chance.prime)) as exact,
            contextlib.closing(open_implementation(source, options)) as numbers,
        ):
            yield cls(source, options, chance, exact, numbers)

    def in_floats(self, problem: Problem) -> Reply:
        """Ask the same code as it always runs, and as if it had never been asked before."""
        with contextlib.closing(open_implementation(self.source, self.options)) as anew:
            return anew.ask(problem)

    @property
    def dialect(self) -> Dialect:
        """How the functions are called."""
        dialect: Dialect = self.exact.dialect  # type: ignore[attr-defined]
        return dialect

    def can(self, case: Case) -> bool:
        """Whether the dialect has words for a case, and it is one that can be proved."""
        return not self.why_not(case)

    def why_not(self, case: Case) -> str:
        """Say why a case is not asked about; empty where it is."""
        (pass_name,) = case.passes
        if why := self.dialect.unsaid(case, pass_name):
            return why
        if case.unbatched:
            return "an image without N: batches alone are proved"
        if is_pick(case) and not OPERATORS[case.operator].torch_has(case, pass_name):
            return f"{', '.join(sorted(case.options))}: only torch's own way is proved"
        return ""

    def point(self, case: Case) -> Problem:
        """Return the case's problem at a point of its own."""
        return problem_at(case, self.dialect, self.chance.values(str(key_of(case))))

    def told(self, case: Case, covered: Covered, *, proposed: bool = False) -> Told:
        """Ask about one shape at one point, and compare.

        Parameters
        ----------
        case : Case
            As `sizes_of` returns.
        covered : Covered
            What the call comes to is added.
        proposed : bool, optional
        """
        (pass_name,) = case.passes
        if why := self.why_not(case):
            return Told(case, pass_name, Status.NOT_ASKED, why, proposed)
        if is_pick(case):
            return Picking(self, covered).told(case, proposed=proposed)
        if not OPERATORS[case.operator].passes[pass_name].linear:
            why = "is neither a sum of products nor the largest of a window"
            return Told(case, pass_name, Status.REFUSED, why, proposed)
        problem = self.point(case)
        if (count := work(problem)) > MOST_TERMS:
            why = f"has {count:,} products, more than {MOST_TERMS:,}: ask about a smaller shape"
            return Told(case, pass_name, Status.REFUSED, why, proposed)
        reply = self.exact.ask(problem)
        covered.add(reply.evidence)
        status, message, degree = self.compared(problem, reply)
        return Told(case, pass_name, status, message, proposed, degree)

    @staticmethod
    def unanswered(reply: Reply) -> tuple[Status, str]:
        """Say what a reply without a value comes to."""
        if reply.outcome in (Outcome.NOT_ASKED, Outcome.NOT_WRITTEN):
            return Status.NOT_ASKED, reply.message
        failed = reply.outcome is Outcome.TOOL_ERROR
        return Status.TOOL_ERROR if failed else Status.REFUSED, reply.message

    def compared(self, problem: Problem, reply: Reply) -> tuple[Status, str, int]:
        """Say whether an answer on elements is the right one: here, and not where it comes from."""
        value = reply.value
        if value is None:
            return *self.unanswered(reply), 0
        if value.dtype.name != "uint64":
            return Status.REFUSED, f"returned an array of {value.dtype}", 0
        degree = degree_of(value)
        if value.shape != problem.out_shape:
            got, right = (as_shape(each) for each in (value.shape, problem.out_shape))
            return Status.WRONG, f"the result has shape {got}, expected {right}", degree
        wrong = values_of(value) != right_answer(problem, self.chance.prime)
        if wrong.any():
            return Status.WRONG, f"{wrong.sum()} of {wrong.size} elements are wrong", degree
        if degree == MOST_DEGREE:
            return (
                Status.REFUSED,
                f"multiplies {MOST_DEGREE} values or more with each other",
                degree,
            )
        return Status.PROVED, "", degree
