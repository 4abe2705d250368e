"""Bugs that no list holds: made for every loop, option and axis, two at once, under a condition."""

from __future__ import annotations

import numpy as np
import pytest

from cnncheck.calls import Reply
from cnncheck.diagnose.diagnosis import diagnose
from cnncheck.diagnose.questions.conditions import CONDITIONS
from cnncheck.faults.catalogue import CATALOGUE
from cnncheck.faults.declaring.fault import Fault, FaultyImplementation
from cnncheck.faults.generated import generated
from cnncheck.operators import OPERATORS
from cnncheck.operators.case import Case
from cnncheck.outcomes import Outcome
from cnncheck.references.definition import DefinitionReference


class Code:
    """Right answers, changed in view of the problem."""

    def __init__(self, change):
        self._change = change

    def ask(self, problem):
        out = DefinitionReference().answer(problem).value
        return Reply(np.array(self._change(out.copy(), problem), problem.dtype))


class Two:
    """Two faults of the catalogue at once."""

    def __init__(self, first, second):
        one, two = CATALOGUE[first], CATALOGUE[second]
        way = one.manners[0].followed_by(two.manners[0])
        fault = Fault(f"{first}+{second}", one.function, one.sentence, one.hint, (way,))
        self._faulty = FaultyImplementation(fault)

    def ask(self, problem):
        told = problem.case.parameters
        if told.get("groups", 1) != 1 or {*told.get("dilation", ())} - {1}:
            return Reply(None, Outcome.UNSUPPORTED, "its signature has none")
        return self._faulty.ask(problem)


def told(observed, code, function):
    seen = observed(code, function)
    return diagnose(function, seen, code.ask, shrink_seconds=0)


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("conv-backward-input/windows-overwrite", "conv-backward-input/last-grad-row-lost"),
        ("padding/axes-swapped", "padding/flipped"),
        ("conv1d-forward/kernel-flipped-w", "conv1d-forward/padding-all-before"),
        ("conv3d-forward/kernel-flipped-d", "conv3d-forward/bias-twice"),
    ],
)
def test_two_faults_of_one_function_are_both_told(observed, first, second):
    """Each shows alone somewhere, or beside what the other explains."""
    found = told(observed, Two(first, second), CATALOGUE[first].function)
    assert set(found.fault_ids) == {first, second}


def test_a_fault_under_a_condition_says_which(observed):
    """Where it holds the fault shows, elsewhere all is right; one question decides between two."""

    def change(out, problem):
        alone = problem.windows.kernel == (1, 1) and out.size  # nothing is wrong of no image
        return _unstrided(problem) if alone else out

    found = told(observed, Code(change), "convolution2D")
    assert found.sentence.endswith("but only where the window has one element")


def _unstrided(problem):
    X = np.pad(
        problem.arrays["X"], [(0, 0), (0, 0), *((p, p) for p in problem.arguments["padding"])]
    )
    W, (N, _, H, width) = problem.arrays["W"], X.shape
    of_groups = len(W) // problem.case.groups, W.shape[1]
    apart = X.reshape(N, problem.case.groups, W.shape[1], H, width)
    filters = W.reshape(problem.case.groups, *of_groups)
    out = np.einsum("ngchw,gfc->ngfhw", apart, filters).reshape(N, len(W), H, width)
    return out + problem.arrays["b"].reshape(-1, 1, 1) if "b" in problem.arrays else out


def test_a_loop_of_the_wrong_length_is_told_by_both(observed):
    """Generated from the loops, not listed."""

    def change(out, problem):
        out[:, :, :, out.shape[2] :] = 0
        return out

    found = told(observed, Code(change), "convolution2D")
    assert found.sentence == (
        "the loop over the columns of windows ends at the number of rows of windows"
    )


def test_what_explains_most_contradicts_nothing(observed):
    """Three times the right value is not the number of images, however often there are three."""
    found = told(observed, Code(lambda out, _: 3 * out), "pool_back")
    assert not found.naming.known
    assert found.sentence == "every wrong element is 3 times what it should be"


def test_what_has_no_name_is_described_where_it_is_wrong(observed):
    """Which elements, what they are, and in which cases."""

    def change(out, problem):
        if problem.windows.axes[0].stride > 1:
            out[..., -1] = 7.25
        return out

    found = told(observed, Code(change), "convolution2D")
    assert not found.naming.known
    assert found.sentence == (
        "only the last column is wrong; only where the vertical stride is above 1"
    )


class RaisesWithoutPadding:
    """Right answers, but an error where a padding is 0, of one pixel another answer."""

    def ask(self, problem):
        out = DefinitionReference().answer(problem).value
        if all(problem.arguments["padding"]):
            return Reply(np.array(out, problem.dtype))
        if problem.arrays["X"][0, 0].size == 1:
            return Reply(np.array(0 * out, problem.dtype))
        message = "convolution2D raised ValueError: unknown place"
        return Reply(None, Outcome.RAISED, message)


