"""Code that is wrong for arrays in another order in memory alone: caught in each, and named."""

from typing import get_args

import numpy as np
from numpy.lib.stride_tricks import as_strided

from cnncheck import layers
from cnncheck.api.running import Settings, run_cases
from cnncheck.dialects.choosing import EVERYTHING
from cnncheck.implementations.inprocess import InProcess
from cnncheck.operators.case import Case, Layout
from cnncheck.outcomes import Outcome

LAYOUTS = get_args(Layout)
WRITABLE = [each for each in LAYOUTS if each not in ("broadcast", "read_only")]
OTHERS = [each for each in LAYOUTS if each not in ("C", "read_only")]


def run(function, code, operator, pass_name, layouts=LAYOUTS, **told):
    """Return the outcomes by layout, and what is said of the function."""
    cases = [
        Case("f", each, operator, (pass_name,), (2, 3, 5, 6), layout=each, fill="integers", **told)
        for each in layouts
    ]
    implementation = InProcess("code", {function: code}, choice=EVERYTHING)
    report = run_cases(cases, implementation, Settings(reference="definition"))
    outcomes = {each.case.name: each.verdict.outcome for each in report.results}
    return outcomes, report.diagnoses


def windows(X, kernel, strides):
    """Return windows by strides of bytes, which are those of X or are not."""
    N, C, H, W = X.shape
    shape = (N, C, H - kernel[0] + 1, W - kernel[1] + 1, *kernel)
    return as_strided(X, shape, (*strides, *strides[2:]))


def by_its_strides(X, W, stride, padding):
    """Windows as X lies, whatever that is."""
    return np.einsum("nchwij,fcij->nfhw", windows(X, W.shape[2:], X.strides), W)


def by_computed_strides(X, W, stride, padding):
    """Windows as X would lie in C order."""
    _, C, H, width = X.shape
    b = X.itemsize
    strides = (C * H * width * b, H * width * b, width * b, b)
    return np.einsum("nchwij,fcij->nfhw", windows(X, W.shape[2:], strides), W)


def test_strides_of_the_array_are_right_in_every_layout():
    """It is read where it lies, and never written to."""
    outcomes, found = run("convolution2D", by_its_strides, "conv2d", "forward", filter=(4, 3, 3, 2))
    assert set(outcomes.values()) == {Outcome.PASSED}
    assert found == ()


def test_strides_that_are_computed_are_wrong_in_every_other_layout():
    """What is read from the first element on is not the array, and is told as that."""
    outcomes, (found,) = run(
        "convolution2D", by_computed_strides, "conv2d", "forward", filter=(4, 3, 3, 2)
    )
    assert [name for name, each in outcomes.items() if each is Outcome.WRONG_VALUES] == OTHERS
    assert [each.rpartition("/")[2] for each in found.fault_ids] == ["memory-order"]


def test_a_reshape_that_copies_loses_what_is_written():
    """The result is zeros, but only for arrays that are not contiguous."""

    def forward(X, padding):
        out = np.zeros_like(X)
        out.reshape(-1)[:] = X.ravel()
        return layers.zero_padding(np.ascontiguousarray(out), padding)

    outcomes, (found,) = run(
        "zero_padding", forward, "zero_padding", "forward", WRITABLE, padding=(1, 2)
    )
    wrong = [name for name, each in outcomes.items() if each is Outcome.WRONG_VALUES]
    assert wrong
    assert "C" not in wrong
    assert "not contiguous" in found.sentence


def in_place(X, padding):
    """Change X, and change it back."""
    X *= 2
    out = layers.zero_padding(X, padding)
    X /= 2
    return out / 2


def test_what_cannot_be_written_to_is_not():
    """A change that is undone shows where the array is read-only, or one image for all."""
    outcomes, _ = run("zero_padding", in_place, "zero_padding", "forward", padding=(1, 2))
    assert [name for name, each in outcomes.items() if each is Outcome.RAISED] == [
        "broadcast",
        "read_only",
    ]
