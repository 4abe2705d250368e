"""Fuzzing: what is found, how small it becomes, and that a seed finds it again."""

import math
import threading
from dataclasses import replace

import numpy as np
import pytest

from cnncheck.asking import questions
from cnncheck.calls import Reply
from cnncheck.cases.loading import load_text
from cnncheck.cases.writing import cases_to_yaml
from cnncheck.errors import ReferenceFailedError
from cnncheck.faults.catalogue import CATALOGUE
from cnncheck.faults.declaring.fault import FaultyImplementation
from cnncheck.fuzzing import fuzzing
from cnncheck.fuzzing.fuzz_settings import FuzzSettings
from cnncheck.fuzzing.fuzzing import fuzz
from cnncheck.fuzzing.searching import search
from cnncheck.operators import OPERATORS
from cnncheck.outcomes import Outcome

pytestmark = pytest.mark.filterwarnings("ignore::RuntimeWarning")  # infinities meet

FOUND = (
    "padding/axes-swapped",
    "conv-forward/kernel-flipped-h",
    "conv-backward-filter/stride-swapped",
    "conv-backward-input/windows-overwrite",
    "pool-forward/starts-at-zero",
    "pool-forward/nan-ignored",
    "pool-backward/ties-all",
    "pool-backward/memory-order",
    "conv-forward/dtype-widened",
    "conv-forward/cached-by-shape",
)


def planted(name):
    return FaultyImplementation(CATALOGUE[name])


def operator_of(function):
    return next(n for n, operator in OPERATORS.items() if function in operator.functions.values())


def told(fuzzed):
    return [(r.case, r.verdict.outcome) for r in fuzzed.report.results]


def test_nothing_is_found_where_nothing_is_wrong(right, fuzzed):
    """Every drawn case is in the report, and all of it passed."""
    found = fuzzed(right, tuple(OPERATORS), examples=150)
    assert found.report.passed
    assert found.failing == ()
    assert found.examples == 150
    passes = [len(each.passes) for each in OPERATORS.values()]
    assert 150 * min(passes) < found.questions < 150 * max(passes)
    assert found.in_time
    assert 0.8 * found.questions < len(found.report.results) <= found.questions


@pytest.mark.parametrize("name", FOUND)
def test_a_planted_fault_is_found_and_made_small(name, fuzzed):
    """As one case with one pass, whose arrays a person can look through."""
    fault = CATALOGUE[name]
    found = fuzzed(planted(name), (operator_of(fault.function),), examples=200)
    assert found.failing, name
    assert {r.function for r in found.report.results} == {fault.function}
    smallest = min(math.prod(case.input) for case in found.failing)
    assert smallest <= 36, found.failing
    assert all(len(case.passes) == 1 for case in found.failing)


@pytest.mark.parametrize("name", ["", *FOUND[3:6], "conv-forward/cached-by-shape"])
def test_what_is_judged_together_is_judged_as_one_at_a_time(name, right, fuzzed, monkeypatch):
    """The same cases are drawn, and what is found of them is the same in all that is said."""

    def one_at_a_time(cases, judge, **fields):
        search(cases, lambda case: next(judge([case])), **fields)

    operator = operator_of(CATALOGUE[name].function) if name else "avg_pool2d"
    together, alone = Recorder(), Recorder()
    found = fuzzed(planted(name) if name else right, (operator,), on_result=together)
    monkeypatch.setattr(fuzzing, "search_together", one_at_a_time)
    expected = fuzzed(planted(name) if name else right, (operator,), on_result=alone)
    assert together.seen == alone.seen != []
    assert bool(name) == bool(found.failing)
    assert (found.examples, found.questions) == (expected.examples, expected.questions)
    assert [timeless(each) for each in found.report.results] == [
        timeless(each) for each in expected.report.results
    ]


class Recorder:
    """Remembers what is told of each drawn case."""

    def __init__(self):
        self.seen = []

    def __call__(self, result, count):
        self.seen.append((result.case, result.verdict.outcome, count))


def timeless(result):
    """All that is said of a result, without how long it took."""
    verdict = replace(result.verdict, seconds=0.0, reference_seconds=0.0, evidence=None)
    return repr(replace(result, verdict=verdict))


def test_what_is_found_fails_again_from_yaml(fuzzed, verdicts):
    """A saved case is the same case."""
    faulty = planted("conv-forward/stride-swapped")
    found = fuzzed(faulty)
    cases = load_text(cases_to_yaml(found.failing), "found.yaml", OPERATORS)
    again = [verdict.outcome for _, verdict in verdicts(cases, faulty)]
    assert again == [outcome for _, outcome in told(found)]


def test_a_seed_finds_the_same_again(fuzzed):
    """And another seed draws other cases."""
    name = "conv-backward-input/windows-overwrite"
    first, second = fuzzed(planted(name), seed=3), fuzzed(planted(name), seed=3)
    assert told(first) == told(second)
    assert (first.examples, first.questions) == (second.examples, second.questions)
    drawn = [
        [r.case for r in fuzzed(planted("padding/axes-swapped"), seed=seed).report.results]
        for seed in (3, 3, 4)
    ]
    assert drawn[0] == drawn[1] != drawn[2]


