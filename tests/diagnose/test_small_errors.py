"""What is wrong by a little is told as that, and by no name that is not confirmed."""

from __future__ import annotations

import numpy as np
import pytest

from cnncheck.calls import Reply
from cnncheck.diagnose.diagnosis import diagnose
from cnncheck.diagnose.told import summary
from cnncheck.faults.catalogue import CATALOGUE
from cnncheck.faults.declaring import right
from cnncheck.faults.declaring.fault import FaultyImplementation
from cnncheck.outcomes import Outcome


class Changed:
    """The right answers, changed."""

    def __init__(self, change):
        self._change = change

    def ask(self, problem):
        with np.errstate(all="ignore"):
            return Reply(self._change(right.answer(problem), problem).astype(problem.dtype))


def told(observed, implementation, function, seconds=0.0):
    seen = observed(implementation, function)
    return diagnose(function, seen, implementation.ask, shrink_seconds=seconds)


def noisy(out, problem):
    return out * (1 + 1e-3 * np.random.default_rng(out.size).uniform(-1, 1, out.shape))


def last_column(out, problem):
    out = out.copy()
    out[..., -1] *= 0.999
    return out


def winograd(out, problem):
    """Off by the rounding of numbers as large as the largest result."""
    noise = np.random.default_rng(out.size).uniform(-40, 40, out.shape)
    largest = np.abs(out[np.isfinite(out)]).max(initial=0.0)
    return out + noise * np.finfo(problem.dtype).eps / 2 * largest


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        (lambda out, _: out * 1.001, "about 1e-3 too large everywhere"),
        (noisy, "off by about 5e-4 of its size, up and down, everywhere"),
        (winograd, "units of rounding of float32 and float64: if this is Winograd or FFT, say"),
    ],
)
def test_a_small_error_is_told_by_its_size(observed, change, sentence):
    """Neither a factor nor noise nor another algorithm's rounding is a lack of digits."""
    found = told(observed, Changed(change), "convolution2D")
    assert found.fault_ids == ()
    assert sentence in found.sentence
    assert sentence in summary(found)[0]
    assert "cause unknown" not in summary(found)[0]


@pytest.mark.parametrize("function", ["convolution2D", "pool_back"])
def test_nan_in_place_of_infinity_is_no_rounding(observed, function):
    """As sums compensated for what they round have it; the numbers beside it are right."""

    def compensated(out, problem):
        return np.where(np.isinf(out), np.nan, out)

    found = told(observed, Changed(compensated), function)
    assert "NaN; only where inputs are not all finite" in summary(found)[0]


def test_an_error_in_some_places_is_not_one_everywhere(observed):
    """The last column alone."""
    found = told(observed, Changed(last_column), "convolution2D")
    assert found.fault_ids == ()
    assert found.sentence.startswith("about 1e-3 too small in ")
    assert found.sentence.endswith(" % of the elements")


def test_values_that_should_only_be_moved_are_not_said_to_be_replaced(observed):
    """A third, three times, is one unit of rounding off, and no matter of NaN."""
    found = told(observed, Changed(lambda out, _: out / 3 * 3), "zero_padding")
    assert found.fault_ids == ()
    assert "1 units of rounding" in found.sentence
    assert "is anything multiplied or divided that should only be moved or added?" in found.sentence


def test_a_maximum_by_differences_does_not_start_at_a_low_number(observed):
    """first + max(window - first) rounds, and makes NaN of infinities."""

    def by_differences(out, problem):
        first = problem.arrays["X"][:, :, :1, :1]
        return first + (out - first)

    found = told(observed, Changed(by_differences), "pool_forward")
    assert found.fault_ids == ()


@pytest.mark.parametrize("name", ["float32-inside", "float16-inside", "bfloat16-inside"])
def test_digits_that_are_lost_are_confirmed_by_a_question(observed, name):
    """The true ones keep their names."""
    fault = CATALOGUE[f"conv-forward/{name}"]
    for manner in range(len(fault.manners)):
        implementation = FaultyImplementation(fault, manner)
        assert told(observed, implementation, "convolution2D").fault_ids == (fault.id,), manner


def test_everything_twice_is_told_as_that(observed):
    """A doubled value is not the code of the next element."""
    for function in ("convolution2D_backward_filter", "pool_back"):
        found = told(observed, Changed(lambda out, _: out * 2), function)
        saying = ("twice", "2 times what it should be", "doubled")
        assert any(words in found.sentence for words in saying), function


def test_a_changed_input_is_told_whatever_the_values(observed):
    """It needs no explanation to be certain; what is wrong besides is told besides."""

    class ScalesInPlace(Changed):
        def ask(self, problem):
            value = super().ask(problem).value
            return Reply(value, Outcome.MUTATED_INPUT, "changed its argument X in place")

    found = told(observed, ScalesInPlace(lambda out, _: out * 1.001), "convolution2D")
    assert found.fault_ids == ("conv-forward/input-changed",)
    assert "; wrong values may follow from that)" in summary(found)[0]
    assert summary(found)[1] == "besides: about 1e-3 too large everywhere"


def test_what_other_calls_raise_does_not_hide_a_name(observed):
    """Explained is what is explained; the rest is said to raise."""

    class RaisesForSome:
        def ask(self, problem):
            if problem.arrays["X"].shape[0] > 1:
                return Reply(None, Outcome.RAISED, "convolution2D raised IndexError: index 4")
            return FaultyImplementation(CATALOGUE["conv-forward/kernel-flipped-w"]).ask(problem)

    found = told(observed, RaisesForSome(), "convolution2D")
    assert found.fault_ids == ("conv-forward/kernel-flipped-w",)
    seen = observed(RaisesForSome(), "convolution2D")
    failing = {each.case for each in seen if not each.passed}
    wrong = {each.case for each in seen if not each.passed and each.reply.value is not None}
    assert len(wrong) < len(failing)
    assert (
        f"(explains {len(wrong)} of {len(failing)} failing cases; the others raise)"
        in summary(found)[0]
    )


def test_an_error_of_ones_own_names_nothing(observed):
    """Windows that do not tile are not a size that is rounded up because both fail there."""

    class Tiles(Changed):
        def ask(self, problem):
            (sh, sw), X, W = (problem.arguments[k] for k in ("stride", "X", "W"))
            ph, pw = problem.arguments["padding"]
            over = (X.shape[2] + 2 * ph - W.shape[2]) % sh or (
                X.shape[3] + 2 * pw - W.shape[3]
            ) % sw
            if over:
                return Reply(None, Outcome.RAISED, "convolution2D raised ValueError: no tiling")
            return super().ask(problem)

    found = told(observed, Tiles(lambda out, _: out), "convolution2D")
    assert found.fault_ids == ()
