"""A second opinion: the definition is asked as well where it is exact and quick."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from cnncheck.operators import OPERATORS
from cnncheck.references.definition import DefinitionReference, work

if TYPE_CHECKING:
    from cnncheck.operators.problem import Array, Problem
    from cnncheck.references.truth import Reference, Truth

TERMS = 1_000
"""Up to so many are added up; it takes a fraction of a millisecond."""

ONCE = "once"
"""How a reference is asked for an answer that nobody will ask for again: to problems of random sums."""

CONFIRMED = "confirmed"
"""How a reference that is sent its questions is asked for its answer and a second opinion."""


def torch_has(problem: Problem) -> bool:
    """Whether torch computes what is asked; else the definition is believed, whoever is asked."""
    return OPERATORS[problem.operator].torch_has(problem.case, problem.pass_name)


def has_second_opinion(problem: Problem) -> bool:
    """Whether there is one."""
    return (
        problem.exact
        and torch_has(problem)
        and work(problem) <= TERMS
        and all(np.isfinite(array).all() for array in problem.arrays.values())
    )


def second_opinion(problem: Problem) -> Array:
    """Return the definition's exact answer."""
    return DefinitionReference().answer(problem).value


def confirmed(reference: Reference, problem: Problem) -> tuple[Truth, Array]:
    """Return both answers."""
    return reference.answer(problem), second_opinion(problem)


def asked(reference: Reference, method: str, problem: Problem) -> Any:
    """Ask a reference by the name of a method, or for both answers."""
    if method == CONFIRMED:
        return confirmed(reference, problem)
    return getattr(reference, "answer" if method == ONCE else method)(problem)
