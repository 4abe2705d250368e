from __future__ import annotations

from dataclasses import replace

import numpy as np

from cnncheck.calls import Reply
from cnncheck.diagnose.diagnosis import Diagnosis, diagnose
from cnncheck.diagnose.observing.findings import Naming
from cnncheck.diagnose.small_problems.shrinking import Smallest
from cnncheck.diagnose.small_problems.small import candidate_of
from cnncheck.diagnose.told import summary
from cnncheck.faults.catalogue import CATALOGUE
from cnncheck.faults.declaring.fault import Named
from cnncheck.outcomes import Outcome


def _smallest(problem, reply, expected):
    return Smallest(candidate_of(problem).case, problem, reply, np.asarray(expected, float))


def test_a_named_bug_is_told_in_a_few_lines(observed, planted):
    """Name, evidence, the smallest problem with both answers, and a hint."""
    implementation = planted("conv-backward-input/windows-overwrite")
    function = "convolution2D_backward_input"
    seen = observed(implementation, function)
    found = diagnose(function, seen, implementation.ask, implementation=implementation.name)
    failing = len({each.case for each in seen if not each.passed})
    assert found.fault_ids == ("conv-backward-input/windows-overwrite",)
    assert found.probed == ""
    assert found.smallest.case.name == "conv-backward-input-windows-overwrite"
    assert summary(found) == [
        "overlapping windows overwrite instead of adding up "
        f"(matches on {failing} of {failing} failing cases)",
        "smallest: out_grad 1x1x1x2 [1, 0], input 1x1x1x3 [0, 0, 0], filter 1x1x1x2 [0, 1], "
        "stride 1: got [0, >0<, 0], expected [0, 1, 0]",
        "hint: One pixel is read by several windows when they overlap: "
        "what happens to its gradient?",
    ]


def test_a_hint_of_two_faults_is_told_once(observed, planted):
    """Where both say the same."""
    implementation = planted("conv-backward-input/windows-overwrite")
    function = "convolution2D_backward_input"
    found = diagnose(
        function, observed(implementation, function), implementation.ask, shrink_seconds=0
    )
    twice = replace(found, naming=replace(found.naming, faults=found.naming.faults * 2))
    assert twice.hint == found.hint


def test_an_unknown_bug_is_probed(observed, planted):
    """Without a name there is at least what is read wrongly."""

    class SwapsTwoPixels:
        def ask(self, problem):
            value = planted("pool-forward/minimum").ask(problem).value
            if value.shape[3] > 1:
                value[..., [0, 1]] = value[..., [1, 0]]
            return Reply(value)

    function = "zero_padding"
    seen = observed(SwapsTwoPixels(), function)
    found = diagnose(function, seen, SwapsTwoPixels().ask)
    assert not found.naming.known
    assert found.hint == ""
    assert summary(found) == [
        "cause unknown: for instance, out[0,0,0,0] reads x[0,0,0,1], should read x[0,0,0,0] (input 1x1x1x2)",
        "smallest: input 1x1x1x2 [0, 1], padding 0: got [1, 0], expected [0, 1]",
    ]


def test_nothing_is_said_where_nothing_failed(observed, planted):
    """A diagnosis is about a failure."""
    implementation = planted("padding/ones")
    seen = observed(implementation, "pool_forward")
    assert diagnose("pool_forward", seen, implementation.ask) is None


def test_shrinking_can_be_left_out(observed, planted):
    """Naming alone takes few further questions."""
    code, asked = planted("padding/ones"), []
    seen = observed(code, "zero_padding")
    found = diagnose(
        "zero_padding", seen, lambda p: asked.append(p) or code.ask(p), shrink_seconds=0
    )
    assert len(asked) <= 15
    assert found.smallest is None
    assert found.sentence == "the border is filled with ones"


def test_ties_are_listed(make_problem):
    """At most three, and how many more."""
    names = ["padding/wrapped", "padding/ones", "padding/nan", "padding/reflected", "padding/total"]
    named = [Named(CATALOGUE[name], 0, 2) for name in names]
    naming = Naming("zero_padding", (named[0],), tuple(named[1:]), 2, 1)
    assert summary(Diagnosis("solution.py", "zero_padding", naming))[1] == (
        "or: the border is filled with ones; the border is filled with NaN; "
        "the border mirrors the image, or 1 more"
    )


