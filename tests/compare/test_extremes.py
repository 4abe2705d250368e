"""Values at the ends of what a dtype holds: right code is not accused for what no code can hold."""

import numpy as np
import pytest

from cnncheck.compare import judge
from cnncheck.operators.case import Case
from cnncheck.outcomes import Outcome


def row(*numbers):
    """One image, or one filter, of one row."""
    return ((tuple(numbers),),)


def convolved(conv, X, W, dtype):
    """A convolution of one row with a filter of one row."""
    return conv(
        input=(1, 1, 1, len(X)),
        filter=(1, 1, 1, len(W)),
        stride=(1, 1),
        fill="normal",
        dtype=dtype,
        values={"X": (row(*X),), "W": (row(*W),)},
    )


@pytest.mark.parametrize(("dtype", "large"), [("float32", 3e38), ("float64", 1.7e308)])
def test_sums_that_no_number_can_hold_are_not_judged(conv, answers, dtype, large):
    """They are infinite in one order, and in another not; smaller ones are judged as ever."""
    case = convolved(conv, [large, large, -large], [1.0, 1.0], dtype)
    with np.errstate(over="ignore"):
        verdict = judge(case, answers(case))
    assert verdict.outcome is Outcome.UNTRUSTED
    assert f"{dtype} holds numbers up to" in verdict.message
    smaller = convolved(conv, [large / 1024, large / 1024, -large / 1024], [1.0, 0.25], dtype)
    assert judge(smaller, answers(smaller)).outcome is Outcome.PASSED
    lost = judge(smaller, answers(smaller, lambda value: value * np.inf))
    assert lost.outcome is Outcome.WRONG_VALUES


def test_an_average_may_overflow_before_it_is_divided(answers):
    """Its sum is three times as large as what comes back."""

    def averages(large):
        return Case(
            "cases/f.yaml", "c", "avg_pool2d", passes=("forward",), input=(1, 1, 1, 4),
            window=(1, 3), stride=(1, 1), fill="normal", dtype="float32",
            values={"X": (row(large, large, large, 1.0),)},
        )  # fmt: skip

    assert judge(averages(3e38), answers(averages(3e38))).outcome is Outcome.UNTRUSTED
    assert judge(averages(1e38), answers(averages(1e38))).outcome is Outcome.PASSED


@pytest.mark.parametrize("dtype", ["float32", "float64"])
def test_what_underflows_is_off_by_the_smallest_number_for_each_term(conv, answers, dtype):
    """Products that are rounded one by one, or all at the end; what is off by more is wrong."""
    least = float(np.finfo(dtype).smallest_subnormal)
    tiny = np.sqrt(least)
    case = convolved(conv, [tiny, 3 * tiny, -5 * tiny], [1.2 * tiny, 3.7 * tiny], dtype)
    for steps, outcome in ((1, Outcome.PASSED), (40, Outcome.WRONG_VALUES)):
        off = np.asarray(steps * least, dtype)
        seen = answers(case, lambda value, off=off: value + off)
        assert judge(case, seen).outcome is outcome


def test_a_sum_of_zeros_is_zero(conv, answers):
    """Where all terms are zero nothing underflows."""
    case = convolved(conv, [0.0, 0.0, 1.5], [1.1, 1.7], "float32")
    least = np.finfo("float32").smallest_subnormal
    verdict = judge(case, answers(case, lambda value: value + least * (value == 0)))
    assert verdict.outcome is Outcome.WRONG_VALUES
