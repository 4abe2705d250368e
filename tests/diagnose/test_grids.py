"""The smallest problem as grids: what is drawn, what is marked, and what stays one line."""

from __future__ import annotations

import numpy as np
import pytest

from cnncheck.calls import Reply
from cnncheck.diagnose.diagnosis import Diagnosis
from cnncheck.diagnose.grids import grids
from cnncheck.diagnose.observing.findings import Naming
from cnncheck.diagnose.small_problems.shrinking import Smallest
from cnncheck.dialects import NOTEBOOK
from cnncheck.references.definition import DefinitionReference
from cnncheck.rendering.terminal import make_console
from cnncheck.report.console_entries import smallest_grids

X = [[[[1, 2, 3], [4, 5, 6], [7, 8, 9]]]]
W = [[[[1, 0], [0, 1]]]]


@pytest.fixture
def smallest(make_problem):
    """A convolution of which one element is wrong."""
    problem = make_problem("conv2d", "forward", X, W, stride=(1, 1), padding=(0, 0))
    truth = DefinitionReference().answer(problem).value
    got = truth.copy()
    got[0, 0, 0, 1] = 7
    return Smallest(problem.case, problem, Reply(got), truth)


def test_what_goes_in_and_what_comes_out_are_grids(smallest):
    """With a title each, columns level, and the wrong element marked."""
    told, drawn = grids(smallest, NOTEBOOK)
    assert told == "stride 1, padding 0"
    assert [each.title for each in drawn] == ["input 1x1x3x3", "filter 1x1x2x2", "expected", "got"]
    assert drawn[-2].lines == ["expected", " 6  8   ", "12 14   "]
    assert drawn[-1].lines == ["got   ", " 6 >7<", "12  14"]
    assert drawn[-1].wrong == ((False, True), (False, False))


def test_one_line_stays_one_line(make_problem):
    """Where no array has two rows, and where nothing of the right shape came back."""
    problem = make_problem("conv2d", "forward", [[[[1, 2]]]], [[[[1]]]], stride=(1, 1))
    truth = DefinitionReference().answer(problem).value
    assert grids(Smallest(problem.case, problem, Reply(truth + 1), truth), NOTEBOOK) is None
    problem = make_problem("conv2d", "forward", X, W, stride=(1, 1))
    assert (
        grids(Smallest(problem.case, problem, Reply(truth), np.ones((1, 1, 2, 2))), NOTEBOOK)
        is None
    )


@pytest.mark.parametrize(("width", "level"), [(100, True), (80, True), (40, False)])
def test_grids_stand_side_by_side_where_they_fit(smallest, width, level):
    """Below one another where it is narrow."""
    found = Diagnosis("", "convolution2D", Naming("convolution2D"), smallest=smallest)
    options = make_console(color=False, width=width).options
    lines = smallest_grids(found, options).plain.splitlines()
    assert lines[0] == "  smallest: stride 1, padding 0"
    assert any("input 1x1x3x3" in line and "got" in line for line in lines) is level
    assert all(len(line) <= width for line in lines)
    assert sum(">7<" in line for line in lines) == 1
