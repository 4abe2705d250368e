"""The reference, and its promises to answer.

A problem that is too large for it is thinned: then it is asked about random sums of the answer.
"""

from __future__ import annotations

import math
from functools import cached_property
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from cnncheck.operators.thinning import can_be_thinned, thinned
from cnncheck.references import AsksAhead, Truth
from cnncheck.references.definition import work
from cnncheck.references.opinion import CONFIRMED, ONCE, confirmed, has_second_opinion

if TYPE_CHECKING:
    from collections.abc import Callable

    from cnncheck.operators.problem import Problem
    from cnncheck.operators.thinning import Thinned
    from cnncheck.references import Reference
    from cnncheck.references.truth import PromisedAnswer


REFERENCE_WORK = 1e10
"""Products that take PyTorch a second or so in float64, and as long again for their magnitude."""


class Believed:
    """The reference: asked at once where it can be, else when its answer is needed.

    Parameters
    ----------
    reference : callable or AsksAhead
    yardstick : bool
        Whether to ask for answers in the problems' own dtype, too.
    most_work : float, optional
        Products of a problem above which it is thinned, where it can be.
    """

    def __init__(
        self,
        reference: Callable[[], Reference] | AsksAhead,
        *,
        yardstick: bool,
        most_work: float = math.inf,
    ) -> None:
        self._reference = reference
        self._submit = reference.submit if isinstance(reference, AsksAhead) else None
        self._yardstick = yardstick
        self._most_work = most_work
        self._chance = np.random.default_rng()  # of factors, which nobody may foresee

    def promise(self, problem: Problem, *, first: bool) -> Promises:
        """Return what to call for each answer; called in the thread that needs it.

        The first draw of a question is confirmed by a second opinion, where there is one.
        """
        if work(problem) > self._most_work and (promises := self.of_sums(problem)) is not None:
            return promises
        confirm = first and has_second_opinion(problem)
        if self._submit is not None:
            answer = self._submit(problem, CONFIRMED if confirm else "answer")
            yardstick = self._submit(problem, "yardstick") if self._yardstick else None
            return Promises(confirm, answer, yardstick)
        later = Later(lambda: self._made.yardstick(problem)) if self._yardstick else None
        return Promises(confirm, Later(lambda: self._answer(problem, confirm=confirm)), later)

    def of_sums(self, problem: Problem) -> Promises | None:
        """Ask for random sums of an answer, where they say enough; else return nothing."""
        if not _has_sums(problem):
            return None
        thin = thinned(problem, self._chance)

        def submit(problem: Problem) -> PromisedAnswer:
            if self._submit is not None:
                return self._submit(problem, ONCE)
            return Later(lambda: self._made.answer(problem))

        sums, sizes = submit(thin.problem), submit(thin.magnitude)

        def both() -> Truth:
            value, bound = sums.result(), sizes.result()
            return Truth(value.value, bound.magnitude, seconds=value.seconds + bound.seconds)

        return Promises(False, Later(both), None, thin)

    def _answer(self, problem: Problem, *, confirm: bool) -> Any:
        return confirmed(self._made, problem) if confirm else self._made.answer(problem)

    @cached_property
    def _made(self) -> Reference:
        assert not isinstance(self._reference, AsksAhead)
        return self._reference()


class Later:
    """An answer computed when it is asked for, with the face of a future."""

    def __init__(self, call: Callable[[], Any]) -> None:
        self.result = call

    def done(self) -> bool:
        """Return True: it is computed at once when asked for."""
        return True


class Promises(NamedTuple):
    """Answers that the reference still owes.

    Attributes
    ----------
    confirmed : bool
        Whether the answer comes with a second opinion.
    answer, yardstick : PromisedAnswer
        The second only where it was wanted.
    thinned : Thinned, optional
        What the answer is to, where it is not the problem itself.
    """

    confirmed: bool
    answer: PromisedAnswer
    yardstick: PromisedAnswer | None
    thinned: Thinned | None = None


def _has_sums(problem: Problem) -> bool:
    """Whether random sums say of a problem what its verdict needs."""
    case = problem.case
    told = (case.expect, case.tolerance.rtol, case.tolerance.atol)
    return (
        all(each is None for each in told)
        and all(bool(np.isfinite(array).all()) for array in problem.arrays.values())
        and can_be_thinned(problem)
    )
