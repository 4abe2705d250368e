"""Backward passes that take what a forward pass returns: not judged where that is wrong."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from cnncheck.dialects.base import FORWARD
from cnncheck.outcomes import Outcome

if TYPE_CHECKING:
    from cnncheck.asking import Question
    from cnncheck.compare.verdict import Verdict
    from cnncheck.dialects import Dialect


class Forwards:
    """Whose forward pass failed, case by case.

    Parameters
    ----------
    dialect : Dialect
        Says which passes run a forward pass first.
    """

    def __init__(self, dialect: Dialect) -> None:
        self._dialect = dialect
        self._failed: set[str] = set()

    def settled(self, question: Question, verdict: Verdict) -> Verdict:
        """Return a verdict, or that there is none, of the next pass of a case.

        What is right anyway is right; so is what is told of a function that is not there.
        """
        case, outcome = question.case, verdict.outcome
        if outcome.passed or outcome is Outcome.NOT_ASKED:
            return verdict
        if not self._dialect.runs_forward(case.operator, question.pass_name):
            self._failed.add(case.id)
            return verdict
        if case.id not in self._failed or outcome is Outcome.NOT_WRITTEN:
            return verdict
        return replace(
            verdict,
            outcome=Outcome.NOT_JUDGED,
            figures=None,
            evidence=None,
            message=f"not judged: {self._dialect.called(case.operator, FORWARD)}, which runs first, is "
            "wrong here",
            hint="Mend the forward pass first.",
        )
