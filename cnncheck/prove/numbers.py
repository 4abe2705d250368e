"""What is proved is asked once in numbers, too: code may look at what it is given, or at its bytes.

On elements of a field there are no bytes to turn around, and what fails there may be caught. A proof
speaks of the code as it runs on numbers, so whoever answers those wrongly has proved nothing.
"""

from __future__ import annotations

import random
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from cnncheck.compare.bounds import allowed_difference
from cnncheck.diagnose.observing.observation import near
from cnncheck.operators.case import Tolerance
from cnncheck.prove.points import blank_problem, with_values
from cnncheck.prove.result import TWO_WAYS, Counterexample, Status, Told
from cnncheck.references.definition import DefinitionReference

if TYPE_CHECKING:
    from cnncheck.operators.case import Case
    from cnncheck.operators.problem import Problem
    from cnncheck.prove.asking import Asked

LARGEST = 99


def on_numbers(asked: Asked, told: Told) -> Told:
    """Return what was found of a shape, which is wrong after all where numbers are answered wrongly.

    Parameters
    ----------
    asked : Asked
    told : Told
        Of a shape that is proved.
    """
    problem = _drawn(asked, told.case)
    if asked.dialect.unsettled(problem):
        return told
    reply = asked.numbers.ask(problem)
    if reply.value is None:
        return replace(told, status=Status.REFUSED, message=f"{TWO_WAYS}: {reply.message}")
    truth = DefinitionReference().answer(problem)
    allowed = allowed_difference(problem.case, problem, truth).at
    if reply.value.shape == truth.value.shape and near(reply.value, truth.value, allowed):
        return told
    words = asked.dialect.words(problem)
    shown = Counterexample(problem, reply.value, truth.value, words)
    return replace(told, status=Status.WRONG, message=TWO_WAYS, counterexample=shown)


def _drawn(asked: Asked, case: Case) -> Problem:
    """Return the case's problem with integers of either sign, in floating point."""
    stream = random.Random(asked.chance.seed)
    # Rounded by the most generous of our bounds: an algorithm such as Winograd's is no fault.
    lenient = case.but(tolerance=Tolerance("winograd"))
    values = {
        name: np.array(
            [stream.randint(-LARGEST, LARGEST) for _ in range(array.size)], np.float64
        ).reshape(array.shape)
        for name, array in blank_problem(lenient).arrays.items()
    }
    return replace(asked.dialect.asked(with_values(blank_problem(lenient), values)), exact=False)