def test_numbers_that_are_right_are_not_held_against_themselves(make_problem):
    """What is wrong is where they lie."""
    problem = make_problem("zero_padding", "forward", np.ones((1, 1, 1, 2)), padding=(0, 0))
    message = "zero_padding(X, padding) returned memory of its argument X"
    for value, told in (
        (np.ones((1, 1, 1, 2)), "; its values are right"),
        (np.zeros((1, 1, 1, 2)), "; got [0, 0], expected [1, 1]"),
    ):
        reply = Reply(value, Outcome.ALIASED_OUTPUT, message)
        shown = _smallest(problem, reply, np.ones((1, 1, 1, 2)))
        found = Diagnosis("", "zero_padding", Naming("zero_padding", (), (), 1, 0), "", shown)
        assert summary(found)[1] == f"smallest: input 1x1x1x2 [1, 1], padding 0: {message}{told}"


def test_a_call_without_result_tells_what_happened(make_problem):
    """The message stands where the values would."""
    problem = make_problem("zero_padding", "forward", np.ones((1, 1, 1, 2)), padding=(0, 1))
    reply = Reply(None, "raised", "zero_padding(X, padding) raised ValueError")
    found = Diagnosis("", "zero_padding", Naming("zero_padding", (), (), 1, 0), "", None)
    shown = _smallest(problem, reply, np.zeros((1, 1, 1, 4)))
    found = Diagnosis("", "zero_padding", found.naming, "", shown)
    assert summary(found) == [
        "cause unknown: no known fault explains every case",
        "smallest: input 1x1x1x2 [1, 1], padding 0x1: zero_padding(X, padding) raised ValueError",
    ]


def test_layout_and_dtype_are_told_where_they_matter(observed, planted):
    """A fault that only shows in Fortran order is not understood without it."""
    implementation = planted("padding/memory-order")
    seen = observed(implementation, "zero_padding")
    told = summary(diagnose("zero_padding", seen, implementation.ask))
    assert told[1] == (
        "smallest: input 1x1x2x2 [[0, 0], [1, 0]], padding 0, layout F: "
        "got [[0, >1<], [>0<, 0]], expected [[0, 0], [1, 0]]"
    )


def test_what_is_probed_elsewhere_says_where(observed, planted):
    """A sentence about elements is about the smallest problem, or else says of which arrays."""

    class Narrows:
        def ask(self, problem):
            out = planted("conv-backward-input/windows-overwrite").ask(problem).value
            if out.shape[-1] > 1:
                out[..., 0] += out[..., 1]
            return Reply(out.astype("float32"))

    function = "convolution2D_backward_input"
    found = diagnose(function, observed(Narrows(), function), Narrows().ask)
    name, cause, smallest = summary(found)[:3]
    assert name.startswith("float64 comes back as float32 (")
    assert "got float32 [" in smallest
    assert cause.startswith("besides: for instance, dX[0,0,0,")
    assert ", filter " in cause
    assert "every value" not in cause


def test_an_error_is_not_told_twice(observed):
    """Where nothing comes back, the smallest problem says what happens."""

    class Raises:
        def ask(self, problem):
            if problem.arrays["X"].shape[3] > 1:
                return Reply(None, Outcome.RAISED, "zero_padding(X, padding) raised NameError: i")
            return Reply(np.pad(problem.arrays["X"], [(0, 0), (0, 0), *_pads(problem)]))

    told = summary(diagnose("zero_padding", observed(Raises(), "zero_padding"), Raises().ask))
    assert " ".join(told).count("NameError") == 1


def _pads(problem):
    return [(pad, pad) for pad in problem.arguments["padding"]]


def test_two_bugs_together_explain_what_each_of_them_does(observed, planted):
    """Changed inputs fail everywhere, and the values beside that in some cases: all is explained."""

    class Both:
        def ask(self, problem):
            out = planted("conv-backward-filter/batch-averaged").ask(problem).value
            return Reply(out, Outcome.MUTATED_INPUT, "changed its argument X in place")

    function = "convolution2D_backward_filter"
    seen = observed(Both(), function)
    failing = len({each.case for each in seen})
    told = summary(diagnose(function, seen, Both().ask, shrink_seconds=0))
    assert f"(matches on {failing} of {failing} failing cases)" in told[0]


def test_an_empty_answer_is_told_by_its_shape_alone(make_problem):
    """There is nothing to write out."""
    problem = make_problem("zero_padding", "forward", np.ones((1, 1, 1, 2)), padding=(0, 1))
    shown = _smallest(problem, Reply(np.zeros((1, 1, 1, 0))), np.zeros((1, 1, 1, 4)))
    found = Diagnosis("", "zero_padding", Naming("zero_padding", (), (), 1, 0), "", shown)
    assert summary(found)[1].endswith("got shape 1x1x1x0, expected shape 1x1x1x4 [0, 0, 0, 0]")
