"""What is not known is not said: names that anything would fit, and problems that are not smallest."""

import numpy as np
import pytest

from cnncheck.calls import Reply
from cnncheck.diagnose import name_faults, observe, shrink
from cnncheck.diagnose.diagnosis import Diagnosis
from cnncheck.diagnose.named.explaining import _shows
from cnncheck.diagnose.observing.amounts import small_errors
from cnncheck.diagnose.observing.findings import Naming
from cnncheck.diagnose.observing.matching import agrees
from cnncheck.diagnose.told import summary
from cnncheck.faults.catalogue import CATALOGUE
from cnncheck.faults.declaring import right
from cnncheck.faults.in_answers.narrowing import _wide


@pytest.fixture
def make_seen(make_problem):
    """Return a function that observes an answer to a convolution, changed in some way."""

    def seen(shape, change, allowed=0.0, padding=(0, 0)):
        X = np.arange(1.0, 1 + np.prod(shape)).reshape(shape)
        W = np.array([[[[2.0, 3.0], [5.0, 7.0]]]])[..., : shape[2], : shape[3]]
        problem = make_problem("conv2d", "forward", X, W, stride=(1, 1), padding=padding)
        truth = right.answer(problem)
        reply = Reply(change(truth.copy()))
        return observe(problem, reply, truth, np.full(truth.shape, allowed))

    return seen


def test_what_many_faults_would_explain_has_no_name(make_seen):
    """A single zero for a single product is what a dozen of mistakes come to."""
    naming = name_faults([make_seen((1, 1, 1, 1), np.zeros_like)], "convolution2D")
    assert (naming.known, naming.failing) == (False, 1)


def test_what_few_faults_would_explain_still_has(make_seen):
    """A larger problem tells them apart."""
    seen = make_seen((1, 1, 5, 6), lambda out: out[:, :, ::-1])
    flipped = CATALOGUE["conv-forward/kernel-flipped-h"].compute(seen.problem)
    seen = make_seen((1, 1, 5, 6), lambda _: flipped)
    assert "conv-forward/kernel-flipped-h" in [
        each.fault.id for each in name_faults([seen], "convolution2D").faults
    ]


def test_a_fault_that_changes_nothing_of_the_case_explains_nothing(make_seen):
    """Without padding it makes no difference on which axis that is put, whatever is wrong."""
    swapped, flipped = (
        CATALOGUE[f"conv-forward/{name}"] for name in ("padding-swapped", "kernel-flipped-h")
    )
    seen = make_seen((1, 1, 5, 6), lambda out: out + 1)
    assert not _shows(swapped, 0, [seen])
    assert _shows(flipped, 0, [seen])
    padded = make_seen((1, 1, 5, 6), lambda out: out + 1, padding=(1, 2))
    assert _shows(swapped, 0, [padded])


def test_sums_of_a_narrow_dtype_are_never_asked_whether_they_are_winograd(make_problem):
    """Nor whether something that is only added up is multiplied."""
    rng = np.random.RandomState(0)
    for dtype in ("float16", "bfloat16", "float64"):
        problem = make_problem(
            "avg_pool2d", "forward", rng.rand(1, 2, 6, 6), window=(3, 3), stride=(1, 1), dtype=dtype
        )
        truth = right.answer(problem).astype(np.float64)
        value = np.nextafter(truth.astype(problem.dtype), problem.dtype.type(9))
        told = small_errors([observe(problem, Reply(value), truth, np.zeros(truth.shape))])
        assert ("rounded on the way" in told) is (dtype != "float64")
        assert "Winograd" not in told


@pytest.mark.parametrize(
    ("seconds", "told"), [(1e-9, "found no smaller one in time than"), (5, "smallest")]
)
def test_only_what_was_shrunk_is_called_smallest(make_seen, seconds, told):
    """And of what is too large to be written the element that is furthest off."""

    def wrong(out):
        out[0, 0, -1, -1] += 1
        return out

    failed = make_seen((1, 1, 9, 10), wrong)
    smallest = shrink(
        [failed], lambda problem: Reply(wrong(right.answer(problem))), seconds=seconds
    )
    diagnosis = Diagnosis(
        "a.py", "convolution2D", Naming("convolution2D", failing=1), "odd", smallest
    )
    line = next(each for each in summary(diagnosis) if ": input" in each)
    assert line.startswith(f"{told}: input")
    assert "array of" not in line
    if seconds < 1:
        expected = failed.truth[0, 0, 7, 8]
        assert line.endswith(f"got {expected + 1:g} at [0, 0, 7, 8], expected {expected:g}")


def test_a_result_that_is_cut_is_no_sum_in_a_narrow_dtype(make_problem):
    """What is always too small is told as that; sums that are kept narrow are off to both sides."""
    rng = np.random.RandomState(1)
    arrays = rng.normal(size=(1, 3, 9, 8)), rng.normal(size=(4, 3, 3, 2))
    narrowly = CATALOGUE["conv-forward/sums-in-narrow"]
    problem = make_problem(
        "conv2d", "forward", *arrays, stride=(1, 1), padding=(0, 0), dtype="float16"
    )
    truth = right.answer(_wide(problem)).astype(np.float64)
    rounded = truth.astype(np.float16)
    cut = np.where(abs(rounded) > abs(truth), np.nextafter(rounded, np.float16(0)), rounded)
    allowed = 0.5001 * np.spacing(abs(rounded)).astype(np.float64)

    def seen(value):
        return observe(problem, Reply(value), truth, allowed)

    summed = seen(narrowly.compute(problem))
    assert agrees(narrowly.reply(problem, {}), summed, kind="summing")
    assert "towards zero" not in small_errors([summed])
    assert not agrees(narrowly.reply(problem, {}), seen(cut), kind="summing")
    assert "always towards zero" in small_errors([seen(cut)])
    assert seen(rounded).passed
