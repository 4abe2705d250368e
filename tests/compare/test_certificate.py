"""How likely a wrong coefficient passes: what is said against what is counted."""

import math

import numpy as np
import pytest

from cnncheck.compare.certificate import log2_of_miss
from cnncheck.operators import OPERATORS
from cnncheck.operators.case import Case
from cnncheck.operators.fill import Filler, exact_limit, integer_bound

DRAWS = 100_000
FLOAT32 = np.dtype(np.float32)


def conv(**changes):
    return Case("f", "c", "conv2d", ("forward",), (2, 3, 7, 9), filter=(4, 3, 3, 2), **changes)


def problems(case, pass_name="forward"):
    return list(OPERATORS[case.operator].problems(case, pass_name))


@pytest.mark.parametrize("bound", [1, 3, 7])
@pytest.mark.parametrize(
    "fault",
    [
        lambda x, w: x[0] * w[0],
        lambda x, w: 2.0**-40 * x[1] * w[0],
        lambda x, w: x[0] * w[0] - x[1] * w[1],
        lambda x, w: (x[0] + x[1]) * (w[0] - w[1]),
        lambda x, w: (x[0] - x[1]) * w[0] + x[1] * w[1] - x[0] * w[1],
    ],
)
def test_misses_are_as_rare_as_is_said(bound, fault):
    """Of 10^5 draws; with a single wrong coefficient the bound is exact."""
    depth = exact_limit(FLOAT32) // bound**2
    assert integer_bound(FLOAT32, depth) == bound
    filler = Filler("integers", FLOAT32, depth, np.random.RandomState(7))
    x, w = (filler.array((2, DRAWS)).astype(np.float64) for _ in range(2))
    assert filler.chance == 1 / (2 * bound + 1)
    said = 1 - (1 - filler.chance) ** 2
    missed = np.mean(fault(x, w) == 0)
    slack = 4 * math.sqrt(said * (1 - said) / DRAWS)
    assert missed <= said + slack
    if fault(np.ones(2), np.array([1, 0])) != 0 and fault(np.array([0, 1]), np.array([0, 1])) == 0:
        assert missed >= said - slack


@pytest.mark.parametrize(
    ("fill", "least", "most"),
    [("integers", -7.1, -6.9), ("wide_integers", -2.9, -2.7), ("full_integers", -30, -20)],
)
def test_what_is_said_follows_from_what_was_drawn(fill, least, most):
    """Of each draw; and of the two together their product."""
    for problem in problems(conv(fill=fill)):
        assert least <= log2_of_miss(problem) <= most
        drawn = problem.arrays["X"]
        assert np.abs(drawn).max() * np.abs(problem.arrays["W"]).max() * 18 <= exact_limit(
            drawn.dtype
        )


def test_full_integers_are_as_wide_as_stays_exact():
    """In both factors alike, whatever the dtype."""
    for dtype, bits in (("float64", 25), ("float32", 10)):
        for problem in problems(conv(fill="full_integers", dtype=dtype)):
            for array in problem.arrays.values():
                assert 2 ** (bits - 2) < np.abs(array).max() < 2**bits


@pytest.mark.parametrize(
    "case",
    [
        conv(fill="normal"),
        conv(fill="full_integers", values={"W": np.ones((4, 3, 3, 2)).tolist()}),
        Case("f", "p", "max_pool2d", ("forward",), (1, 1, 4, 4), window=2, fill="integers"),
    ],
    ids=["rounded", "given", "picked"],
)
def test_nothing_is_said_where_nothing_follows(case):
    """Of rounded sums, of arrays that were not drawn, and of what picks."""
    assert {log2_of_miss(problem) for problem in problems(case)} == {0.0}
