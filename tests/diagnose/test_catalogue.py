from __future__ import annotations

import re

import numpy as np
import pytest

from cnncheck.calls import Reply
from cnncheck.diagnose.observing.observation import observe
from cnncheck.faults.catalogue import CATALOGUE, faults_of, functions_beside
from cnncheck.faults.declaring import right
from cnncheck.faults.declaring.fault import Fault, FaultyImplementation
from cnncheck.operators import FUNCTIONS
from cnncheck.outcomes import Outcome


def test_every_function_has_its_share_of_at_least_ninety_faults():
    """Each of the six functions can be wrong in many ways."""
    assert len(CATALOGUE) >= 90
    assert all(len(faults_of(function)) >= 15 for function in FUNCTIONS)


def test_ids_and_texts_have_one_form():
    """Ids are two words with hyphens, sentences read on after a function's name."""
    for fault in CATALOGUE.values():
        assert re.fullmatch(r"[a-z0-9-]+/[a-z0-9-]+", fault.id), fault.id
        assert not fault.sentence.endswith("."), fault.id
        assert fault.sentence[0].islower() or fault.sentence.startswith(
            ("NaN", "X ", "W ", "1 is")
        ), fault.id
        assert len(fault.hint) > 10, fault.id
        assert fault.hint[-1] in ".?)", fault.id
        assert bool(fault.manners) != bool(fault.responds), fault.id
        assert all(other in CATALOGUE for other in fault.equivalent), fault.id


def test_sentences_of_one_function_are_all_different():
    """Two names for one bug would only confuse."""
    for function in FUNCTIONS:
        sentences = [fault.sentence for fault in faults_of(function)]
        assert len(set(sentences)) == len(sentences), function


@pytest.mark.parametrize("function", FUNCTIONS)
def test_without_a_fault_every_answer_is_right(shipped, function):
    """The kernels that faults are changes of agree with PyTorch on every shipped case."""
    for problem, truth, allowed, _ in shipped[function]:
        reply = Reply(right.answer(problem))
        assert observe(problem, reply, truth, allowed).passed


@pytest.mark.parametrize("function", FUNCTIONS)
def test_values_have_the_problems_dtype_and_leave_its_arrays_alone(shipped, function):
    """A planted fault changes nothing but what comes back."""
    problem = min((each[0] for each in shipped[function]), key=lambda each: each.nbytes)
    before = {name: array.copy() for name, array in problem.arrays.items()}
    for fault in faults_of(function):
        for manner in range(len(fault.manners)):
            reply = fault.reply(problem, {}, manner=manner)
            assert reply.value is None or reply.value.dtype == problem.dtype, fault.id
    for name, array in problem.arrays.items():
        assert np.array_equal(array, before[name], equal_nan=True)


def test_a_fault_that_does_not_matter_gives_the_right_answer(make_problem, planted):
    """Exchanged strides are right where both are equal."""
    problem = make_problem(
        "conv2d", "forward", np.arange(25).reshape(1, 1, 5, 5), np.ones((1, 1, 2, 2)), stride=(2, 2)
    )
    reply = planted("conv-forward/stride-swapped").ask(problem)
    assert np.array_equal(reply.value, right.answer(problem))


def test_overlapping_windows_overwrite(make_problem, planted):
    """The example of the documentation: [2, 1, 3] instead of [2, 7, 3]."""
    problem = make_problem(
        "conv2d", "backward_input", np.zeros((1, 1, 1, 3)), [[[[1, 3]]]], [[[[2, 1]]]]
    )
    assert right.answer(problem).ravel().tolist() == [2, 7, 3]
    reply = planted("conv-backward-input/windows-overwrite").ask(problem)
    assert reply.value.ravel().tolist() == [2, 1, 3]


def test_where_code_would_fail_the_fault_raises(make_problem, planted):
    """out[0:-0] is empty, so that nothing can be copied into it."""
    problem = make_problem("zero_padding", "forward", np.ones((1, 1, 2, 2)), padding=(0, 1))
    reply = planted("padding/empty-slice").ask(problem)
    assert reply.outcome is Outcome.RAISED
    assert reply.message == ("zero_padding raised could not broadcast input array into shape (0,)")
    with pytest.raises(ValueError, match=r"into shape \(0,\)"):
        CATALOGUE["padding/empty-slice"].compute(problem)


def test_faults_of_behaviour_show_in_the_reply(make_problem, planted):
    """Changed inputs, memory that is shared, wider dtypes and no result at all."""
    X = np.arange(4).reshape(1, 1, 2, 2)
    problem = make_problem("zero_padding", "forward", X, dtype="float32")
    reply = planted("padding/input-changed").ask(problem)
    assert reply.outcome is Outcome.MUTATED_INPUT
    assert reply.message == "zero_padding(X, padding) changed its argument X in place"
    assert planted("padding/output-shares-memory").ask(problem).outcome is Outcome.ALIASED_OUTPUT
    assert planted("padding/dtype-widened").ask(problem).value.dtype == np.float64
    assert planted("padding/returns-nothing").ask(problem).outcome is Outcome.BAD_VALUE


def test_what_is_kept_between_calls_belongs_to_one_implementation(make_problem, planted):
    """A result is handed out again for other values of the same shape, until it is closed."""
    first, second = (
        make_problem("zero_padding", "forward", np.full((1, 1, 2, 2), value)) for value in (1, 2)
    )
    implementation = planted("padding/cached-by-shape")
    assert implementation.ask(first).value.max() == 1
    assert implementation.ask(second).value.max() == 1
    assert planted("padding/cached-by-shape").ask(second).value.max() == 2
    implementation.close()
    assert implementation.ask(second).value.max() == 2


def test_other_functions_stay_right(make_problem, planted):
    """Only one function has the fault."""
    problem = make_problem("max_pool2d", "forward", np.arange(4).reshape(1, 1, 2, 2), window=2)
    assert planted("padding/ones").ask(problem).value.tolist() == [[[[3.0]]]]


def test_unwritten_memory_is_never_right(make_problem, planted):
    """What nobody wrote differs from zero, and from what one expects."""
    problem = make_problem("zero_padding", "forward", np.ones((1, 1, 1, 1)), padding=(1, 1))
    value = planted("padding/garbage").ask(problem).value
    assert value[0, 0, 1, 1] == 1
    assert np.count_nonzero(value) == 9


def test_an_implementation_with_a_fault_says_so():
    """Reports call it by the fault's id."""
    fault = Fault("padding/none", "zero_padding", "nothing is wrong", "Look elsewhere.")
    implementation = FaultyImplementation(fault)
    assert implementation.name == "padding/none"
    assert implementation.isolation == "none needed: computed by cnncheck"


@pytest.mark.parametrize("function", FUNCTIONS)
def test_a_fault_is_found_by_its_id_alone(function):
    """Its beginning says of which functions it may be, so that few are made for it."""
    faults = faults_of(function)
    assert faults
    for fault in (faults[0], faults[-1]):
        assert function in functions_beside(fault.id)
        assert CATALOGUE[fault.id] is fault
    with pytest.raises(KeyError, match="/nothing"):
        CATALOGUE[f"{faults[0].id.partition('/')[0]}/nothing"]
