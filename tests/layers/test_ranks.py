"""Convolution of sequences and volumes, and paddings of every kind, against PyTorch."""

from __future__ import annotations

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from torch.nn import functional

from cnncheck import layers

RANKS = pytest.mark.parametrize("rank", [1, 2, 3])
FUNCTIONS = {1: "conv1d", 2: "convolution2D", 3: "conv3d"}


@st.composite
def problems(draw, rank):
    """Sizes, options and values of one convolution; its padding before and after each axis."""

    def each(low, high):
        return tuple(draw(st.integers(low, high)) for _ in range(rank))

    groups = draw(st.sampled_from((1, 1, 2, 3)))
    N, C, F = draw(st.integers(1, 3)), groups * draw(st.integers(1, 3)), draw(st.integers(1, 3))
    kernel, stride, dilation = each(1, 3), each(1, 3), each(1, 3)
    padding = tuple(zip(each(0, 2), each(0, 2), strict=True))
    most = {1: 40, 2: 9, 3: 5}[rank]
    more = draw(st.sampled_from((0, 0, 0, 1200))) if rank == 1 else 0
    lengths = [
        d * (k - 1) + 1 + draw(st.integers(0, most)) + more
        for k, d in zip(kernel, dilation, strict=True)
    ]
    stream = np.random.default_rng(draw(st.integers(0, 2**32 - 1)))
    X = stream.standard_normal((N, C, *lengths))
    W = stream.standard_normal((groups * F, C // groups, *kernel))
    return X, W, stream.standard_normal(groups * F), stride, padding, dilation, groups


def assert_held(rank, problem):
    """All four functions give what PyTorch gives for the padded input."""
    X, W, b, stride, padding, dilation, groups = problem
    x, w, bias = (torch.tensor(each, requires_grad=True) for each in (X, W, b))
    around = [number for pair in reversed(padding) for number in pair]
    convolve = getattr(functional, f"conv{rank}d")
    out = convolve(functional.pad(x, around), w, bias, stride, 0, dilation, groups)
    G = np.random.default_rng(1).standard_normal(tuple(out.shape))
    gradients = torch.autograd.grad(out, (x, w, bias), torch.tensor(G))
    name, told = FUNCTIONS[rank], (stride, padding)
    answers = (
        getattr(layers, name)(X, W, *told, b, dilation, groups),
        getattr(layers, f"{name}_backward_input")(G, X, W, *told, dilation, groups),
        getattr(layers, f"{name}_backward_filter")(G, X, W, *told, dilation, groups),
        getattr(layers, f"{name}_backward_bias")(G),
    )
    for answer, right in zip(answers, (out, *gradients), strict=True):
        np.testing.assert_allclose(answer, right.detach().numpy(), rtol=1e-9, atol=1e-9)
        assert answer.flags.c_contiguous


@RANKS
@given(data=st.data())
def test_all_passes_are_pytorchs(rank, data):
    """Whatever stride, dilation, groups, and padding before and after."""
    assert_held(rank, data.draw(problems(rank)))


@pytest.mark.exhaustive
@RANKS
@settings(max_examples=2000, deadline=None)
@given(data=st.data())
def test_all_passes_are_pytorchs_in_thousands_of_problems(rank, data):
    """As above, of more problems."""
    assert_held(rank, data.draw(problems(rank)))


@st.composite
def transposed(draw, rank):
    """Sizes, options and values of one transposed convolution."""

    def each(low, highs):
        return tuple(draw(st.integers(low, high)) for high in highs)

    groups = draw(st.sampled_from((1, 1, 2, 3)))
    N, C, F = draw(st.integers(1, 3)), groups * draw(st.integers(1, 3)), draw(st.integers(1, 3))
    kernel, stride, dilation = (each(1, (3,) * rank) for _ in range(3))
    lengths = each(1, (3 if rank == 3 else 5,) * rank)
    sizes = list(zip(lengths, kernel, stride, dilation, strict=True))
    padding = each(0, [(s * (n - 1) + d * (k - 1)) // 2 for n, k, s, d in sizes])
    more = each(0, [max(s, d) - 1 for _, _, s, d in sizes])
    stream = np.random.default_rng(draw(st.integers(0, 2**32 - 1)))
    X = stream.standard_normal((N, C, *lengths))
    W = stream.standard_normal((C, F, *kernel))
    return X, W, stream.standard_normal(groups * F), (stride, padding), (more, dilation, groups)


def assert_transposed_held(rank, problem):
    """All four functions give what PyTorch gives."""
    X, W, b, told, options = problem
    x, w, bias = (torch.tensor(each, requires_grad=True) for each in (X, W, b))
    more, dilation, groups = options
    forward = getattr(functional, f"conv_transpose{rank}d")
    out = forward(x, w, bias, *told, more, groups, dilation)
    G = np.random.default_rng(1).standard_normal(tuple(out.shape))
    gradients = torch.autograd.grad(out, (x, w, bias), torch.tensor(G))
    name = f"conv_transpose{rank}d"
    answers = (
        getattr(layers, name)(X, W, *told, b, *options),
        getattr(layers, f"{name}_backward_input")(G, X, W, *told, *options),
        getattr(layers, f"{name}_backward_filter")(G, X, W, *told, *options),
        getattr(layers, f"{name}_backward_bias")(G),
    )
    for answer, right in zip(answers, (out, *gradients), strict=True):
        assert answer.shape == tuple(right.shape)
        np.testing.assert_allclose(answer, right.detach().numpy(), rtol=1e-9, atol=1e-9)


@RANKS
@given(data=st.data())
def test_transposed_passes_are_pytorchs(rank, data):
    """Whatever stride, dilation, groups, padding and output padding."""
    assert_transposed_held(rank, data.draw(transposed(rank)))


@pytest.mark.exhaustive
@RANKS
@settings(max_examples=2000, deadline=None)
@given(data=st.data())
def test_transposed_passes_are_pytorchs_in_thousands_of_problems(rank, data):
    """As above, of more problems."""
    assert_transposed_held(rank, data.draw(transposed(rank)))


@RANKS
@pytest.mark.filterwarnings("ignore:Using padding='same':UserWarning")
def test_same_is_pytorchs(rank):
    """An even kernel has the odd one behind."""
    stream = np.random.default_rng(rank)
    X, W = (
        stream.standard_normal((2, 3, *(7,) * rank)),
        stream.standard_normal((4, 3, *(4,) * rank)),
    )
    right = getattr(functional, f"conv{rank}d")(torch.tensor(X), torch.tensor(W), padding="same")
    answer = getattr(layers, FUNCTIONS[rank])(X, W, 1, "same")
    np.testing.assert_allclose(answer, right.numpy(), rtol=1e-9, atol=1e-9)


@pytest.mark.parametrize(("word", "around"), [("same_upper", (1, 2)), ("same_lower", (2, 1))])
def test_same_of_any_stride_depends_on_the_size(word, around):
    """7 pixels at stride 2 make 4 windows of 4: 3 zeros, the odd one behind or before."""
    stream = np.random.default_rng(5)
    X, W = stream.standard_normal((2, 3, 7)), stream.standard_normal((4, 3, 4))
    answer = layers.conv1d(X, W, 2, word)
    assert answer.shape == (2, 4, 4)
    np.testing.assert_array_equal(answer, layers.conv1d(X, W, 2, [around]))


@RANKS
@pytest.mark.parametrize("dtype", [np.float16, np.float32, np.dtype(">f8")])
def test_the_dtype_stays(rank, dtype):
    """float16 is added up in float32."""
    stream = np.random.default_rng(5)
    X = stream.integers(-3, 4, (2, 3, *(5,) * rank)).astype(dtype)
    W = stream.integers(-3, 4, (4, 3, *(2,) * rank)).astype(dtype)
    name = FUNCTIONS[rank]
    out = getattr(layers, name)(X, W, 1, 1)
    found = [
        out,
        *(
            getattr(layers, f"{name}_backward_{each}")(out, X, W, 1, 1)
            for each in ("filter", "input")
        ),
    ]
    assert {each.dtype for each in found} == {np.dtype(dtype)}


WRONG = {
    "two numbers": (lambda X, W: layers.conv1d(X, W, (1, 1), 0), ValueError, "stride must be an integer, each at least 1, but got (1, 1) (tuple)"),
    "four axes": (lambda X, W: layers.conv3d(X, W, 1, 0), ValueError, "X must have 5 dimensions (N, C, D, H, W), but its shape is (2, 3, 5)"),
    "channels": (lambda X, W: layers.conv1d(X, W[:, :2], 1, 0), ValueError, "W must have as many channels as X, 3, but its shape is (4, 2, 2)"),
    "same at a stride": (lambda X, W: layers.conv1d(X, W, 2, "same"), ValueError, "padding 'same' needs stride 1; 'same_upper' is for any stride"),
    "too large": (lambda X, W: layers.conv1d(X, W, 1, 0, dilation=5), ValueError, "W must not be larger than the padded image: its window is 6, but that is 5"),
    "nothing left": (lambda X, W: layers.conv_transpose1d(X, W[:3], 1, 3), ValueError, "padding must leave some of the output, but it is 3"),
    "too much more": (lambda X, W: layers.conv_transpose1d(X, W[:3], 2, 0, output_padding=2), ValueError, "output_padding must be smaller than the stride or the dilation, but it is (2,)"),
    "transposed channels": (lambda X, W: layers.conv_transpose1d(X, W, 1), ValueError, "W must have as many channels as X, 3, but its shape is (4, 3, 2), (C, F/G, ...)"),
    "half a padding": (lambda X, W: layers.conv1d(X, W, 1, [(1, 2), (1, 2)]), ValueError, "padding must have one entry for each of 1 axes, but got [(1, 2), (1, 2)] (list)"),
    "gradient": (lambda X, W: layers.conv1d_backward_input(X, X, W, 1), ValueError, "out_grad must have the shape of the convolution's output, (2, 4, 4), but its shape is (2, 3, 5)"),
}  # fmt: skip


@pytest.mark.parametrize(("call", "error", "text"), WRONG.values(), ids=WRONG)
def test_what_is_wrong_is_said(call, error, text):
    """The whole sentence, and the type of the error."""
    with pytest.raises(error) as caught:
        call(np.zeros((2, 3, 5)), np.zeros((4, 3, 2)))
    assert str(caught.value) == text