class Both:
    """Two functions wrong, the first wherever it is asked."""

    name = "both"
    isolation = "none"

    def __init__(self, *names):
        self._faulty = {CATALOGUE[name].function: planted(name) for name in names}

    def ask(self, problem, forbid=()):
        any_of = next(iter(self._faulty.values()))
        return self._faulty.get(problem.function, any_of).ask(problem, forbid)

    def close(self):
        pass


def test_a_failure_in_front_does_not_hide_another(fuzzed):
    """Both functions' failures are shrunk, although each case fails at the first already."""
    both = Both("conv-forward/input-changed", "conv-backward-input/stride-swapped")
    found = fuzzed(both, examples=100)
    smallest = {r.function: r.case for r in found.report.results}
    assert set(smallest) == {"convolution2D", "convolution2D_backward_input"}
    assert math.prod(smallest["convolution2D_backward_input"].input) <= 12


def test_the_bug_is_named(fuzzed):
    """From all that was asked, not from the smallest case alone."""
    found = fuzzed(planted("pool-backward/ties-last"), ("max_pool2d",), shrink_seconds=1.0)
    (diagnosis,) = found.report.diagnoses
    assert "pool-backward/ties-last" in diagnosis.fault_ids


class Answering:
    """Replies what it is told, and counts the calls of each function."""

    name = "answering"
    isolation = "none"

    def __init__(self, replies, otherwise):
        self._replies = replies
        self._otherwise = otherwise
        self.calls = {}
        self._lock = threading.Lock()

    def ask(self, problem, forbid=()):
        with self._lock:
            self.calls[problem.function] = self.calls.get(problem.function, 0) + 1
        reply = self._replies.get(problem.function)
        return reply or self._otherwise.ask(problem, forbid)

    def close(self):
        pass


@pytest.mark.parametrize("outcome", [Outcome.NOT_ASKED, Outcome.TIMEOUT, Outcome.CRASHED])
def test_what_takes_long_or_never_changes_is_asked_once(outcome, right, fuzzed):
    """The other functions are fuzzed all the same."""
    code = Answering({"convolution2D": Reply(None, outcome, "so it is")}, right)
    found = fuzzed(code, examples=30)
    told = [(r.function, r.verdict.outcome) for r in found.report.results]
    assert [each for each in told if each[1] is not Outcome.PASSED] == [("convolution2D", outcome)]
    draws = 1 if outcome is Outcome.TIMEOUT else 2  # of one case
    assert code.calls["convolution2D"] == draws
    assert code.calls["convolution2D_backward_input"] == 60
    assert len(found.failing) == (outcome is not Outcome.NOT_ASKED)


def test_a_failure_that_comes_and_goes_is_reported(right, fuzzed):
    """What was seen once was seen, although it cannot be shrunk."""

    class Moody(Answering):
        def ask(self, problem, forbid=()):
            reply = super().ask(problem, forbid)
            if self.calls[problem.function] == 21 and problem.pass_name == "forward":
                return Reply(np.full(problem.out_shape, 1234.5, problem.dtype))
            return reply

    found = fuzzed(Moody({}, right))
    assert [r.verdict.outcome for r in found.report.results] == [Outcome.WRONG_VALUES]


def test_time_is_kept(right, fuzzed):
    """A search that has no time left says so, and reports what it asked so far."""
    found = fuzzed(right, examples=10**6, seconds=0.5)
    assert not found.in_time
    assert found.report.seconds < 5
    assert 0 < found.examples < 10**5
    assert found.report.passed


def test_only_the_wanted_passes_are_asked(right, fuzzed):
    """Of each drawn case."""
    code = Answering({}, right)
    found = fuzzed(code, examples=20, passes=("backward_input",))
    assert set(code.calls) == {"convolution2D_backward_input"}
    assert found.questions == 20


def test_a_reference_that_fails_is_nobodys_bug(right):
    """It ends the fuzzing as it ends a run."""

    class Broken:
        stored = 0

        def submit(self, problem, method="answer"):
            raise ReferenceFailedError("torch is not well", "lie down")

    settings = FuzzSettings(operators=("conv2d",), reference=Broken(), examples=5)
    with pytest.raises(ReferenceFailedError) as caught:
        fuzz(right, settings, lambda case, name, impl: "")
    assert str(caught.value) == "torch is not well; lie down"


def test_hypothesis_leaves_no_folder_behind(right, fuzzed, tmp_path, monkeypatch):
    """Neither examples nor caches, whether something fails or not."""
    monkeypatch.chdir(tmp_path)
    fuzzed(right, examples=10)
    fuzzed(planted("conv-forward/kernel-flipped-h"), examples=20)
    assert list(tmp_path.iterdir()) == []


def test_each_result_says_how_to_repeat_it(fuzzed):
    """With the case's own name and pass."""
    found = fuzzed(planted("conv-forward/kernel-flipped-h"))
    (result,) = found.report.results
    assert result.again == "conv2d-forward-wrong-values forward conv-forward/kernel-flipped-h"
    assert len(questions(found.failing)) == 1
