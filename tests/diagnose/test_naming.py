from __future__ import annotations

import zlib
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from cnncheck import layers
from cnncheck.calls import Reply
from cnncheck.diagnose.named.naming import name_faults
from cnncheck.diagnose.observing.observation import observe
from cnncheck.faults.catalogue import faults_of
from cnncheck.faults.declaring.fault import Fault, FaultyImplementation
from cnncheck.implementations.inprocess import InProcess
from cnncheck.operators import FUNCTIONS, OPERATORS
from cnncheck.operators.case import INTEGER_DTYPE, NARROW_DTYPE
from cnncheck.outcomes import Outcome

SOLUTIONS = sorted((Path(__file__).parents[1] / "solutions").glob("*.py"))


def _named(observed, faults):
    """Plant faults and ask the shipped cases: which are missed, and which get another name."""
    missed, misnamed = set(), {}
    for fault in faults:
        seen = observed(FaultyImplementation(fault), fault.function)
        if all(each.passed for each in seen):
            missed.add(fault.id)
            continue
        naming = name_faults(seen, fault.function)
        names = {named.fault.id for named in naming.faults}
        if not names & {fault.id, *fault.equivalent}:
            misnamed[fault.id] = sorted(names)
    return missed, misnamed


def in_wide_types(function):
    """Return the faults that show in float32 and float64; tests/narrow and tests/integers hold the others."""
    others = {NARROW_DTYPE, INTEGER_DTYPE}
    return [fault for fault in faults_of(function) if fault.option not in others]


