from __future__ import annotations

import time
import zlib
from dataclasses import replace
from itertools import count
from math import prod
from types import SimpleNamespace

import numpy as np
import pytest

from cnncheck.calls import Reply
from cnncheck.diagnose.diagnosis import diagnose
from cnncheck.diagnose.observing.observation import is_right
from cnncheck.diagnose.small_problems import shrinking
from cnncheck.diagnose.small_problems.alike import shown
from cnncheck.diagnose.small_problems.reducing import plainer, reductions
from cnncheck.diagnose.small_problems.shrinking import exposing, shrink
from cnncheck.diagnose.small_problems.small import candidate_of, problems_of, shapes_of, written
from cnncheck.diagnose.told import summary
from cnncheck.faults.catalogue import CATALOGUE, faults_of
from cnncheck.faults.declaring import right
from cnncheck.faults.declaring.fault import FaultyImplementation, Named
from cnncheck.operators import FUNCTIONS
from cnncheck.outcomes import Outcome
from cnncheck.references.definition import DefinitionReference

READABLE = 16
"""Elements of the input that a person can follow."""

STILL_LARGE = 700
"""The same of volumes, and where a fault needs three groups of several filters: cut from a case."""

STILL_UNEVEN = 64
"""The same of faults of padding that is not the same on both sides."""


@pytest.fixture(autouse=True)
def processor_time(monkeypatch):
    """Let a search end by the time it computes: nothing here waits, but other tests run beside it."""
    monkeypatch.setattr(shrinking, "time", SimpleNamespace(monotonic=time.process_time))


def _shrunk(observed, fault):
    implementation = FaultyImplementation(fault)
    seen = observed(implementation, fault.function)
    named = Named(fault, 0, 0)
    failing = shown([each for each in seen if not each.passed], named)
    # Whether naming finds the planted fault is a test of its own, and takes half as long again.
    return implementation, shrink(failing, implementation.ask, named=named, seconds=20.0)


@pytest.mark.parametrize(
    ("function", "one_in"),
    [
        *(
            (each, 120) for each in FUNCTIONS if "3d" not in each
        ),  # a search takes half a minute there
        *(pytest.param(each, 40, marks=pytest.mark.exhaustive) for each in FUNCTIONS),
    ],
)
def test_small_problems_still_fail(observed, function, one_in):
    """A sample of the catalogue: small, with both answers, and a case that fails again."""
    for fault in faults_of(function):
        if zlib.crc32(fault.id.encode()) % one_in:  # whatever else there is in the catalogue
            continue
        _, smallest = _shrunk(observed, fault)
        large = "groups" in fault.id or len(smallest.case.input) == 5
        most = STILL_LARGE if large else STILL_UNEVEN if "/sides-" in fault.id else READABLE
        assert prod(smallest.case.input) <= most, fault.id
        again = is_right(smallest.problem, smallest.reply, smallest.expected, np.zeros(()))
        assert not again, fault.id
        fresh = FaultyImplementation(fault)
        problems = problems_of(smallest.case, draws=2)
        assert any(_fails(fresh, problem) for problem in problems), fault.id


def _fails(implementation, problem):
    truth = DefinitionReference().answer(problem).value
    return not is_right(problem, implementation.ask(problem), truth, np.zeros(()))


def test_what_exposes_a_fault_does_not_depend_on_the_clock(monkeypatch):
    """A fault that only shows after hundreds of problems is found on the slowest machine too."""
    named = Named(CATALOGUE["pool-backward/ties-close"], 2, 0)
    ask = FaultyImplementation(named.fault, named.manner).ask
    clock = count(step=1e6)
    monkeypatch.setattr(
        "cnncheck.diagnose.small_problems.shrinking.time.monotonic", lambda: next(clock)
    )
    assert exposing(ask, named, most=300) is None
    assert exposing(ask, named, most=900).case.operator == "max_pool2d"


@pytest.mark.exhaustive
def test_nine_of_ten_faults_shrink_to_sixteen_elements(observed):
    """The whole catalogue."""
    sizes = []
    for fault in CATALOGUE.values():
        if fault.id == "pool-backward/output-shares-memory":
            continue
        _, smallest = _shrunk(observed, fault)
        sizes.append(prod(smallest.case.input) if smallest else np.inf)
    assert np.mean(np.array(sizes) <= READABLE) >= 0.9


def test_what_only_fails_in_the_large_is_taken_apart(observed, shipped, planted):
    """Without a name and without a small failure, the failing problem itself gets smaller."""

    class LosesLateColumns:
        def __init__(self):
            self._right = planted("padding/ones")

        def ask(self, problem):
            value = self._right.ask(problem).value
            if value.shape[2] * value.shape[3] > 40:
                value[..., -1] = 0
            return Reply(value)

    implementation = LosesLateColumns()
    seen = observed(implementation, "convolution2D")
    failing = [each for each in seen if not each.passed]
    smallest = shrink(failing, implementation.ask, seconds=60.0, name="late")
    assert smallest.case.name == "late"
    assert 40 < prod(smallest.problem.out_shape[2:]) <= 48
    assert smallest.case.filter[:2] == (1, 1)


