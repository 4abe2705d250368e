"""What the assignment's check cells show, without a notebook."""

import numpy as np
import pytest

from cnncheck.errors import UsageError
from cnncheck.starters.blanks import blank_solution
from cnncheck.starters.exercises import check_exercise, count_points

WORTH = {
    "zero_padding": 1,
    "convolution2D": 2,
    "convolution2D_backward_filter": 2,
    "convolution2D_backward_input": 2,
    "pool_forward": 1,
    "pool_back": 1,
}


@pytest.fixture(scope="module")
def blanks():
    """The functions of the blank solution."""
    names = {}
    exec(blank_solution(), names)
    return {name: names[name] for name in WORTH}


@pytest.mark.parametrize("name", WORTH)
def test_a_blank_is_told_kindly(name, blanks):
    """No traceback, no table: where to write, and what to do then."""
    checked = check_exercise(blanks[name])
    assert not checked.written
    assert repr(checked) == (
        f"{name} is not written yet (0 of {WORTH[name]} points): replace the line `raise "
        "NotImplementedError`,\nrun that cell, then this one again."
    )


@pytest.mark.parametrize("name", WORTH)
def test_a_correct_function_earns_its_points(name, functions):
    """With the two tables below the score."""
    checked = check_exercise(functions[name])
    assert (checked.written, checked.points, checked.worth) == (True, WORTH[name], WORTH[name])
    shown = repr(checked)
    assert shown.startswith(f"{name}: {WORTH[name]} of {WORTH[name]} points\n\nnotebook.yaml::")
    assert "PASS" in shown
    assert "1 passed" in shown


def test_a_wrong_function_earns_nothing_and_hears_why():
    """The failure is the console's; there is no command line that would find a cell's function."""

    def pool_forward(X, f, s):
        out = np.zeros((*X.shape[:2], 1 + (X.shape[2] - f) // s, 1 + (X.shape[3] - f) // s))
        for i, j in np.ndindex(out.shape[2:]):
            out[:, :, i, j] = X[:, :, i * s : i * s + f, j * s : j * s + f].min((2, 3))
        return out

    checked = check_exercise(pool_forward)
    assert (checked.points, checked.written) == (0, True)
    assert "pool_forward: 0 of 1 points" in repr(checked)
    assert "FAIL notebook.yaml::pool-forward  max_pool2d forward" in repr(checked)
    assert "24 of 24 elements differ" in repr(checked)
    assert "again:" not in repr(checked)


def test_np_pad_is_not_allowed():
    """The exercise forbids it, and says so."""

    def zero_padding(X, padding):
        ph, pw = padding
        return np.pad(X, ((0, 0), (0, 0), (ph, ph), (pw, pw)))

    checked = check_exercise(zero_padding)
    assert checked.points == 0
    assert "numpy.pad" in repr(checked)


def test_another_function_is_refused():
    """Names are how exercises are told apart."""

    def padding(X, padding):
        return X

    with pytest.raises(UsageError) as caught:
        check_exercise(padding)
    assert str(caught.value) == f"no exercise asks for padding; there are {', '.join(WORTH)}"


@pytest.mark.filterwarnings("ignore:invalid value")
def test_points_of_all_exercises(functions):
    """Nine points, and the shipped cases beyond them."""
    points = count_points(*functions.values())
    assert points.total == 9
    assert points.beyond.passed
    assert len(points.beyond.results) > 200
    lines = repr(points).splitlines()
    assert lines[0].split() == ["zero_padding", "1", "of", "1"]
    assert lines[6].split() == ["together", "9", "of", "9", "points"]
    assert lines[8].startswith(f"{len(points.beyond.results)} of {len(points.beyond.results)} ")


def test_what_the_exercises_hide_is_found_beyond_them(blanks, functions):
    """A float64 result for float32 input passes the exercise and no more."""

    def pool_forward(X, f, s):
        return functions["pool_forward"](X, f, s).astype(np.float64)

    points = count_points(blanks["zero_padding"], pool_forward)
    assert points.total == 1
    assert [each.written for each in points.exercises] == [False, True]
    assert {result.function for result in points.beyond.results} == {"pool_forward"}
    shown = repr(points)
    assert "zero_padding  0 of 1   not written yet" in shown
    assert shown.count("returned dtype float64, expected float32") == 3
    assert "more do not pass)" in shown


def test_points_of_nothing_written(blanks):
    """Six blanks: a table, and nothing beyond."""
    points = count_points(*blanks.values())
    assert (points.total, points.beyond.results) == (0, ())
    assert repr(points).endswith("together                       0 of 9 points")
