"""Infinities and NaNs reach the outputs that read them, and no others."""

from __future__ import annotations

import warnings

import numpy as np
import pytest

from cnncheck import layers
from cnncheck.layers import depthwise, rowwise, winograd
from cnncheck.layers._arguments import geometry

SHAPES = {  # X, W, stride, dilation: one for each path
    "whole": ((2, 3, 9, 8), (4, 3, 3, 3), 1, 1),
    "columns": ((2, 24, 50, 40), (24, 24, 3, 3), 1, 1),
    "winograd": ((4, 64, 28, 28), (64, 64, 3, 3), 1, 1),
    "rowwise": ((2, 32, 56, 56), (32, 32, 3, 3), 1, 1),
    "pointwise": ((2, 64, 70, 40), (64, 64, 1, 1), 1, 1),
    "scattered": ((2, 3, 111, 99), (64, 3, 11, 11), 4, 1),
    "depthwise": ((2, 40, 40, 40), (40, 1, 3, 3), 1, 1),
    "depthwise at a stride": ((2, 40, 50, 40), (80, 1, 3, 3), (2, 1), (1, 2)),
    "groups": ((2, 48, 60, 50), (48, 12, 3, 3), 1, 1),
    "dilation": ((2, 24, 50, 40), (24, 24, 3, 3), 1, (3, 2)),
}
NAMED = {
    "winograd": winograd,
    "rowwise": rowwise,
    "depthwise": depthwise,
    "depthwise at a stride": depthwise,
}
STRANGE = [np.inf, -np.inf, np.nan]


def convolved(x, w, stride, padding, dilation, groups):
    """A convolution's output."""
    return layers.convolution2D(x, w, stride, padding, None, dilation, groups)


def touched(index, convolve, *like):
    """Where a result changes when one element of an array of ones does."""
    flat = [np.ones(a.shape) for a in like]
    mark = [np.zeros(a.shape) for a in like]
    mark[index[0]][index[1]] = 1
    arrays = [m if k == index[0] else f for k, (m, f) in enumerate(zip(mark, flat, strict=True))]
    return convolve(*arrays) != 0


@pytest.mark.parametrize("value", STRANGE)
@pytest.mark.parametrize("path", SHAPES)
def test_one_strange_element_spoils_only_what_reads_it(path, value):
    """In X, W or out_grad, and in all three passes; no warning is given either."""
    rng = np.random.default_rng(5)
    *shapes, stride, dilation = SHAPES[path]
    X, W = (rng.standard_normal(shape) for shape in shapes)
    groups = X.shape[1] // W.shape[1]
    if path in NAMED:
        g = geometry(X, W, stride, 0, dilation, groups)
        accuracy = () if NAMED[path] is depthwise else (X.itemsize,)
        assert NAMED[path].applies(g, *accuracy)
    told = stride, 0, dilation, groups
    out_grad = rng.standard_normal(convolved(X, W, *told).shape)
    cases = [
        (lambda x, w: convolved(x, w, *told), (X, W)),
        (lambda g, x: layers.convolution2D_backward_filter(g, x, W, *told), (out_grad, X)),
        (lambda g, w: layers.convolution2D_backward_input(g, X, w, *told), (out_grad, W)),
    ]
    for convolve, arrays in cases:
        for which in (0, 1):
            spoilt = [a.copy() for a in arrays]
            index = tuple(n // 2 for n in spoilt[which].shape)
            spoilt[which][index] = value
            with warnings.catch_warnings():
                warnings.simplefilter("error")
                out = convolve(*spoilt)
            assert np.array_equal(~np.isfinite(out), touched((which, index), convolve, *arrays))


def test_values_of_arguments_that_only_give_a_shape_do_not_matter():
    """W in the filters' gradient, X in the input's."""
    X, W, g = np.ones((1, 2, 4, 4)), np.ones((3, 2, 2, 2)), np.ones((1, 3, 3, 3))
    nan_X, nan_W = X * np.nan, W * np.nan
    assert np.isfinite(layers.convolution2D_backward_filter(g, X, nan_W, 1)).all()
    assert np.isfinite(layers.convolution2D_backward_input(g, nan_X, W, 1)).all()


@pytest.mark.parametrize("dtype", [np.float16, np.float32, np.float64, np.longdouble])
@pytest.mark.parametrize(("f", "s"), [(2, 2), (3, 1), (3, 2), (2, 3)])
def test_an_infinite_gradient_goes_to_one_pixel(f, s, dtype):
    """It does not become NaN beside it."""
    X = np.random.default_rng(0).standard_normal((2, 2, 9, 9)).astype(dtype)
    g = np.zeros_like(layers.pool_forward(X, f, s))
    g[1, 1, 1, 2] = np.inf
    out = layers.pool_back(g, X, f, s)
    assert np.isinf(out).sum() == 1
    assert np.count_nonzero(out) == 1


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
@pytest.mark.parametrize(("f", "s"), [(2, 2), (3, 1), (3, 2), (2, 3), (1, 1)])
def test_pooling_of_nan_and_infinities(peer, f, s, dtype):
    """Forward and backward are PyTorch's for every mixture: NaN wins, and the last NaN gets the gradient."""
    rng = np.random.default_rng(1)
    X = rng.integers(-2, 3, (3, 4, 11, 10)).astype(dtype)
    for value in (np.nan, np.inf, -np.inf):
        X[rng.random(X.shape) < 0.15] = value
    out = layers.pool_forward(X, f, s)
    assert np.array_equal(out, peer.pool(X, f, s), equal_nan=True)
    g = rng.integers(-9, 10, out.shape).astype(dtype)
    assert np.array_equal(layers.pool_back(g, X, f, s), peer.pool_back(g, X, f, s))


def test_a_window_of_minus_infinities_gives_to_its_first():
    """There is no larger one, and the first in row-major order counts."""
    X = np.full((1, 1, 4, 4), -np.inf)
    out = layers.pool_back(np.ones((1, 1, 2, 2)), X, 2, 2)
    assert np.array_equal(np.argwhere(out[0, 0]), [[0, 0], [0, 2], [2, 0], [2, 2]])


@pytest.mark.parametrize("dtype", [np.float16, np.float32, np.float64])
@pytest.mark.parametrize(("f", "s"), [(2, 2), (3, 1), (3, 2), (2, 3), (4, 2)])
def test_zeros_of_both_signs_are_equal(f, s, dtype):
    """So are the smallest numbers different, and the largest of both signs."""
    rng = np.random.default_rng(2)
    limits = np.finfo(dtype)
    some = np.array([0.0, -0.0, limits.smallest_subnormal, limits.max, -limits.max, -1], dtype)
    X = some[rng.integers(0, 3 if f == 2 else 6, (3, 4, 11, 10))]
    values = np.lib.stride_tricks.sliding_window_view(X, (f, f), (2, 3))[:, :, ::s, ::s]
    winners = values.reshape(*values.shape[:4], -1).argmax(axis=-1)
    expected = np.zeros(X.shape)
    for (n, c, i, j), winner in np.ndenumerate(winners):
        expected[n, c, s * i + winner // f, s * j + winner % f] += 1
    assert np.array_equal(layers.pool_back(np.ones(winners.shape, dtype), X, f, s), expected)


def test_infinities_are_padded_with_zeros():
    """The border is 0 whatever is inside."""
    out = layers.zero_padding(np.full((1, 1, 2, 2), np.nan), 1)
    assert out[0, 0, 0].tolist() == [0, 0, 0, 0]
    assert np.isnan(out[0, 0, 1:3, 1:3]).all()
