"""PyTorch in a process of its own: the same answers, and a clean end whatever happens."""

import contextlib
import os
import signal
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import numpy as np
import pytest

from cnncheck.dialects import NOTEBOOK
from cnncheck.errors import ReferenceFailedError
from cnncheck.operators.case import Case
from cnncheck.references import AsksAhead
from cnncheck.references.remote import RemoteTorch, started_torch
from cnncheck.references.torch_reference import TorchReference


@pytest.fixture(scope="module")
def remote():
    """One process for the tests that leave it well."""
    with started_torch() as reference:
        yield reference


def conv(index=0, **fields):
    given = {
        "input": (2, 3, 6, 7),
        "filter": (4, 3, 3, 2),
        "seed": index,
        "dtype": "float32",
    } | fields
    case = Case("f.yaml", "c", "conv2d", ("forward",), **given)
    return next(NOTEBOOK.problems(case, "forward"))


@pytest.mark.parametrize("layout", ["C", "F", "strided"])
def test_it_answers_as_torch_does_in_this_process(remote, layout):
    """Bit by bit, however the inputs lie in memory."""
    problem = conv(layout=layout)
    here, there = TorchReference().answer(problem), remote.answer(problem)
    assert np.array_equal(here.value, there.value)
    assert np.array_equal(here.magnitude, there.magnitude)
    assert remote.yardstick(problem).dtype == np.float32


def test_questions_from_many_threads_get_their_own_answers(remote):
    """Answers come in the order of the questions, whoever asked."""
    problems = [conv(index) for index in range(60)]
    with ThreadPoolExecutor(4) as executor:
        answers = list(executor.map(remote.answer, problems))
    for problem, answer in zip(problems, answers, strict=True):
        assert np.array_equal(answer.value, TorchReference().answer(problem).value)


def test_many_questions_may_wait_before_any_answer_is_taken():
    """Neither pipe's size limits how far ahead a run may ask, even while torch is imported."""
    large = {"input": (4, 8, 40, 40), "filter": (8, 8, 3, 3)}
    with started_torch() as reference:
        assert isinstance(reference, AsksAhead)
        promises = [reference.submit(conv(index, **large)) for index in range(12)]
        assert len({promise.result(timeout=60).value.sum() for promise in promises}) == 12


def test_a_question_that_torch_refuses_fails_alone(remote):
    """The refusal arrives as in this process, and the next question is answered."""
    good = conv()
    bad = replace(good, arguments={**good.arguments, "W": np.ones((1, 2, 1, 1))})
    with pytest.raises(ReferenceFailedError, match="torch could not answer convolution2D: "):
        remote.answer(bad)
    assert remote.answer(conv()).value.shape == (2, 4, 4, 6)


def test_a_process_that_dies_is_the_references_failure():
    """All questions that wait, and later ones, fail with one message; nothing hangs."""
    with started_torch() as reference:
        reference.answer(conv())
        os.kill(reference._process.pid, signal.SIGKILL)
        for _ in range(2):
            with pytest.raises(
                ReferenceFailedError, match="ended with exit status -9; try: python -c"
            ):
                reference.submit(conv()).result(timeout=10)


def test_closing_leaves_no_process_and_no_thread():
    """Even while torch is still being imported."""
    reference = RemoteTorch()
    promise = reference.submit(conv())
    reference.close()
    assert reference._process.poll() is not None
    assert not any(thread.is_alive() for thread in reference._threads)
    with contextlib.suppress(ReferenceFailedError):
        promise.result(timeout=1)
