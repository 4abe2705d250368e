"""Faults beside lost digits and noise: both are told, and neither is told of right code."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from cnncheck.calls import Reply
from cnncheck.diagnose.diagnosis import diagnose
from cnncheck.diagnose.observing.findings import NOISE
from cnncheck.diagnose.questions.separating import refuting, separated
from cnncheck.faults.catalogue import CATALOGUE, faults_of
from cnncheck.faults.declaring import right
from cnncheck.faults.declaring.fault import Named
from cnncheck.faults.generated import generated


class Changed:
    """Code with a fault, or none, whose answers are changed at last."""

    def __init__(self, change, fault_id=""):
        self._change, self._fault = change, CATALOGUE.get(fault_id)

    def ask(self, problem):
        if self._fault is None:
            value = right.answer(problem)
        else:
            value = self._fault.reply(problem, {}).value
        if value is None:
            return self._fault.reply(problem, {})
        return Reply(self._change(value, problem))


def noisy(value, problem):
    """As a Fourier transform leaves it: off by a few units of rounding of the largest value."""
    unit = np.finfo(problem.dtype).eps * max(1.0, np.abs(value[np.isfinite(value)]).max(initial=0))
    shaken = np.random.RandomState(value.size).uniform(-4, 4, value.shape) * unit
    return (value + shaken).astype(problem.dtype)


def through(dtype, back=True):
    """Return what casts to a dtype, and back to that of the problem."""

    def cast(value, problem):
        with np.errstate(all="ignore"):
            return np.nan_to_num(value).astype(dtype).astype(problem.dtype if back else dtype)

    return cast


def said(observed, code, function="convolution2D"):
    return diagnose(function, observed(code, function), code.ask, shrink_seconds=0)


@pytest.mark.parametrize("fault", ["kernel-flipped-hw", "channels-first-only", "stride-swapped"])
def test_a_fault_is_named_behind_noise(observed, fault):
    """The noise is told beside it."""
    found = said(observed, Changed(noisy, f"conv-forward/{fault}"))
    assert found.fault_ids == (f"conv-forward/{fault}",)
    assert found.naming.rest == NOISE
    assert found.complete


def test_noise_alone_is_no_fault(observed):
    """It is told as rounding."""
    found = said(observed, Changed(noisy))
    assert not found.naming.known
    assert "units of rounding" in found.sentence


@pytest.mark.sample(3)
@pytest.mark.parametrize("fault", ["batch-first-for-all", "kernel-flipped-h", "stride-is-kernel"])
@pytest.mark.parametrize(
    ("change", "lost"),
    [
        (through(np.float32, back=False), "dtype-narrowed"),
        (through(np.int64, back=False), "dtype-integer"),
        (through(np.float32), "float32-inside"),
        (through(np.int64), "integers-inside"),
    ],
)
def test_a_cast_hides_no_other_fault(observed, change, lost, fault):
    """Whether the dtype shows it or not."""
    if f"conv-forward/{fault}" not in CATALOGUE:
        fault = "horizontal-stride-ignored"
    found = said(observed, Changed(change, f"conv-forward/{fault}"))
    told = {each.removeprefix("conv-forward/") for each in found.fault_ids}
    # What is cut at last may also be told as that.
    assert told in ({lost, fault}, {"result-cut-to-integers", fault} if "inside" in lost else {})


def test_whole_numbers_are_no_cast_where_they_are_what_is_wrong(observed):
    """A function that counts gives whole numbers, and casts nothing."""

    def counted(value, problem):
        return np.ones_like(value) * np.arange(value.size).reshape(value.shape)

    found = said(observed, Changed(counted))
    assert not any("integer" in each for each in found.fault_ids)


def test_faults_that_fit_equally_well_are_asked_about(shipped):
    """Only what comes to the answers is left, and the narrowest of that is first."""
    problem = shipped["convolution2D"][0][0]
    wide, narrow = (Named(CATALOGUE[f"conv-forward/{each}"], 0, 1)
                    for each in ("kernel-flipped-hw", "kernel-flipped-h"))  # fmt: skip

    def answers(problem):
        return narrow.fault.reply(problem, {})

    assert separated([wide, narrow], problem, answers) == [narrow]
    # Where the code comes to neither, both stay, in their order.
    assert separated([wide, narrow], problem, lambda p: Reply(right.answer(p) + 1)) == [
        narrow,
        wide,
    ]


def test_an_answer_that_a_fault_does_not_come_to_refutes_it(shipped):
    """Where it shows."""
    problem = shipped["convolution2D"][0][0]
    flipped = Named(CATALOGUE["conv-forward/kernel-flipped-hw"], 0, 1)
    assert not [*refuting(flipped, problem, lambda p: flipped.fault.reply(p, {}))]
    assert len([*refuting(flipped, problem, lambda p: Reply(right.answer(p)))]) > 5


NEW = {
    "zero_padding": ["top-border-of-other", "right-border-of-other"],
    "convolution2D": ["bottom-border-of-other", "flat-index-by-height", "rolled-up-and-left",
        "size-columns-by-height-of-padded-image"],
    "convolution2D_backward_filter": ["gradient-at-pixels", "rolled-down"],
    "convolution2D_backward_input": ["gradient-at-pixels", "result-images-all-in-first"],
    "pool_forward": ["windows-end-at-multiples", "flat-index-by-height"],
    "pool_back": ["gradient-at-pixels", "result-channels-all-in-first"],
    "avg_pool2d_backward": ["gradient-at-pixels"],
}  # fmt: skip


@pytest.mark.sample(4)
@pytest.mark.parametrize(("function", "name"), [(f, n) for f, names in NEW.items() for n in names])
def test_faults_of_places_are_named_as_themselves(observed, function, name):
    """Where another fault answers alike it has the same sentence, or is the same."""
    fault = next(each for each in generated(function) if each.id.endswith(f"/{name}"))

    class Planted:
        def ask(self, problem):
            return fault.reply(problem, {})

    assert fault.id not in {each.id for each in faults_of(function)}
    found = said(observed, Planted(), function)
    assert found.fault_ids == (fault.id,)
    assert replace(fault).sentence == found.sentence
