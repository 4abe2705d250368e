"""The six functions give PyTorch's answers, over shapes, strides, paddings and dtypes."""

from __future__ import annotations

import numpy as np
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cnncheck import layers

lengths = st.integers(1, 4)
pairs = st.tuples(st.integers(1, 4), st.integers(1, 4))
many = settings(suppress_health_check=[HealthCheck.function_scoped_fixture])


@st.composite
def convolutions(draw):
    """X, W, stride and padding of which the window fits; real numbers or small integers."""
    N, C, F = draw(lengths), draw(lengths), draw(lengths)
    KH, KW = draw(pairs)
    stride = draw(pairs)
    padding = draw(st.tuples(st.integers(0, 3), st.integers(0, 3)))
    H = draw(st.integers(max(1, KH - 2 * padding[0]), 11))
    W = draw(st.integers(max(1, KW - 2 * padding[1]), 11))
    fill, dtype = filler(draw), draw(st.sampled_from([np.float32, np.float64]))
    return fill((N, C, H, W)).astype(dtype), fill((F, C, KH, KW)).astype(dtype), stride, padding


@st.composite
def poolings(draw):
    """X, window, stride and a gradient that may be smaller than the output; many ties."""
    N, C = draw(lengths), draw(lengths)
    f, s = draw(st.integers(1, 4)), draw(st.integers(1, 5))
    H, W = draw(st.integers(f, 12)), draw(st.integers(f, 12))
    fill, dtype = filler(draw), draw(st.sampled_from([np.float32, np.float64]))
    size = (draw(st.integers(1, (H - f) // s + 1)), draw(st.integers(1, (W - f) // s + 1)))
    return fill((N, C, H, W)).astype(dtype), fill((N, C, *size)).astype(dtype), f, s


def filler(draw):
    rng = np.random.default_rng(draw(st.integers(0, 2**32)))
    if draw(st.booleans()):
        return lambda shape: rng.integers(-2, 3, shape).astype(float)
    return rng.standard_normal


def assert_close(got, expected, magnitude):
    """|got - expected| within the rounding of sums whose absolute terms add up to `magnitude`."""
    assert got.shape == expected.shape
    assert got.dtype == expected.dtype
    assert got.flags.c_contiguous
    assert got.flags.writeable
    allowed = 30 * np.finfo(got.dtype).eps * magnitude
    assert np.all(np.abs(got - expected) <= allowed)


@many
@given(convolutions())
def test_forward(peer, problem):
    """A convolution's output is PyTorch's within rounding, element by element."""
    X, W, stride, padding = problem
    got = layers.convolution2D(X, W, stride, padding)
    magnitude = layers.convolution2D(abs(X), abs(W), stride, padding)
    assert_close(got, peer.forward(X, W, stride, padding), magnitude)


@many
@given(convolutions())
def test_gradients(peer, problem):
    """Both gradients of a convolution are PyTorch's within rounding, element by element."""
    X, W, stride, padding = problem
    X = layers.zero_padding(X, padding)
    out_grad = np.cos(peer.forward(X, W, stride, 0)).round(2)
    for name in ("backward_filter", "backward_input"):
        ours = getattr(layers, f"convolution2D_{name}")
        got = ours(out_grad, X, W, stride)
        magnitude = ours(abs(out_grad), abs(X), abs(W), stride)
        assert_close(got, getattr(peer, name)(out_grad, X, W, stride), magnitude)


@many
@given(convolutions())
def test_padding(peer, problem):
    """Padding gives PyTorch's array, bit for bit."""
    X, _, _, padding = problem
    assert_close(layers.zero_padding(X, padding), peer.padding(X, padding), 0)


@many
@given(poolings())
def test_pooling(peer, problem):
    """Pooling gives PyTorch's array bit for bit, and its gradient within rounding."""
    X, grad_pool, f, s = problem
    assert_close(layers.pool_forward(X, f, s), peer.pool(X, f, s), 0)
    got = layers.pool_back(grad_pool, X, f, s)
    magnitude = peer.pool_back(abs(grad_pool), X, f, s)
    assert_close(got, peer.pool_back(grad_pool, X, f, s), magnitude)
