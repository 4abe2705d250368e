"""What the tests of diagnosis share: the shipped cases with PyTorch's answers, and observations."""

from __future__ import annotations

from collections import defaultdict
from pathlib import Path

import numpy as np
import pytest

from cnncheck.cases.loading import load_cases
from cnncheck.compare.bounds import allowed_difference
from cnncheck.diagnose.observing.observation import observe
from cnncheck.dialects import LAYERS
from cnncheck.faults.catalogue import CATALOGUE
from cnncheck.faults.declaring.fault import FaultyImplementation
from cnncheck.operators import OPERATORS
from cnncheck.operators.case import Case, OutGrad
from cnncheck.references.torch_reference import TorchReference

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="session")
def shipped():
    """(problem, truth, allowed, case id) of every draw of the shipped cases, by function.

    Not those of batches without images: what fails for them alone is told by test_emptiness.py.
    """
    reference, found = TorchReference(), defaultdict(list)
    with_images = [case for case in load_cases(ROOT / "cases", OPERATORS) if case.input[0]]
    for case in with_images:
        for pass_name in case.passes:
            for problem in LAYERS.problems(case, pass_name):
                truth = reference.answer(problem)
                allowed = allowed_difference(case, problem, truth).at
                found[problem.function].append((problem, truth.value, allowed, case.id))
    return found


@pytest.fixture(scope="session")
def observed(shipped):
    """Return a function that asks an implementation all shipped questions to one function."""

    def ask_all(implementation, function):
        replies = [implementation.ask(problem) for problem, *_ in shipped[function]]
        return [
            observe(problem, reply, truth, allowed, case)
            for (problem, truth, allowed, case), reply in zip(
                shipped[function], replies, strict=True
            )
        ]

    return ask_all


@pytest.fixture(scope="session")
def planted():
    """Return a function that plants a fault of the catalogue."""
    return lambda fault_id: FaultyImplementation(CATALOGUE[fault_id])


@pytest.fixture(scope="session")
def make_problem():
    """Return a function that makes the problem of one pass from arrays written out."""

    def make(operator, pass_name, X, W=None, out_grad=None, **fields):
        arrays = {"X": X, "W": W, "out_grad": out_grad}
        values = {
            name: np.asarray(array, float) for name, array in arrays.items() if array is not None
        }
        if operator == "max_pool2d" and out_grad is not None:
            fields["out_grad"] = OutGrad("random", values["out_grad"].shape)
        case = Case(
            file="",
            name="made",
            operator=operator,
            passes=(pass_name,),
            input=values["X"].shape,
            filter=values["W"].shape if W is not None else None,
            fill="integers",
            values=values,
            **fields,
        )
        return next(LAYERS.problems(case, pass_name, draws=1))

    return make
