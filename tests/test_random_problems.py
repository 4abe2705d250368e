"""The built-in layers on problems that nobody chose: never accused."""

import numpy as np
import pytest

from cnncheck.cases.case import Case, OutGrad
from cnncheck.implementations.builtin import builtin
from cnncheck.operators import OPERATORS
from cnncheck.outcomes import Outcome

PROBLEMS = 1_000
FILLS = ("uniform", "normal", "integers", "wide_integers", "ties", "nonfinite")


def random_case(index):
    """Draw any case of any operator that its own rules allow."""
    rng = np.random.default_rng(index)
    operator = ("zero_padding", "conv2d", "max_pool2d")[index % 3]
    N, C, H, W = (int(rng.integers(1, top)) for top in (4, 6, 13, 13))
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
        KH, KW = (
            int(rng.integers(1, min(5, H + 2 * ph) + 1)),
            int(rng.integers(1, min(5, W + 2 * pw) + 1)),
        )
        fields["filter"] = (int(rng.integers(1, 6)), C, KH, KW)
        fields["stride"] = (int(rng.integers(1, 5)), int(rng.integers(1, 5)))
    if operator == "max_pool2d":
        s = int(rng.integers(1, 5))
        fields |= {"window": int(rng.integers(1, min(H, W) + 1)), "stride": (s, s)}
    return Case("drawn", str(index), operator, tuple(OPERATORS[operator].functions), **fields)


@pytest.mark.filterwarnings("ignore::RuntimeWarning")  # infinities meet
def test_the_built_in_layers_are_never_accused(verdicts):
    """Nothing is wrong on a thousand random problems, and hardly any is unfit to tell."""
    cases = [random_case(index) for index in range(PROBLEMS)]
    assert all(not OPERATORS[case.operator].geometry_faults(case) for case in cases)
    found = verdicts(cases, builtin())
    unfit = (Outcome.PASSED, Outcome.UNTRUSTED)  # one pixel or all NaN: a constant would do
    assert [(q.case, q.pass_name, v.message) for q, v in found if v.outcome not in unfit] == []
    assert sum(v.outcome is Outcome.UNTRUSTED for _, v in found) < len(found) / 20
