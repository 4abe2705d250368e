"""Problems with answers made by hand."""

from dataclasses import replace

import numpy as np
import pytest

from cnncheck.asking import Answers
from cnncheck.calls import Reply
from cnncheck.dialects import NOTEBOOK
from cnncheck.operators.case import Case
from cnncheck.references.torch_reference import TorchReference


@pytest.fixture
def conv():
    """A convolution in the exact lane, unless told otherwise."""

    def make(**fields):
        given = {
            "passes": ("forward",), "input": (2, 3, 5, 6), "filter": (4, 3, 3, 2), "stride": (1, 2),
            "fill": "integers", "seed": 3,
        } | fields  # fmt: skip
        return Case("cases/f.yaml", "c", "conv2d", **given)

    return make


@pytest.fixture
def answers():
    """Both sides' answers to a case, where the implementation's is the truth put through a change."""

    def make(case, change=lambda value: value, outcome=None, message="", second=None, draws=(0, 1)):
        made = []
        problems = NOTEBOOK.problems(case, case.passes[0])
        for index, problem in enumerate(problems):
            truth = TorchReference().answer(problem)
            value = truth.value.astype(problem.dtype)
            value = np.asarray(change(value)) if index in draws else value
            reply = Reply(value, log="printed")
            if outcome:
                reply = replace(reply, outcome=outcome, message=message)
            made.append(Answers(problem, reply, truth, second))
        return made

    return make
