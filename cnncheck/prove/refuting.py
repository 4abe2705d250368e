"""From a shape for which code is wrong to the smallest problem in integers that shows it."""

from __future__ import annotations

import random
import time
from dataclasses import replace
from itertools import takewhile
from typing import TYPE_CHECKING

import numpy as np

from cnncheck.compare.bounds import allowed_difference
from cnncheck.diagnose.observing.observation import near
from cnncheck.diagnose.small_problems.reducing import plainer, reductions
from cnncheck.diagnose.small_problems.small import Candidate
from cnncheck.diagnose.small_problems.small_sizes import small_cases
from cnncheck.operators.case import Tolerance
from cnncheck.prove.coverage import Covered
from cnncheck.prove.points import blank_problem, sizes_of, with_values
from cnncheck.prove.result import Counterexample, Status
from cnncheck.references.definition import DefinitionReference

if TYPE_CHECKING:
    from collections.abc import Mapping

    from cnncheck.operators.case import Case
    from cnncheck.operators.problem import Array, Problem
    from cnncheck.prove.asking import Asked

TRIES = 20
"""Draws of small integers: one shows what is wrong with a product with probability 3 / 4."""

LARGEST = 9


class Refuting:
    """A search for the smallest problem that is answered wrongly, until time is up.

    Parameters
    ----------
    asked : Asked
    seconds : float
    """

    def __init__(self, asked: Asked, seconds: float) -> None:
        self._asked = asked
        self._deadline = time.monotonic() + seconds

    def smallest(self, case: Case) -> Counterexample | None:
        """Return the smallest that is wrong in floating point, too.

        Parameters
        ----------
        case : Case
            One for which the polynomial is wrong.
        """
        found = self._sizes(case)
        values = self._integers(found)
        if values is None:
            return None
        holds = lambda values: not self._late() and self._fails(found, values)  # noqa: E731
        for each in (plainer(values, holds), values):
            if (counterexample := self._confirmed(found, each)) is not None:
                return counterexample
        return None

    def _late(self) -> bool:
        return time.monotonic() > self._deadline

    def _sizes(self, case: Case) -> Case:
        """Return the smallest shape that is wrong at a random point."""
        until = (time.monotonic() + self._deadline) / 2
        for small in small_cases(case.operator, case.passes[0]):
            if time.monotonic() > until:
                break
            if self._is_wrong(small):
                return sizes_of(small, small.passes[0])
        smaller: Case | None = case
        while smaller is not None:
            case = smaller
            whole = Candidate(case, blank_problem(case).arrays)
            parts = takewhile(lambda _: not self._late(), reductions(whole))
            smaller = next((each.case for each in parts if self._is_wrong(each.case)), None)
        return sizes_of(case, case.passes[0])

    def _is_wrong(self, case: Case) -> bool:
        return self._asked.told(sizes_of(case, case.passes[0]), Covered()).status is Status.WRONG

    def _integers(self, case: Case) -> dict[str, Array] | None:
        stream = random.Random(self._asked.chance.seed)
        shapes = {name: array.shape for name, array in blank_problem(case).arrays.items()}
        for _ in range(TRIES):
            values = {
                name: np.array(
                    [stream.randint(1, LARGEST) for _ in range(int(np.prod(shape)))], np.uint64
                ).reshape(shape)
                for name, shape in shapes.items()
            }
            if self._fails(case, values):
                return values
        return None

    def _fails(self, case: Case, values: Mapping[str, Array]) -> bool:
        problem = self._problem(case, values)
        status, *_ = self._asked.compared(problem, self._asked.exact.ask(problem))
        return status is Status.WRONG

    def _problem(self, case: Case, values: Mapping[str, Array]) -> Problem:
        return self._asked.dialect.asked(with_values(blank_problem(case), values))

    def _confirmed(self, case: Case, values: Mapping[str, Array]) -> Counterexample | None:
        """Ask the code as it always runs: nobody is accused of what floating point does not show.

        What computes another way for exact values, or with a constant that is rounded, is no
        wrong code.
        """
        floats = {name: array.astype(np.float64) for name, array in values.items()}
        # Rounded by the most generous of our bounds: an algorithm such as Winograd's is no fault.
        lenient = case.but(tolerance=Tolerance("winograd"))
        problem = replace(self._problem(lenient, floats), exact=False)
        got = self._asked.in_floats(problem).value
        truth = DefinitionReference().answer(problem)
        allowed = allowed_difference(lenient, problem, truth).at
        if got is None or (got.shape == truth.value.shape and near(got, truth.value, allowed)):
            return None
        return Counterexample(problem, got, truth.value, self._asked.dialect.words(problem))
