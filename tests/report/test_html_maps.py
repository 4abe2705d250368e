"""Heat maps show what the verdict counted, and only as much as a page can carry."""

import json

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from cnncheck.compare.figures import measure
from cnncheck.compare.verdict import Evidence
from cnncheck.report.html_maps import (
    LONGEST_SIDE,
    MOST_PLANES,
    MOST_WORST,
    errors_of,
    heat_maps,
    worst_elements,
)


def errors(got, expected=None, allowed=0.0):
    """What is measured of two arrays."""
    got = np.asarray(got, dtype=float)
    expected = np.zeros_like(got) if expected is None else np.asarray(expected, dtype=float)
    return errors_of(Evidence(got, expected, np.full(got.shape, allowed), {}))


numbers = st.sampled_from([0.0, -0.0, 1.0, 1.5, -3.0, np.nan, np.inf, -np.inf, 1e300, -1e300])
shape = hnp.array_shapes(min_dims=4, max_dims=4, max_side=3)
planes = shape.flatmap(lambda s: st.tuples(*[hnp.arrays(np.float64, s, elements=numbers)] * 2))


@given(planes, st.sampled_from([0.0, 0.5, 2.0]))
def test_the_same_elements_are_wrong_as_the_verdict_counts(pair, allowed):
    """With NaN, infinities and both zeros on either side."""
    found = errors(*pair, allowed)
    figures = measure(*pair, np.full(pair[0].shape, allowed))
    assert np.count_nonzero(found.wrong) == figures.mismatched
    worst = worst_elements(found)
    assert len(worst) == min(MOST_WORST, figures.mismatched)
    if worst:
        assert worst[0]["index"] == list(figures.worst.index)
    drawn, _ = heat_maps(found, 10_000)
    json.dumps(drawn, allow_nan=False)
    if figures.mismatched and len(drawn) < MOST_PLANES:
        assert sum(len(plane["wrong"]) for plane in drawn) == figures.mismatched


def test_the_worst_elements_are_those_furthest_beyond_their_bound():
    """Among equally bad ones the first; elements within the bound are not listed."""
    got = np.array([[[[0.5, 3.0, -7.0, 3.0]]]])
    found = errors_of(
        Evidence(got, np.zeros_like(got), np.array([[[[1.0, 1.0, 7.0 / 2, 1.0]]]]), {})
    )
    assert [each["index"][-1] for each in worst_elements(found)] == [1, 3, 2]
    assert worst_elements(found)[2] == {
        "index": [0, 0, 0, 2], "got": -7.0, "expected": 0.0, "difference": 7.0, "allowed": 3.5,
    }  # fmt: skip


def test_a_small_plane_is_written_whole():
    """Values on both sides, the difference, the bound once, and which elements are beyond it."""
    drawn, note = heat_maps(errors([[[[1, 2], [3, np.nan]]]], [[[[1, 2], [0.5, 4]]]], 0.25), 100)
    assert drawn == [
        {
            "at": [0, 0],
            "rows": [0, 2, 2],
            "columns": [0, 2, 2],
            "differing": 2,
            "got": [1, 2, 3, "nan"],
            "expected": [1, 2, 0.5, 4],
            "difference": [0, 0, 2.5, "inf"],
            "allowed": 0.25,
            "wrong": [2, 3],
        }
    ]
    assert note == ""


def test_a_bound_that_differs_is_written_element_by_element():
    """As the derived bound does."""
    got = np.ones((1, 1, 1, 3))
    found = errors_of(Evidence(got, got * 2, np.array([[[[0.1, 0.2, 1 / 3]]]]), {}))
    assert heat_maps(found, 100)[0][0]["allowed"] == [0.1, 0.2, 0.333333]


def test_the_planes_with_the_most_wrong_elements_are_kept():
    """And the page says how many channels there were."""
    got = np.zeros((2, 4, 3, 3))
    for number, plane in enumerate(got.reshape(8, 9)):
        plane[:number] = 1
    drawn, note = heat_maps(errors(got), 10_000)
    assert [(plane["at"], plane["differing"]) for plane in drawn] == [
        ([1, 3], 7), ([1, 2], 6), ([1, 1], 5), ([1, 0], 4),
    ]  # fmt: skip
    assert note == "Shown: of 7 channels that differ, the 4 with the most wrong elements."


@pytest.mark.parametrize("at", [(0, 0), (99, 0), (40, 50), (99, 59)])
def test_of_a_large_plane_the_part_around_the_worst_element_is_kept(at):
    """Wherever it is, it is in the window, and the window is inside the plane."""
    got = np.zeros((1, 1, 100, 60))
    got[0, 0, 5, 5] = 1
    got[0, 0, *at] = 9
    (plane,), note = heat_maps(errors(got), 10_000)
    (top, height, rows), (left, width, columns) = plane["rows"], plane["columns"]
    assert (height, rows, width, columns) == (LONGEST_SIDE, 100, LONGEST_SIDE, 60)
    assert 0 <= top <= 100 - height
    assert 0 <= left <= 60 - width
    values = np.reshape(plane["got"], (height, width))
    assert values[at[0] - top, at[1] - left] == 9
    assert note == "Shown: of each 100x60 plane the 24x24 elements around the worst."


@pytest.mark.parametrize("cells", [1, 4, 64, 500, 2304])
def test_no_more_elements_are_written_than_allowed(cells):
    """However many planes there are, and however large."""
    drawn, note = heat_maps(errors(np.ones((2, 3, 30, 31))), cells)
    assert 0 < sum(len(plane["got"]) for plane in drawn) <= cells
    assert "of each 30x31 plane" in note


def test_arrays_without_planes_have_no_heat_map():
    """A result of one axis, or an empty one."""
    assert heat_maps(errors([1.0, 2.0]), 100) == ([], "")
    assert heat_maps(errors(np.ones((1, 1, 0, 3))), 100) == ([], "")
