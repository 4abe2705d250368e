"""The figures of a comparison, and whether a constant would satisfy it."""

import tracemalloc

import numpy as np
import pytest

from cnncheck.compare import figures as module
from cnncheck.compare.bounds import growth
from cnncheck.compare.figures import matches_a_constant, measure, summarise
from cnncheck.dtypes import unit_roundoff


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


def test_what_is_allowed_is_allowed_and_nothing_beyond_it():
    """At the bound itself all is well; the next larger number is wrong."""
    allowed = np.full(3, 0.25)
    got = np.array([0.25, np.nextafter(0.25, 1), -0.25])
    figures = measure(got, np.zeros(3), allowed)
    assert figures.mismatched == 1
    assert figures.worst.index == (1,)


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


@pytest.mark.parametrize("piece", [1, 7, 60])
def test_pieces_make_the_same_figures(monkeypatch, piece):
    """Also where the worst element is in a late piece, or in two of them equally bad ones."""
    rng = np.random.default_rng(0)
    expected = rng.integers(-3, 4, (3, 4, 5)).astype(float)
    allowed = np.full(expected.shape, 0.5)
    for changes in ({}, {40: 2.0}, {3: 2.0, 59: 2.0}, {8: np.nan, 9: 1.0}, {50: np.inf, 2: 9.0}):
        got = expected.copy()
        for index, value in changes.items():
            got.flat[index] += value
        monkeypatch.setattr(module, "PIECE", got.size)
        whole, summary = measure(got, expected, allowed), summarise(got)
        monkeypatch.setattr(module, "PIECE", piece)
        assert repr(measure(got, expected, allowed)) == repr(whole)
        assert repr(summarise(got)) == repr(summary)
        swapped = got.swapaxes(1, 2), expected.swapaxes(1, 2), allowed.swapaxes(1, 2)
        assert measure(*swapped).mismatched == whole.mismatched


def test_figures_take_no_memory_of_the_size_of_their_arrays():
    """Of arrays of 16 MB each, all figures together take less than one of them."""
    expected = np.random.default_rng(0).standard_normal(1 << 21)
    got, allowed = expected + 1e-9, np.broadcast_to(1e-6, expected.shape)
    tracemalloc.start()
    try:
        assert measure(got, expected, allowed).mismatched == 0
        assert not matches_a_constant([(expected, allowed)])
        summarise(expected, np.dtype("float32"))
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert peak < expected.nbytes


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
    assert matches_a_constant((value, np.full(value.shape, 0.1)) for value in values) is constant


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
