"""Work is counted from the definition."""

import pytest

from cnncheck.bench.work import work_of


@pytest.mark.parametrize("pass_name", ["forward", "backward_filter", "backward_input"])
def test_all_passes_of_a_convolution_multiply_as_often(problem, pass_name):
    """2 N F OH OW C KH KW: 2x4x5x11 outputs of 3x3x2 products."""
    assert work_of(problem("conv", pass_name)).flops == 2 * (2 * 4 * 5 * 11) * (3 * 3 * 2)


def test_what_must_be_moved(problem):
    """Inputs whose values count, and the result; not the padding, nor what only gives a shape."""
    X, W, G, padded = 2 * 3 * 9 * 8, 4 * 3 * 3 * 2, 2 * 4 * 5 * 11, 2 * 3 * 11 * 12
    assert work_of(problem("conv")).traffic == 8 * (X + W + G)
    assert work_of(problem("conv", "backward_filter")).traffic == 8 * (G + padded + W)
    assert work_of(problem("conv", "backward_input")).traffic == 8 * (G + W + padded)
    pool = work_of(problem("pool", "backward"))
    assert pool.traffic == 8 * (X + X + 2 * 3 * 3 * 2)
    assert pool.result == 8 * X


def test_padding_and_pooling_multiply_nothing(problem):
    """They have no place on a roofline."""
    assert work_of(problem("pad")).flops == work_of(problem("pool")).flops == 0
    assert work_of(problem("conv")).intensity == pytest.approx(15840 / (8 * (432 + 72 + 440)))