def test_a_condition_is_tested_before_it_is_told(observed):
    """That cases which fail have square strides, too, is chance: further questions show it."""
    code = RaisesWithoutPadding()
    found = diagnose("convolution2D", observed(code, "convolution2D"), code.ask, shrink_seconds=2)
    assert "only where a direction has no padding" in found.sentence.split("; ")
    assert 0 in found.smallest.case.padding


class Recorded:
    """Code whose every answer is kept."""

    def __init__(self, change):
        self._code, self.known = Code(change), []

    def ask(self, problem):
        reply = self._code.ask(problem)
        truth = DefinitionReference().answer(problem).value
        self.known.append((problem, not np.array_equal(reply.value, truth, equal_nan=True)))
        return reply


@pytest.mark.parametrize(
    ("shows", "where"),
    [
        (lambda p: p.windows.axes[0].stride > 1 and p.dtype == np.float32, ["for float32"]),
        (lambda p: p.arrays["X"].shape[1] == 2, ["where there are several channels"]),
        (lambda p: p.arrays["X"].size > 100, []),
        (
            lambda p: p.windows.axes[0].stride < p.windows.axes[0].kernel,
            ["where the stride is smaller than the window"],
        ),
    ],
)
def test_what_is_told_of_conditions_holds_for_every_answer(observed, shows, where):
    """Those that shrinking came by on its way included."""
    code = Recorded(
        lambda out, p: out + (np.arange(out.size).reshape(out.shape) if shows(p) else 0)
    )
    seen = observed(code, "pool_forward")
    found = diagnose("pool_forward", seen, code.ask, shrink_seconds=2)
    parts = found.sentence.split("; ")
    told = [each for each in CONDITIONS if f"only {each.text}" in parts]
    assert [condition.text for condition in told] == where
    for condition in told:
        assert all(condition.holds(problem) for problem, wrong in code.known if wrong)
        assert condition.holds(found.smallest.problem)
        if "always" in found.sentence:
            assert all(wrong or not condition.holds(p) for p, wrong in code.known)


def test_naming_two_faults_takes_few_simulations_and_questions(observed, monkeypatch):
    """What it takes is counted, not timed: six functions with two bugs each are a second and a half."""
    counted, reply = [], Fault.reply

    def counting(self, problem, memory, **manner):
        counted.append(self.id)
        return reply(self, problem, memory, **manner)

    code = Two("conv-forward/channels-first-only", "conv-forward/stride-swapped")
    seen, asked = observed(code, "convolution2D"), []
    monkeypatch.setattr(Fault, "reply", counting)
    found = diagnose("convolution2D", seen, lambda p: asked.append(p) or code.ask(p))
    assert len(found.fault_ids) == 2
    assert len(counted) < 4_000
    assert len(asked) < 60


@pytest.mark.parametrize(
    ("name", "taken"),
    [
        ("every-second-row-window-only", slice(None, None, 2)),
        ("first-row-window-lost", slice(1, None)),
        ("last-row-window-lost", slice(-1)),
        ("first-two-row-window-only", slice(2)),
    ],
)
def test_loops_over_spread_taps_take_those_that_are_told(name, taken):
    """Every second one is twice as far away; the second one begins a dilation later."""
    told = {"window": (4, 2), "stride": (2, 3), "dilation": (3, 2)}
    case = Case("", "c", "max_pool2d", ("forward",), (2, 3, 14, 11), fill="normal", **told)
    (problem,) = OPERATORS["max_pool2d"].problems(case, "forward", draws=1)
    (fault,) = (each for each in generated("pool_forward") if each.id.endswith(f"/{name}"))
    X = problem.arrays["X"]
    out = np.zeros(problem.out_shape)
    for i, j in np.ndindex(out.shape[2:]):
        rows, columns = 2 * i + 3 * np.arange(4)[taken], 3 * j + 2 * np.arange(2)
        out[:, :, i, j] = X[:, :, rows][:, :, :, columns].max(axis=(2, 3))
    assert np.array_equal(fault.compute(problem), out)


@pytest.mark.parametrize(
    ("name", "taken"),
    [
        ("every-second-row-window-only", slice(None, None, 2)),
        ("first-row-window-lost", slice(1, None)),
        ("last-row-window-lost", slice(-1)),
    ],
)
def test_loops_over_listed_taps_take_those_of_each_window(name, taken):
    """Windows of two rows and of three lose the last of their own."""
    case = Case(
        "",
        "c",
        "adaptive_avg_pool2d",
        ("forward",),
        (2, 3, 8, 5),
        fill="normal",
        output_size=(3, 2),
    )
    (problem,) = OPERATORS["adaptive_avg_pool2d"].problems(case, "forward", draws=1)
    found = generated("adaptive_avg_pool2d")
    (fault,) = (each for each in found if each.id.endswith(f"/{name}"))
    out = np.zeros(problem.out_shape)
    for i, (top, bottom) in enumerate(((0, 3), (2, 6), (5, 8))):
        for j, (left, right) in enumerate(((0, 3), (2, 5))):
            window = problem.arrays["X"][:, :, range(top, bottom)[taken], left:right]
            out[:, :, i, j] = window.mean(axis=(2, 3))
    np.testing.assert_allclose(fault.compute(problem), out, 1e-12)
