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


_OF_ITS_OWN = frozenset({Outcome.UNSUPPORTED, Outcome.DISPUTED, Outcome.TOOL_ERROR})
"""What is true of a pass whatever its forward pass came to; and such a forward pass is not wrong."""


class Forwards:
    """Forward passes that failed, case by case.

    Parameters
    ----------
    dialect : Dialect
        Says which passes run a forward pass first.
    """

    def __init__(self, dialect: Dialect) -> None:
        self._dialect = dialect
        self._failed: set[str] = set()
        self._wrong: set[str] = set()

    def settled(self, question: Question, verdict: Verdict) -> Verdict:
        """Return a verdict, or that there is none, of the next pass of a case.

        What is right anyway is right; so is what is told of a function that is not there. Of a case
        that asks for a gradient alone, what is known of the forward pass is how it did in others.
        """
        case, outcome = question.case, verdict.outcome
        if outcome.passed or outcome.ends_the_asking or outcome in _OF_ITS_OWN:
            return verdict
        if not self._dialect.runs_forward(case.operator, question.pass_name):
            self._failed.add(case.id)
            self._wrong.add(case.operator)
            return verdict
        forward = self._dialect.called(case.operator, FORWARD)
        backward = self._dialect.called(case.operator, question.pass_name)
        call, _, error = verdict.message.partition(" raised ")
        # Where a case asks for nothing else, nobody has seen the forward pass fail before.
        raised = error and call.startswith(f"{forward}(") and not call.startswith(f"{backward}(")
        elsewhere = FORWARD not in case.passes and case.operator in self._wrong
        if case.id not in self._failed and not raised and not elsewhere:
            return verdict
        where = "in other cases" if elsewhere else "here"
        why = f"raised {error}" if raised else f"is wrong {where}"
        return replace(
            verdict,
            outcome=Outcome.NOT_JUDGED,
            figures=None,
            evidence=None,
            log=verdict.log if raised else "",
            message=f"not judged: {forward}, which runs first, {why}",
            hint="Mend the forward pass first.",
        )