def test_what_is_found_depends_on_work_and_not_on_the_clock(observed, planted, monkeypatch):
    """A machine that does much besides shows the same problem, after as many questions."""
    right = planted("padding/ones")  # in convolutions it is right

    class WrongOnWideImages:
        def __init__(self):
            self.asked = 0

        def ask(self, problem):
            self.asked += 1
            return Reply(right.ask(problem).value + (problem.arrays["X"].shape[3] > 9))

    def search(of_each_look):
        looks = count()
        implementation = WrongOnWideImages()
        failing = [each for each in observed(implementation, "convolution2D") if not each.passed]
        clock = SimpleNamespace(monotonic=lambda: next(looks) * of_each_look)
        monkeypatch.setattr(shrinking, "time", clock)
        smallest = shrink(failing, implementation.ask, seconds=0.3)
        return smallest.case.input, smallest.case.filter, implementation.asked, next(looks)

    *on_a_quick_machine, looks = search(0.0)
    *on_a_slow_one, _ = search(0.6 / looks)  # which takes twice as long
    assert on_a_slow_one == on_a_quick_machine


def test_a_problem_that_does_not_fail_again_is_not_shrunk(observed, planted):
    """Nothing is shown when the failure does not repeat."""
    seen = observed(planted("padding/ones"), "zero_padding")
    failing = [each for each in seen if not each.passed]
    assert shrink(failing, planted("padding/none-if-one-is-zero").ask, seconds=0.05) is None


def test_a_problem_survives_the_way_through_its_case(shipped):
    """Geometry and values say all there is to say about a problem."""
    for function in shipped:
        problem = shipped[function][0][0]
        case = written(candidate_of(problem), dtype=problem.dtype.name)
        (again,) = problems_of(case)
        assert again.out_shape == problem.out_shape
        for name, array in problem.arrays.items():
            assert np.array_equal(again.arrays[name], array), function


def test_reductions_can_be_asked(shipped):
    """Every step leads to a problem of the right shapes, and is smaller."""
    for function in shipped:
        problem = shipped[function][0][0]
        steps = list(reductions(candidate_of(problem)))
        assert steps
        for step in steps:
            (smaller,) = problems_of(written(step))
            assert _shapes(candidate_of(smaller).values) == _shapes(step.values)
            shapes = shapes_of(step.case).items()
            assert _shapes(step.values) == {n: s for n, s in shapes if n in step.values}, function


def _shapes(arrays):
    return {name: array.shape for name, array in arrays.items()}


def test_values_become_zeros_and_ones():
    """Only what is needed stays as it was."""
    values = plainer({"X": np.array([5.0, 7.0, 9.0])}, lambda each: each["X"][1] >= 2)
    assert values["X"].tolist() == [0, 2, 0]


def _wrapped(change):
    class Wrapped:
        def ask(self, problem):
            return change(problem, right.answer(problem))

    return Wrapped()


def test_the_example_of_a_wrong_dtype_is_one(observed):
    """Although other answers have wrong values, and more of them raise."""

    def change(problem, value):
        if problem.arrays["X"].shape[0] > 1:
            return Reply(None, Outcome.RAISED, "pool_forward raised IndexError: index 4")
        return Reply(value.astype(np.float64))

    implementation = _wrapped(change)
    seen = observed(implementation, "pool_forward")
    found = diagnose("pool_forward", seen, implementation.ask, shrink_seconds=60.0)
    (line,) = [each for each in summary(found) if each.startswith("smallest: ")]
    assert ", float32: got float64 " in line
    assert ", expected float32 " in line


def test_the_example_of_a_failure_with_numbers_has_numbers(observed):
    """That the same code loses a NaN is another matter; and so is a whole gradient."""

    def change(problem, value):
        gradient, full = problem.arrays["out_grad"].shape, problem.arrays["X"].shape
        f, s = problem.case.window[0], problem.case.stride[0]
        partial = gradient[2:] != tuple(1 + (length - f) // s for length in full[2:])
        spoilt = not all(np.isfinite(array).all() for array in problem.arrays.values())
        return Reply(value + (partial or spoilt))

    implementation = _wrapped(change)
    seen = observed(implementation, "pool_back")
    failing = shown([each for each in seen if not each.passed])
    smallest = shrink(failing, implementation.ask, seconds=60.0)
    X, gradient = smallest.problem.arrays["X"], smallest.problem.arrays["out_grad"]
    f, s = smallest.problem.case.window[0], smallest.problem.case.stride[0]
    assert np.isfinite(X).all()
    assert gradient.shape[2:] != tuple(1 + (length - f) // s for length in X.shape[2:])


def test_the_example_of_an_error_raises_that_error(observed):
    """A TypeError elsewhere is not what was seen."""

    def change(problem, value):
        X = problem.arrays["X"]
        if X.shape[1] > 1:
            return Reply(None, Outcome.RAISED, "zero_padding raised IndexError: index 1")
        if X.size == 1:
            return Reply(None, Outcome.RAISED, "zero_padding raised TypeError: no")
        return Reply(value)

    implementation = _wrapped(change)
    seen = observed(_wrapped(lambda _, value: Reply(value + 1)), "zero_padding")
    failing = [
        replace(each, reply=implementation.ask(each.problem))
        for each in seen
        if each.problem.arrays["X"].shape[1] > 1
    ]
    smallest = shrink(failing, implementation.ask, seconds=60.0)
    assert "IndexError" in smallest.reply.message
    assert smallest.problem.arrays["X"].shape[1] > 1
