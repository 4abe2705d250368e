"""The figures of a comparison, and whether a constant would satisfy it."""

import numpy as np
import pytest

from cnncheck.compare.bounds import growth, unit_roundoff
from cnncheck.compare.figures import matches_a_constant, measure, summarise


def test_the_error_is_a_sum_of_squares_not_the_square_of_a_sum():
    """Errors of opposite sign do not cancel."""
    figures = measure(np.array([1.0, 3.0]), np.array([2.0, 2.0]), np.zeros(2))
    assert figures.squared_error == 2.0


def test_the_worst_element_is_the_furthest_beyond_what_is_allowed():
    """A small difference where little is allowed is worse than a large one where much is."""
    got, expected = np.array([1.5, 110.0]), np.array([1.0, 100.0])
    figures = measure(got, expected, np.array([0.1, 20.0]))
    assert figures.worst.index == (0,)
    assert figures.of_bound == pytest.approx(5)
    assert figures.max_abs == 10
    assert figures.max_rel == 0.5
    assert figures.mismatched == 1


def test_among_elements_with_no_allowance_the_largest_difference_is_the_worst():
    """All are infinitely far beyond zero; the largest is the one to show."""
    figures = measure(np.array([1.0, 5.0, 2.0]), np.zeros(3), np.zeros(3))
    assert figures.worst.index == (1,)
    assert figures.of_bound == np.inf


def test_infinities_match_only_themselves():
    """+inf is not -inf, and a finite number is neither."""
    expected = np.array([np.inf, -np.inf, np.nan, np.inf])
    figures = measure(np.array([np.inf, np.inf, np.nan, 1.0]), expected, np.full(4, 1e9))
    assert figures.mismatched == 2
    assert figures.squared_error == 0.0


def test_empty_arrays_have_figures_but_no_worst_element():
    """Nothing is compared, and nothing crashes."""
    figures = measure(np.empty((0, 3)), np.empty((0, 3)), np.empty((0, 3)))
    assert (figures.size, figures.mismatched, figures.worst) == (0, 0, None)


@pytest.mark.parametrize(
    ("draws", "constant"),
    [
        ([[3.0, 3.0], [3.0]], True),
        ([[3.0, 3.0], [4.0]], False),
        ([[3.0, 3.05], [3.1]], True),
        ([[np.nan, np.nan]], True),
        ([[np.nan, 1.0]], False),
        ([[np.inf, np.inf]], True),
        ([[np.inf, -np.inf]], False),
        ([[]], True),
    ],
)
def test_a_constant_that_fits_every_draw_is_recognised(draws, constant):
    """Within a tolerance of 0.1, one number may or may not satisfy all draws."""
    values = [np.array(draw) for draw in draws]
    assert matches_a_constant(values, [np.full(value.shape, 0.1) for value in values]) == constant


def test_the_bound_grows_like_the_root_for_random_data_and_linearly_for_others():
    """c(K) = min(K + 2, 4 + 4 sqrt(K)), and K + 2 where nothing is known of the data."""
    assert growth(1, drawn_at_random=True) == 3
    assert growth(400, drawn_at_random=True) == 84
    assert growth(400, drawn_at_random=False) == 402
    assert unit_roundoff(np.dtype("float32")) == 2.0**-24
    assert unit_roundoff(np.dtype("float64")) == 2.0**-53


def test_a_summary_of_what_is_not_numbers_has_no_sum():
    """Complex results are summarised by shape and dtype."""
    summary = summarise(np.zeros((2, 2), complex))
    assert (summary.shape, summary.dtype) == ((2, 2), "complex128")
    assert np.isnan(summary.sum)
