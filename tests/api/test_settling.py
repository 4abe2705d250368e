"""A dispute between references is settled by laws that need neither."""

import numpy as np
import pytest

from cnncheck.api import Settings, believing, run_cases, running
from cnncheck.implementations import builtin
from cnncheck.implementations.base import BUILTIN
from cnncheck.implementations.inprocess import InProcess
from cnncheck.operators.case import Case
from cnncheck.outcomes import Outcome
from cnncheck.references.torch_reference import TorchReference
from cnncheck.references.truth import Truth

CONV = Case(
    "f.yaml", "conv", "conv2d", ("backward_input",), (1, 2, 4, 5), filter=(2, 2, 2, 3), fill="integers"
)  # fmt: skip
POOL = Case(
    "f.yaml", "pool", "max_pool2d", ("backward",), (1, 2, 4, 5), window=2, stride=(1, 1), fill="ties"
)  # fmt: skip
PAD = Case(
    "f.yaml", "pad", "zero_padding", ("forward",), (1, 2, 2, 3), padding=(1, 0), fill="integers"
)


class Broken(TorchReference):
    """PyTorch with one wrong element in every gradient and padding."""

    name = "torch 0.0"

    def answer(self, problem):
        value = super().answer(problem).value.copy()
        if problem.pass_name != "forward" or problem.function == "zero_padding":
            value.flat[value.size // 2] += 1
        return Truth(value)


@pytest.mark.parametrize(
    ("case", "hint"),
    [
        (CONV, "torch 0.0 is the one that is wrong: "),
        (POOL, "torch 0.0 is the one that is wrong: "),
        (PAD, "both obey the laws that need no reference; report this case"),
    ],
    ids=lambda value: getattr(value, "name", None),
)
def test_the_side_that_breaks_a_law_is_named(case, hint, monkeypatch):
    """The implementation is right, nobody blames it, and the hint says who is wrong."""
    for module in (believing, running):
        monkeypatch.setattr(module, "open_reference", lambda _: Broken())
    layers = InProcess(BUILTIN, builtin.FUNCTIONS)
    (result,) = run_cases([case], layers, Settings()).results
    assert result.verdict.outcome is Outcome.DISPUTED
    assert result.verdict.message.startswith("the two references disagree in ")
    assert result.verdict.hint.startswith(hint)


def test_references_that_agree_are_not_settled():
    """The ordinary way."""
    layers = InProcess(BUILTIN, builtin.FUNCTIONS)
    results = run_cases([CONV, POOL, PAD], layers, Settings()).results
    assert [result.verdict.outcome for result in results] == [Outcome.PASSED] * 3
    assert np.all([result.verdict.hint == "" for result in results])
