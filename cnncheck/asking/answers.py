"""What both sides said to one problem."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from cnncheck.calls import Reply
    from cnncheck.operators.problem import Array, Problem
    from cnncheck.operators.thinning import Thinned
    from cnncheck.references.truth import Truth


@dataclass(frozen=True, slots=True, eq=False)
class Answers:
    """One problem with its answers.

    Attributes
    ----------
    truth : Truth
        Where a large problem was thinned, that of random sums.
    second_opinion : float64 array, optional
        The definition's exact answer, where it was asked.
    yardstick : array, optional
        The reference in the problem's own dtype, where it was asked.
    thinned : Thinned, optional
        What was asked in place of a problem too large for the reference.
    """

    problem: Problem
    reply: Reply
    truth: Truth
    second_opinion: Array | None = None
    yardstick: Array | None = None
    thinned: Thinned | None = None
