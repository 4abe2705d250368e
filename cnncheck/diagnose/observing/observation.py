"""What was seen of one function: problems, replies, and what would have been right."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from cnncheck.compare.bounds import allowed_difference
from cnncheck.compare.figures import same
from cnncheck.outcomes import Outcome

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from cnncheck.asking.answers import Answers
    from cnncheck.calls import Reply
    from cnncheck.operators.case import Case
    from cnncheck.operators.problem import Array, Problem

SMALL_BYTES = 1 << 18
"""Larger problems are left out of a diagnosis: small ones say the same, and much sooner."""


@dataclass(frozen=True, eq=False)
class Observation:
    """One question to a function and what came of it.

    Attributes
    ----------
    problem : Problem
    reply : Reply
    truth : float64 array
        The right answer.
    allowed : float64 array
        The largest difference from it that is allowed, element by element.
    passed : bool
        Whether the reply was right: outcome, shape, dtype and values.
    case : str
        Id of the case that was asked, which may have been asked several times; empty for none.
    """

    problem: Problem
    reply: Reply
    truth: Array
    allowed: Array
    passed: bool
    case: str = ""

    @cached_property
    def is_finite(self) -> bool:
        """Whether all inputs are numbers."""
        return all(bool(np.isfinite(array).all()) for array in self.problem.arrays.values())

    @cached_property
    def judged(self) -> float:
        """The largest difference that is allowed anywhere."""
        return float(self.allowed.max(initial=0.0))

    @cached_property
    def largest(self) -> float:
        """The largest right value, infinities left out."""
        return float(np.abs(self.truth[np.isfinite(self.truth)]).max(initial=0.0))

    @cached_property
    def size(self) -> int:
        """Elements of all arrays."""
        return sum(array.size for array in self.problem.arrays.values())


def observe(
    problem: Problem, reply: Reply, truth: Array, allowed: Array, case: str = ""
) -> Observation:
    """Return an observation, having looked whether the reply is right.

    Parameters
    ----------
    problem : Problem
    reply : Reply
    truth, allowed : float64 arrays
    case : str, optional
        Id of the case that was asked.
    """
    passed = is_right(problem, reply, truth, allowed)
    return Observation(problem, reply, truth, allowed, passed, case)


def observed(case: Case, answers: Iterable[Answers]) -> list[Observation]:
    """Return what the answers to one pass of a case show, as far as they are small.

    Parameters
    ----------
    case : Case
        Its tolerance says what is allowed.
    answers : iterable of Answers
        Of all draws, in the order in which they were asked.
    """
    return [
        observe(
            each.problem,
            each.reply,
            each.truth.value,
            allowed_difference(case, each.problem, each.truth).at,
            case.id,
        )
        for each in answers
        if each.problem.nbytes <= SMALL_BYTES
    ]


RAISES = "raises "
"""How a sentence about errors begins."""


def same_error(failing: Sequence[Observation]) -> str:
    """Return the error that all wrong calls raise, or its kind; empty where some do not, or raise another."""
    if {each.reply.outcome for each in failing} != {Outcome.RAISED}:
        return ""
    errors = {each.reply.message.partition(" raised ")[2] for each in failing}
    kinds = {each.partition(":")[0] for each in errors}
    alike = min((errors, kinds), key=len)  # numbers in a message differ where shapes do
    return f"{RAISES}{alike.pop()}" if len(alike) == 1 and all(alike) else ""


def is_right(problem: Problem, reply: Reply, truth: Array, allowed: Array) -> bool:
    """Whether a reply has the right outcome, shape, dtype and values."""
    value = reply.value
    return (
        reply.outcome.passed
        and value is not None
        and value.shape == truth.shape
        and value.dtype == problem.result_dtype
        and near(value, truth, allowed)
    )


def near(value: Array, other: Array, allowed: Array | float) -> bool:
    """Whether two arrays of one shape agree; NaN and infinities match only themselves."""
    return np.array_equal(value, other) or not differing(value, other, allowed).any()


def differing(value: Array, other: Array, allowed: Array | float) -> Array:
    """Return where two arrays of one shape do not agree, as `near` has it."""
    value, other = as_real(value), as_real(other)
    with np.errstate(invalid="ignore"):
        close = np.abs(value - other) <= allowed
    agreeing: Array = close | same(value, other)
    return ~agreeing


def as_real(value: Array) -> Array:
    """Return an array in float64; NaN where an element has an imaginary part."""
    if value.dtype.kind == "c":
        value = np.where(value.imag == 0, value.real, np.nan)
    return value.astype(np.float64)


def cases_of(observations: Iterable[Observation]) -> set[str | int]:
    """Return what tells their cases apart; an observation without a case is one of its own."""
    return {each.case or id(each) for each in observations}


def telling(observations: Iterable[Observation]) -> list[Observation]:
    """Return the observations that say something about how the function computes."""
    return [each for each in observations if each.reply.outcome.tells_of_the_sums]


def with_array(problem: Problem, name: str, array: Array) -> Problem:
    """Return the problem with other values in an array, small whole numbers."""
    return replace(problem, arguments={**problem.arguments, name: array}, exact=True)
