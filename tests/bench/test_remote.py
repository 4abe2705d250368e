"""A library in its own process: asked, timed, found dead, started again."""

import io
import os
import pickle
import signal
import sys
import time

import numpy as np
import pytest

from cnncheck.bench.side_process import RemoteSide
from cnncheck.bench.side_server import CLOCKS, Stand, serve
from cnncheck.dialects import NOTEBOOK
from cnncheck.errors import CnncheckError
from cnncheck.layers import convolution2D
from cnncheck.outcomes import Outcome


@pytest.fixture
def open_side():
    """A function that starts a side; all are closed in the end."""
    sides = []

    def start(name="builtin", threads=1, *, cpu=False):
        sides.append(RemoteSide(name, threads, cpu=cpu))
        return sides[-1]

    yield start
    for side in sides:
        side.close()


def test_a_side_answers_and_times_itself(open_side, problem):
    """The first call's result comes back; then only seconds and bytes."""
    side, asked = open_side(), problem("conv")
    reply = side.prepare(asked)
    assert reply.outcome is Outcome.PASSED
    np.testing.assert_array_equal(
        reply.value, convolution2D(*NOTEBOOK.call(asked).arguments.values())
    )
    assert side.seconds(3) > 0
    assert side.last() is None
    if sys.platform.startswith("linux"):
        assert side.peak() >= 0


def test_a_side_can_count_the_time_of_its_processor(open_side, problem):
    """It is told by which clock when it is started."""
    side = open_side(cpu=True)
    assert side.prepare(problem("conv")).outcome is Outcome.PASSED
    assert side.seconds(3) > 0
    assert side._process.args[-1] == "cpu"
    assert CLOCKS == {"wall": time.perf_counter, "cpu": time.process_time}


def test_a_side_knows_its_versions_and_its_machine(open_side):
    """NumPy and the linear algebra behind it, in the process that computes."""
    side = open_side()
    versions = side.versions()
    assert versions["numpy"] == np.__version__
    assert versions["blas"]
    assert side.gemm_flops("float32") > 0
    assert side.copy_bandwidth() > 0


def test_a_pass_that_a_peer_lacks_is_skipped(open_side, problem):
    """In words for the report."""
    reply = open_side("einsum").prepare(problem("pool", "backward"))
    assert reply.outcome is Outcome.NOT_ASKED
    assert reply.message == "einsum has no max_pool2d backward"


def test_a_process_that_dies_is_named_and_replaced(open_side, problem):
    """One case that needs too much memory must not cost the others their turn."""
    side = open_side()
    side.prepare(problem("pad"))
    os.kill(side._process.pid, signal.SIGKILL)
    with pytest.raises(CnncheckError) as caught:
        side.seconds(1)
    assert str(caught.value) == (
        "the process that times builtin ended with exit status -9; it may have run out of memory; "
        "leave out the largest cases with --case"
    )
    assert side.prepare(problem("pad")).outcome is Outcome.PASSED
    assert side.seconds(1) > 0


def test_closing_twice_is_no_fault(open_side):
    """The process is gone after the first time."""
    side = open_side()
    process = side._process
    side.close()
    side.close()
    assert process.returncode is not None


class Library:
    """Fails as libraries do."""

    versions = {}
    threads = None
    calls = 0

    def use_threads(self, count):
        self.threads = count

    def call(self, problem):
        def fail():
            raise RuntimeError("no memory for that\nand a second line")

        def count():
            self.calls += 1
            return problem

        return fail if problem == "impossible" else count

    def array(self, result):
        return result


def served(*requests):
    """Replies to requests, in this process."""
    answers = io.BytesIO()
    questions = io.BytesIO(b"".join(map(pickle.dumps, requests)))
    serve(questions, answers, "builtin", 1)
    answers.seek(0)
    replies = []
    while answers.tell() < len(answers.getvalue()):
        replies.append(pickle.load(answers))
    return replies


def test_what_a_library_raises_is_one_line(monkeypatch):
    """And the process goes on."""
    monkeypatch.setattr("cnncheck.bench.libraries.open_library", lambda name: Library())
    replies = served(("prepare", ("impossible",)), ("prepare", ("possible",)))
    assert replies == [("error", "RuntimeError: no memory for that"), ("answer", "possible")]


def test_nothing_is_timed_that_was_not_prepared(monkeypatch):
    """Our own mistake, told as such."""
    monkeypatch.setattr("cnncheck.bench.libraries.open_library", lambda name: Library())
    assert served(("seconds", (1,))) == [("error", "RuntimeError: nothing is prepared")]


def test_a_sample_is_the_mean_of_its_calls():
    """Between two looks at the clock, after a call that is not timed."""
    library, calls = Library(), []
    times = iter([10.0, 16.0])

    def clock():
        calls.append(library.calls)
        return next(times)

    stand = Stand(library, 2, clock)
    assert library.threads == 2
    stand.prepare("possible")
    library.calls = 0
    assert stand.seconds(4) == 1.5
    assert calls == [1, 5]
