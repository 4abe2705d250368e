"""Correct code on problems that nobody chose: never accused."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from cnncheck.cases.selection import Selection, select
from cnncheck.implementations import builtin
from cnncheck.implementations.base import BUILTIN
from cnncheck.implementations.inprocess import InProcess
from cnncheck.operators import OPERATORS
from cnncheck.operators.case import Case, OutGrad
from cnncheck.outcomes import Outcome

PROBLEMS = 1_000
COUNTS = pytest.mark.parametrize(
    "problems", [PROBLEMS // 8, pytest.param(PROBLEMS, marks=pytest.mark.exhaustive)]
)
FILLS = ("uniform", "normal", "integers", "wide_integers", "ties", "nonfinite")
SOLUTIONS = Path(__file__).parent / "solutions"


def random_case(index, longest=12):
    """Draw any case of any operator that its own rules allow."""
    rng = np.random.default_rng(index)
    operator = ("zero_padding", "conv2d", "max_pool2d")[index % 3]
    N, C, H, W = (int(rng.integers(1, top + 1)) for top in (3, 5, longest, longest))
    fields = {
        "input": (N, C, H, W),
        "dtype": str(rng.choice(["float32", "float64"])),
        "fill": str(rng.choice(FILLS)),
        "layout": str(rng.choice(["C", "F", "strided"])),
        "seed": int(rng.integers(0, 2**31)),
        "out_grad": OutGrad(str(rng.choice(["random", "random", "ones"]))),
    }
    if operator != "max_pool2d":
        fields["padding"] = ph, pw = (int(rng.integers(0, 4)), int(rng.integers(0, 4)))
    if operator == "conv2d":
        KH = int(rng.integers(1, min(5, H + 2 * ph) + 1))
        KW = int(rng.integers(1, min(5, W + 2 * pw) + 1))
        fields["filter"] = (int(rng.integers(1, 6)), C, KH, KW)
        fields["stride"] = (int(rng.integers(1, 5)), int(rng.integers(1, 5)))
    if operator == "max_pool2d":
        s = int(rng.integers(1, 5))
        fields |= {"window": int(rng.integers(1, min(H, W) + 1)), "stride": (s, s)}
    passes = tuple(name for name, each in OPERATORS[operator].passes.items() if not each.option)
    return Case("drawn", str(index), operator, passes, **fields)


def accusations(found):
    """What is said of whom, but for problems that are unfit to tell: one pixel, or all NaN."""
    fair = (Outcome.PASSED, Outcome.UNTRUSTED)
    assert sum(v.outcome is Outcome.UNTRUSTED for _, v in found) < len(found) / 10
    return [(q.case, q.pass_name, v.message) for q, v in found if v.outcome not in fair]


@COUNTS
@pytest.mark.filterwarnings("ignore::RuntimeWarning")  # infinities meet
def test_the_built_in_layers_are_never_accused(verdicts, problems):
    """Nothing is wrong on a thousand random problems."""
    cases = [random_case(index) for index in range(problems)]
    assert all(not OPERATORS[case.operator].geometry_faults(case) for case in cases)
    assert accusations(verdicts(cases, InProcess(BUILTIN, builtin.FUNCTIONS))) == []


@pytest.mark.slow
@pytest.mark.filterwarnings("ignore::RuntimeWarning")
@COUNTS
@pytest.mark.parametrize(
    ("name", "algorithm", "longest"),
    [("vectorised", None, 12), ("naive_loops", None, 5), ("fft", "fft", 12)],
)
def test_no_correct_solution_is_ever_accused(
    name, algorithm, longest, problems, verdicts, load_solution
):
    """Neither plain loops, nor array expressions, nor an FFT that says it is one."""
    cases = [random_case(index + PROBLEMS, longest) for index in range(problems)]
    # A filter's gradient of a non-finite image may meet the zeros of a dilated gradient: 0 * inf.
    cases = [
        replace(case, stride=(1, 1)) if case.fill == "nonfinite" and case.filter else case
        for case in cases
    ]
    chosen, _ = select(cases, Selection(), algorithm)
    found = verdicts(chosen, load_solution(SOLUTIONS / f"{name}.py"))
    assert len(found) > problems
    assert accusations(found) == []
