"""The same question is put to the reference once."""

from concurrent.futures import Future
from dataclasses import replace

import numpy as np
import pytest

from cnncheck.errors import ReferenceFailedError
from cnncheck.operators.problem import Problem
from cnncheck.references import AsksAhead
from cnncheck.watching import remembering
from cnncheck.watching.remembering import Remembering, digest


class Counting:
    """A reference that counts; each answer is a promise of its own."""

    def __init__(self):
        self.asked = 0

    def submit(self, problem, method="answer"):
        """Promise how many questions there were."""
        self.asked += 1
        future = Future()
        future.set_result(self.asked)
        return future


@pytest.fixture
def counting():
    """A reference that nobody has asked yet."""
    return Counting()


X = np.arange(24.0).reshape(1, 2, 3, 4)
POOL = Problem(
    "max_pool2d", "forward", "pool_forward", {"X": X, "f": 2, "s": 1}, (1, 2, 2, 3), 0, False
)
OTHERS = {
    "values": replace(POOL, arguments={"X": X + 1, "f": 2, "s": 1}),
    "dtype": replace(POOL, arguments={"X": X.astype(np.float32), "f": 2, "s": 1}),
    "shape": replace(POOL, arguments={"X": X.reshape(1, 2, 4, 3), "f": 2, "s": 1}),
    "stride": replace(POOL, arguments={"X": X, "f": 2, "s": 2}),
    "order": replace(POOL, arguments={"X": X, "s": 1, "f": 2}),
    "function": replace(POOL, function="pool_back"),
    "out_shape": replace(POOL, out_shape=(1, 2, 3, 3)),
    "exact": replace(POOL, exact=True),
    "algorithm": replace(POOL, algorithm="fft"),
}


def test_it_is_a_reference_that_is_asked_ahead(counting):
    """The run takes it for what it stands for."""
    assert isinstance(Remembering(counting), AsksAhead)


def test_equal_problems_are_asked_once(counting):
    """Whether it is the same array or an equal one, and however it lies in memory."""
    reference = Remembering(counting)
    first = reference.submit(POOL)
    again = replace(POOL, arguments={"X": np.asfortranarray(X), "f": 2, "s": 1})
    assert reference.submit(again) is first
    assert reference.submit(POOL, "yardstick").result() == 2
    assert counting.asked == 2


@pytest.mark.parametrize("other", OTHERS.values(), ids=OTHERS)
def test_whatever_bears_on_the_answer_tells_problems_apart(other):
    """No two of these may share an answer."""
    assert digest(other, "answer") != digest(POOL, "answer")


def test_failures_are_asked_again(counting):
    """A reference that could not answer is not remembered for it."""
    reference = Remembering(counting)
    broken = Future()
    broken.set_exception(ReferenceFailedError("no"))
    counting.submit = lambda problem, method: broken
    assert reference.submit(POOL) is broken
    del counting.submit
    assert reference.submit(POOL).result() == 1


def test_what_is_no_longer_asked_is_forgotten(counting):
    """Memory holds the answers of the last run, not of all runs."""
    reference = Remembering(counting)
    for problem in (POOL, OTHERS["values"]):
        reference.submit(problem)
    reference.forget_unused()
    reference.submit(POOL)
    reference.forget_unused()
    assert counting.asked == 2
    reference.submit(OTHERS["values"])
    assert counting.asked == 3


def test_memory_is_bounded(counting, monkeypatch):
    """What does not fit is asked each time."""
    monkeypatch.setattr(remembering, "MOST_BYTES", 2 * 8 * 12)
    reference = Remembering(counting)
    for _ in range(2):
        reference.submit(POOL)
        reference.submit(OTHERS["values"])
    assert counting.asked == 3
    reference.forget_unused()
    reference.forget_unused()
    reference.submit(OTHERS["values"])
    reference.submit(OTHERS["values"])
    assert counting.asked == 4
