"""Memory that nobody wrote: named where an answer looks like it, and nowhere else."""

import numpy as np
import pytest

from cnncheck.calls import Reply
from cnncheck.diagnose import name_faults, observe
from cnncheck.layers import zero_padding


def _named(make_problem, spoil):
    """Return the ids that are named where the border of two images is spoilt."""
    seen = []
    for height, width in ((4, 5), (3, 3)):
        X = np.arange(1.0, 2 * height * width + 1).reshape(1, 2, height, width)
        problem = make_problem("zero_padding", "forward", X, padding=(1, 2))
        truth = zero_padding(X, (1, 2))
        value = truth.copy()
        spoil(value)
        seen.append(observe(problem, Reply(value), truth, np.zeros(truth.shape)))
    return [each.fault.id for each in name_faults(seen, "zero_padding").faults]


def _all_left_over(value):
    border = value == 0
    value[border] = np.resize([4.67e-310, 0.0, 3.0, 1.5e300], np.count_nonzero(border))


def _a_column_left_over(value):
    value[..., -2:] = np.resize([4.67e-310, 0.0, 3.0, 1.5e300], value[..., -2:].shape)


def _one_element(value):
    value[0, 0, -1, -1] = 1


def _one_of_each_value(value):
    value[0, 0, -1, -1] = value.shape[2]


def _one_row_of_ones(value):
    value[0, 0, 0] = 1


@pytest.mark.parametrize("spoil", [_all_left_over, _a_column_left_over])
def test_a_border_that_nobody_wrote_is_named(make_problem, spoil):
    """Also where some of what was left over is zero by chance."""
    assert _named(make_problem, spoil) == ["padding/garbage"]


@pytest.mark.parametrize("spoil", [_one_element, _one_of_each_value, _one_row_of_ones])
def test_what_was_written_wrongly_is_no_memory_that_nobody_wrote(make_problem, spoil):
    """One element of a border that is zero otherwise, or one value in all that is wrong."""
    assert _named(make_problem, spoil) == []


def test_a_right_border_has_no_name(make_problem):
    """Nothing is wrong, so nothing was left unwritten."""
    assert _named(make_problem, lambda value: None) == []