def sample(faults):
    """About one in twenty, at least two, whatever else there is in the catalogue."""
    drawn = sorted(faults, key=lambda fault: zlib.crc32(fault.id.encode()))
    return drawn[: max(2, len(drawn) // 20)]


OF_IMAGES = [
    name for each in OPERATORS.values() if each.rank == 2 for name in each.functions.values()
]
"""Their cases tell every fault from every other; those of sequences and volumes are fewer."""


@pytest.mark.parametrize("function", OF_IMAGES)
def test_a_planted_fault_is_caught_and_named_as_itself(observed, function):
    """A sample of the catalogue, asked the shipped cases."""
    missed, misnamed = _named(observed, sample(in_wide_types(function)))
    assert (missed, misnamed) == (set(), {})


@pytest.mark.exhaustive
@pytest.mark.parametrize("function", OF_IMAGES)
def test_every_planted_fault_is_caught_and_named_as_itself(observed, function):
    """The whole catalogue of layers of images, without exception."""
    missed, misnamed = _named(observed, in_wide_types(function))
    assert (missed, misnamed) == (set(), {})


OF_OTHERS = [name for name in FUNCTIONS if name not in OF_IMAGES]


@pytest.mark.parametrize("function", OF_OTHERS)
def test_a_planted_fault_of_another_rank_is_caught(observed, function):
    """As itself, or as one that answers all cases alike."""
    missed, _ = _named(observed, sample(in_wide_types(function)))
    assert missed == set()


@pytest.mark.exhaustive
@pytest.mark.parametrize("function", OF_OTHERS)
def test_every_planted_fault_of_another_rank_is_caught(observed, function):
    """The whole catalogue of the others."""
    missed, _ = _named(observed, in_wide_types(function))
    assert missed == set()


COMPILED = pytest.mark.exhaustive
"""A minute of compiling, for what random problems are asked too."""


@pytest.mark.sample(4)
@pytest.mark.parametrize(
    "path",
    [
        pytest.param(path, marks=[COMPILED] if path.stem == "numba_loops" else [], id=path.stem)
        for path in SOLUTIONS
    ],
)
def test_a_right_solution_is_never_accused(observed, path, load_solution):
    """An FFT fails the exact lane by its rounding, and is told of no fault for that."""
    allow = {"numba_loops": ("numba",), "torch_layers": ("torch",)}.get(path.stem, ())
    with np.errstate(all="ignore"):
        assert_nobody_is_accused(observed, load_solution(path, allow))


def test_the_layers_are_never_accused(observed):
    """The built-in functions pass everything."""
    assert_nobody_is_accused(observed, InProcess("layers", layers))


def assert_nobody_is_accused(observed, implementation):
    for function in FUNCTIONS:
        naming = name_faults(observed(implementation, function), function)
        assert naming.faults == (), (function, naming.faults[0].fault.id)


def test_the_evidence_counts_what_matches(observed, planted):
    """How many failing cases match, however often each was asked, and that no other contradicts."""
    function = "convolution2D"
    seen = observed(planted("conv-forward/kernel-flipped-h"), function)
    naming = name_faults(seen, function)
    failing = {each.case for each in seen if not each.passed}
    passing = {each.case for each in seen} - failing
    assert naming.known
    assert len(failing) < sum(not each.passed for each in seen)
    assert naming.evidence == (
        f"matches on {len(failing)} of {len(failing)} failing cases, "
        f"and none of the {len(passing)} passing ones contradicts"
    )


def test_an_observation_without_a_case_counts_as_one(observed, planted):
    """Whoever asks problems that belong to no case still learns how many speak for the name."""
    function = "zero_padding"
    seen = [replace(each, case="") for each in observed(planted("padding/ones"), function)]
    naming = name_faults(seen, function)
    failing = sum(not each.passed for each in seen)
    assert (naming.faults[0].matched, naming.failing) == (failing, failing)
    assert naming.passing == len(seen) - failing


def test_nothing_failed(observed):
    """A function that passes has no fault."""
    naming = name_faults(observed(InProcess("layers", layers), "pool_forward"), "pool_forward")
    assert (naming.known, naming.evidence) == (False, "nothing failed")


def test_an_unknown_fault_is_unknown(observed):
    """What the catalogue does not hold is not guessed at."""
    odd = Fault(
        "pool-forward/odd",
        "pool_forward",
        "the maximum is multiplied by seven",
        "There is no hint.",
        (lambda problem: problem.arrays["X"].max() * np.full(problem.out_shape, 7.0),),
    )
    naming = name_faults(observed(FaultyImplementation(odd), "pool_forward"), "pool_forward")
    assert (naming.faults, naming.evidence) == ((), "unknown")


def test_one_passing_observation_can_rule_a_fault_out(observed, planted):
    """A fault is named only when it explains the passing cases as well."""
    function = "convolution2D"
    seen = observed(planted("conv-forward/stride-swapped"), function)
    failing = [each for each in seen if not each.passed]
    passing = [
        observe(
            each.problem, Reply(each.truth.astype(each.problem.dtype)), each.truth, each.allowed
        )
        for each in failing[:1]
    ]
    assert name_faults(failing, function).known
    assert not name_faults([*failing, *passing], function).known


def test_a_wrong_dtype_beside_a_wrong_value_is_named_with_it(observed, planted):
    """np.zeros without dtype, and a flipped kernel: two faults explain everything together."""
    function = "convolution2D"

    class Both:
        def __init__(self):
            self._flipped = planted("conv-forward/kernel-flipped-w")

        def ask(self, problem):
            return Reply(self._flipped.ask(problem).value.astype(np.float64))

    naming = name_faults(observed(Both(), function), function)
    assert [named.fault.id for named in naming.faults] == [
        "conv-forward/dtype-widened",
        "conv-forward/kernel-flipped-w",
    ]


def test_that_a_call_raises_names_nothing(observed):
    """Every fault that raises would explain code that always raises."""

    class Raises:
        def ask(self, problem):
            return Reply(None, Outcome.RAISED, "NameError")

    seen = observed(Raises(), "pool_back")
    assert not name_faults(seen, "pool_back").known


def test_what_never_was_judged_is_left_out(observed, planted):
    """A skipped question is no evidence for anything."""
    function = "zero_padding"
    seen = observed(planted("padding/ones"), function)
    skipped = observe(
        seen[0].problem, Reply(None, Outcome.NOT_ASKED), seen[0].truth, seen[0].allowed
    )
    naming = name_faults([*seen, skipped], function)
    assert naming.faults[0].fault.id == "padding/ones"
    assert naming.failing + naming.passing == len({each.case for each in seen})


def test_a_fault_of_an_option_is_not_named_where_nothing_asked_has_it(observed, planted):
    """With as much before an image as behind it there are no four amounts to be in another order."""
    function = "convolution2D_backward_input"
    code = planted("conv-backward-input/sides-in-another-order")
    seen = observed(code, function)
    option = code.fault.option
    even = [e for e in seen if option not in {each.name for each in e.problem.case.unusual}]
    assert name_faults(seen, function).faults[0].fault.id.endswith("/sides-in-another-order")
    named = name_faults(even, function)
    assert named.known
    assert not any("/sides-" in each.fault.id for each in (*named.faults, *named.ties))


def test_a_fault_of_a_choice_is_named_in_code_that_is_right_without_it(observed, planted):
    """Where the padding counts, and where there is a divisor, other lines are run."""
    wrong, right = planted("avg-pool/count-after"), planted("pool-forward/minimum")

    class Chosen:
        def ask(self, problem):
            told = problem.case.parameters
            there = not told["count_include_pad"] and not told["divisor"]
            return (wrong if there else right).ask(problem)  # what has no such fault is right

    named = name_faults(observed(Chosen(), "avg_pool2d"), "avg_pool2d")
    assert [each.fault.id for each in named.faults] == ["avg-pool/count-after"]


def test_what_follows_from_an_input_that_is_changed_is_no_other_bug(observed, planted):
    """A call that may not write raises, and what is read from a changed array is wrong."""
    right = planted("padding/flipped")

    class Writes:
        def ask(self, problem):
            reply = right.ask(problem)
            if not all(each.flags.writeable for each in problem.arrays.values()):
                said = "pool_back raised ValueError: assignment destination is read-only"
                return Reply(None, Outcome.RAISED, said)
            value = np.array(reply.value)
            if problem.windows.axes[0].overlaps:
                value.flat[::7] += np.arange(len(value.flat[::7])) + 1
            return Reply(value, Outcome.MUTATED_INPUT, "pool_back changed its argument X in place")

    named = name_faults(observed(Writes(), "pool_back"), "pool_back")
    assert [each.fault.id for each in named.faults] == ["pool-backward/input-changed"]
    assert named.faults[0].matched == named.failing
    assert named.rest == "wrong values may follow from that"
