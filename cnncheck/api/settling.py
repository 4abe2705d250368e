"""Where two references disagree: which of them obeys the laws that need no reference."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from cnncheck.calls import Reply
from cnncheck.operators import OPERATORS
from cnncheck.references.definition import DefinitionReference

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from cnncheck.asking import Answers, Question
    from cnncheck.operators.case import Case
    from cnncheck.operators.problem import Problem
    from cnncheck.references import Truth


def is_dispute(answers: Sequence[Answers]) -> bool:
    """Whether the definition was asked and says something else than the reference."""
    return any(
        each.second_opinion is not None
        and not np.array_equal(each.second_opinion, each.truth.value, equal_nan=True)
        for each in answers
    )


def settle(question: Question, name: str, answer: Callable[[Problem], Truth]) -> str:
    """Say which side of a dispute breaks a law that every right answer obeys.

    Parameters
    ----------
    question : Question
        On which the reference and the definition differ.
    name : str
        What the reference is called.
    answer : callable
        Puts a problem to it.
    """
    definition = DefinitionReference()
    broken = {
        who: law
        for who, its in ((name, answer), (definition.name, definition.answer))
        if (law := _broken_law(question.case, question.pass_name, its))
    }
    if len(broken) == 1:
        who, law = next(iter(broken.items()))
        return f"{who} is the one that is wrong: {law}"
    if broken:
        return "neither of the two obeys the laws that need no reference; report this case"
    return "both obey the laws that need no reference; report this case"


def _broken_law(case: Case, pass_name: str, answer: Callable[[Problem], Truth]) -> str | None:
    """Return the first law that a reference breaks at the case's geometry, in a sentence."""
    from cnncheck.diagnose.questions import oracles

    def ask(problem: Problem) -> Reply:
        return Reply(answer(problem).value.astype(problem.result_dtype, copy=False))

    operator = OPERATORS[case.operator]
    if operator.multiplies:
        return (
            oracles.adjoint_identity(ask, case)
            or oracles.delta_kernel(ask, case)
            or oracles.linearity(ask, case, pass_name)
        )
    if operator.passes[pass_name].gradient:
        return oracles.pool_finite_differences(ask, case)
    return None
