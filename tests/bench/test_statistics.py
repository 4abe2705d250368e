"""Medians, quartiles and their errors, against numbers found by hand or by simulation."""

import math
import random
from statistics import NormalDist

import numpy as np
import pytest

from cnncheck.bench.statistics import geometric_mean, median_and_error, median_error, quartiles


def test_quartiles_are_those_of_numpy():
    """Interpolated linearly; one value is all three."""
    values = [5.0, 1.0, 4.0, 2.0, 10.0, 7.0]
    assert quartiles(values) == pytest.approx(np.quantile(values, [0.25, 0.5, 0.75]))
    assert quartiles([3.0]) == (3.0, 3.0, 3.0)


def test_the_error_of_five_values_by_hand():
    """Rank 1 of 5 covers the median but for 2 / 32; the quantile of that is 1.8627."""
    assert median_error([3, 1, 5, 2, 4]) == pytest.approx(
        4 / (2 * NormalDist().inv_cdf(1 - 1 / 32))
    )
    assert median_error([3, 1, 5, 2, 4]) == pytest.approx(1.0737, abs=1e-4)


def test_the_error_of_twenty_five_values_by_hand():
    """Rank round(13 - 1.96 * 2.5) = 8: from the 8th to the 18th value."""
    outside = 2 * sum(math.comb(25, k) for k in range(8)) / 2**25
    expected = 10 / (2 * NormalDist().inv_cdf(1 - outside / 2))
    assert median_error(list(range(25))) == pytest.approx(expected)


def test_the_error_is_that_of_many_medians():
    """The spread of medians of 41 normal values is 1.2533 / sqrt(41), and so the error says."""
    draw = random.Random(5)
    errors = [median_error([draw.gauss(0, 1) for _ in range(41)]) for _ in range(400)]
    assert sum(errors) / len(errors) == pytest.approx(1.2533 / math.sqrt(41), rel=0.08)


def test_one_outlier_does_not_move_it():
    """A sample that another process disturbed counts as one that is above."""
    values = [10.0 + 0.01 * k for k in range(21)]
    disturbed = [*values[:-1], 1000.0]
    assert median_error(disturbed) == median_error(values)


def test_one_value_says_nothing_of_itself():
    """Nor is it an error to ask."""
    assert median_error([1.0]) == math.inf


def test_equal_values_are_known_exactly():
    """A ratio that never changes has no error."""
    assert median_and_error([2.0] * 5) == (pytest.approx(2.0), 0.0)


def test_a_ratio_and_its_inverse_are_known_equally_well():
    """Which side is divided by which does not matter."""
    values = [0.5, 0.6, 0.7, 0.55, 0.65]
    middle, error = median_and_error(values)
    inverse, same = median_and_error([1 / value for value in values])
    assert inverse == pytest.approx(1 / middle)
    assert same == pytest.approx(error)


def test_the_geometric_mean():
    """Half as fast once and twice as fast once is as fast."""
    assert geometric_mean([0.5, 2.0]) == pytest.approx(1.0)
