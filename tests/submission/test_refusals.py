"""What is a refusal: an error of the code's own making, before it has computed anything."""

from dataclasses import replace

import numpy as np
import pytest

from cnncheck.dialects import NOTEBOOK
from cnncheck.implementations.inprocess import InProcess
from cnncheck.operators.case import Case

CASE = Case("", "refused", "conv2d", ("forward",), (1, 2, 5, 5), filter=(2, 2, 3, 3))


class TooOddError(Exception):
    """Somebody's own."""


def asserts(X, W, stride, padding):
    assert (X.shape[2] - W.shape[2]) % 7 == 0, "no"


def raises_its_own(X, W, stride, padding):
    raise TooOddError


def raises_plainly(X, W, stride, padding):
    raise Exception("Invalid output dimension!")


def raises_after_padding(X, W, stride, padding):
    padded = np.zeros((1, 2, 7, 7))
    padded[:, :, 1:-1, 1:-1] = X
    out = np.zeros((1, 2, 3, 3))
    raise ValueError(f"no {padded.shape} {out.shape}")


def helped(X, W, stride, padding):
    raises_plainly(X, W, stride, padding)


def not_written_for_all(X, W, stride, padding):
    if stride:
        raise NotImplementedError


def broadcasts(X, W, stride, padding):
    return X + np.ones(4)


def indexes(X, W, stride, padding):
    return X[9]


def pads_by_less_than_nothing(X, W, stride, padding):
    return np.pad(X, -1)


def turns_one_error_into_another(X, W, stride, padding):
    try:
        return X[9]
    except IndexError as error:
        raise ValueError("not supported") from error


def computes_first(X, W, stride, padding):
    out = X[:, :, :3, :3] * W[0, 0, 0, 0] + 1
    if out.shape != (1, 2, 4, 4):
        raise ValueError("wrong shape after all")
    return out


def looks_up(X, W, stride, padding):
    raise KeyError("same")


@pytest.mark.parametrize(
    ("function", "outcome"),
    [
        *((each, "unsupported") for each in (asserts, raises_its_own, raises_plainly, helped)),
        *((each, "unsupported") for each in (raises_after_padding, not_written_for_all)),
        *((each, "raised") for each in (broadcasts, indexes, pads_by_less_than_nothing)),
        *((each, "raised") for each in (turns_one_error_into_another, computes_first, looks_up)),
    ],
)
def test_a_refusal_is_raised_on_purpose_and_before_computing(function, outcome):
    """Whatever goes wrong by itself, or after the fact, is an error."""
    (problem, *_) = NOTEBOOK.problems(CASE, "forward")
    reply = InProcess("x", {"convolution2D": function}).ask(problem)
    assert reply.outcome == outcome
    assert " raised " in reply.message


def test_a_refusal_may_be_compiled():
    """A raise that no loop precedes, and types that are declared; anything else is an error."""
    numba = pytest.importorskip("numba")

    @numba.njit
    def steps(image, step):
        if step > 1:
            raise ValueError("stride")
        return image

    @numba.njit
    def late(image, step):
        for row in image[0, 0]:
            step += 0 * int(row[0])
        if step > 1:
            raise ValueError("stride")
        return image

    @numba.njit
    def divides(image, step):
        return image * (1 // (step - step))

    @numba.njit("float32[:, :, :, ::1](float32[:, :, :, ::1], int64)")
    def declares(image, step):
        return image

    outcomes = {}
    for kernel in (steps, late, divides, declares):

        def convolution2D(X, W, stride, padding, kernel=kernel):
            return kernel(X, stride[0])

        (problem, *_) = NOTEBOOK.problems(replace(CASE, stride=(2, 2)), "forward")
        reply = InProcess("x", {"convolution2D": convolution2D}).ask(problem)
        outcomes[kernel.__name__] = reply.outcome.value
    assert outcomes == {
        "steps": "unsupported",
        "late": "raised",
        "divides": "raised",
        "declares": "unsupported",
    }
