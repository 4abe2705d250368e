"""What a wrong maximum pooling does is recovered from its answers, and is true of all sizes."""

import warnings
from pathlib import Path

import numpy as np
import pytest

from cnncheck.diagnose.diagnosis import diagnose
from cnncheck.diagnose.named.by_rules import by_rules
from cnncheck.diagnose.observing.observation import near, telling
from cnncheck.diagnose.observing.surfaces import cleaned, cleanly
from cnncheck.diagnose.questions.scattering import scattered
from cnncheck.diagnose.winning.winning_rules import recovered_pooling
from cnncheck.faults.catalogue import faults_of
from cnncheck.faults.declaring.fault import FaultyImplementation

FAULTY = Path(__file__).parents[1] / "faulty"

QUESTIONS = 60
"""Of other sizes, in which what was recovered has to hold, too."""

FILES = {
    ("seventh/poolback_first_channel_times_maximum", "pool_back"): (
        "the place of the maximum in the first channel decides for all channels, and the gradient "
        "is multiplied by the value that was found largest"
    ),
    ("seventh/poolback_largest_of_plane", "pool_back"): (
        "in a window only a pixel wins that equals the maximum of the whole channel"
    ),
    ("seventh/poolback_transposed_times_value", "pool_back"): (
        "row and column of the winner are exchanged within the window, and the gradient is "
        "multiplied by the value of the pixel that gets it"
    ),
    ("seventh/poolback_from_zero_and_shared", "pool_back"): (
        "equal maxima share the gradient, and windows whose values are all below 0 give no gradient"
    ),
    ("seventh/pool_columns_short_and_window_row_lost", "pool_forward"): (
        "the windows lack their last row, and the number of columns of the result is one too small"
    ),
    ("seventh/pool_second_pass_from_the_end_of_a_window", "pool_forward"): (
        "the windows begin a window's size less one too late along the columns, and the number of "
        "columns of the result is that of windows from a window's size less one on"
    ),
    ("seventh/poolback_row_and_column_of_largest_sums", "pool_back"): (
        "the winner of a window is in the row with the largest sum, and in the column with the largest "
        "sum, and a pixel that wins in several windows keeps the gradient of the last alone"
    ),
}
"""Files in which two things are wrong, or one that few would foresee, and what is said of them."""


@pytest.fixture
def recovered(observed):
    """Return a function that asks code as naming would, and says what is recovered."""

    def recover(code, function):
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            seen, ask = cleaned(telling(observed(code, function))), cleanly(code.ask)
            return seen, ask, recovered_pooling(seen, function, ask)

    return recover


def assert_true(named, code, problem):
    """What is said is what comes back for problems of sizes that nobody asked about."""
    for each in scattered(problem, QUESTIONS):
        reply = cleanly(code.ask)(each)
        simulated = named.fault.reply(each, {}, manner=named.manner)
        assert (reply.value is None) == (simulated.value is None), each.case
        if reply.value is not None:
            assert reply.value.shape == simulated.value.shape
            assert near(reply.value, simulated.value, 1e-9 * np.abs(simulated.value).max(initial=1))


@pytest.mark.parametrize(("name", "function"), FILES)
def test_what_a_file_does_is_recovered(name, function, recovered, load_solution, shipped):
    """The sentence says all of it, and holds for other sizes."""
    code = load_solution(FAULTY / f"{name}.py")
    *_, found = recovered(code, function)
    assert found[0].fault.sentence == FILES[name, function]
    assert_true(found[0], code, shipped[function][0][0])


def test_it_is_told_where_nobody_foresaw_it(load_solution, observed):
    """As an explanation of every case, and not for instance."""
    name, function = "seventh/poolback_row_and_column_of_largest_sums", "pool_back"
    code = load_solution(FAULTY / f"{name}.py")
    told = diagnose(function, observed(code, function), code.ask, shrink_seconds=0)
    assert told.sentence == FILES[name, function]
    assert told.complete
    assert (
        told.naming.count
        == f"matches on {told.naming.failing} of {told.naming.failing} failing cases"
    )


WAYS = [
    each
    for function in ("pool_forward", "pool_back", "adaptive_max_pool2d_backward")
    for each in faults_of(function)
    if each.kind == "values" and not each.option
]
"""Faults that have a name; here nobody knows it."""


@pytest.mark.sample(24)
@pytest.mark.parametrize("fault", WAYS, ids=lambda fault: fault.id)
def test_what_is_recovered_of_a_fault_that_has_a_name_is_true(fault, recovered, shipped):
    """Much is not recovered; what is, and is confirmed as it would be, is so for other sizes."""
    code = FaultyImplementation(fault)
    seen, ask, found = recovered(code, fault.function)
    if found and (its := by_rules(seen, fault.function, ask)):
        assert_true(its.together, code, shipped[fault.function][0][0])
