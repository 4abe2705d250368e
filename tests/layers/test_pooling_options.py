"""Poolings of every rank against torch's own, with every option that it has."""

from __future__ import annotations

import numpy as np
import pytest
import torch
from torch.nn import functional

from cnncheck import layers

OF_RANK = {
    "max": {1: layers.max_pool1d, 2: layers.pool_forward, 3: layers.max_pool3d},
    "max_backward": {
        1: layers.max_pool1d_backward,
        2: layers.pool_back,
        3: layers.max_pool3d_backward,
    },
    "avg": {1: layers.avg_pool1d, 3: layers.avg_pool3d},
    "avg_backward": {1: layers.avg_pool1d_backward, 3: layers.avg_pool3d_backward},
}


def drawn(rng, rank, most=10):
    """Draw an image, a window, a stride, and a padding of at most half of the window."""
    image, window = rng.integers(1, most, rank), rng.integers(1, 5, rank)
    stride = None if rng.random() < 0.2 else tuple(map(int, rng.integers(1, 6, rank)))
    padding = tuple(int(rng.integers(0, side // 2 + 1)) for side in window)
    return tuple(map(int, image)), tuple(map(int, window)), stride, padding


def values(rng, shape):
    """Draw numbers, mostly with ties, sometimes with infinities or a NaN."""
    X = rng.integers(-2, 3, shape).astype(float)
    X = X if rng.random() < 0.7 else rng.standard_normal(shape)
    if rng.random() < 0.2:
        X[X == X.max()] = -np.inf
    if rng.random() < 0.1:
        X[0, 0].flat[0] = np.nan
    return X


def assert_maxima_are_those_of_torch(rng, rank, count):
    """Ask both about problems that torch takes; what it refuses is refused."""
    pool = getattr(functional, f"max_pool{rank}d")
    forward, backward = (OF_RANK[name][rank] for name in ("max", "max_backward"))
    while count:
        image, *told = drawn(rng, rank)
        told += [tuple(map(int, rng.integers(1, 4, rank))), bool(rng.integers(2))]
        X = values(rng, (2, 3, *image))
        tensor = torch.tensor(X, requires_grad=True)
        try:
            out = pool(tensor, *told)
        except RuntimeError:
            with pytest.raises(ValueError, match="must"):
                forward(X, *told)
            continue
        found = forward(X, *told)
        np.testing.assert_array_equal(found, out.detach().numpy(), str(told))
        count -= 1
        if np.isneginf(found).any() and set(told[3]) != {1}:
            continue  # a window without any pixel, of which torch's gradient is anything
        G = rng.standard_normal(found.shape)
        out.backward(torch.tensor(G))
        dX = tensor.grad.numpy()
        np.testing.assert_allclose(backward(G, X, *told), dX, 1e-12, 1e-12, err_msg=str(told))


@pytest.mark.parametrize("rank", [1, 2, 3])
def test_maxima_are_those_of_torch(rank, rng):
    """With padding, dilation and ceil_mode, and the gradient to the first of equal maxima."""
    assert_maxima_are_those_of_torch(rng, rank, 150)


@pytest.mark.exhaustive
@pytest.mark.parametrize("rank", [1, 2, 3])
def test_maxima_are_those_of_torch_in_many_problems(rank, rng):
    """The same, more often."""
    assert_maxima_are_those_of_torch(rng, rank, 2000)


def assert_averages_are_those_of_torch(rng, rank, count):
    """Ask both about problems that torch takes; what it refuses is refused."""
    pool = functional.avg_pool1d if rank == 1 else functional.avg_pool3d
    forward, backward = (OF_RANK[name][rank] for name in ("avg", "avg_backward"))
    while count:
        image, *told = drawn(rng, rank)
        told += [bool(rng.integers(2)), bool(rng.integers(2))]
        if rank == 3 and rng.random() < 0.3:
            told.append(int(rng.integers(1, 6)))
        X = rng.standard_normal((2, 3, *image))
        tensor = torch.tensor(X, requires_grad=True)
        try:
            out = pool(tensor, *told)
        except RuntimeError:
            if rank == 3 and any(n < k for n, k in zip(image, told[0], strict=True)):
                continue  # torch takes no window that is larger than a volume without its padding
            with pytest.raises(ValueError, match="must"):
                forward(X, *told)
            continue
        np.testing.assert_allclose(forward(X, *told), out.detach().numpy(), 1e-12, 1e-12)
        G = rng.standard_normal(tuple(out.shape))
        out.backward(torch.tensor(G))
        dX = tensor.grad.numpy()
        np.testing.assert_allclose(backward(G, X, *told), dX, 1e-12, 1e-12, err_msg=str(told))
        count -= 1


@pytest.mark.parametrize("rank", [1, 3])
def test_averages_are_those_of_torch(rank, rng):
    """With padding that counts or not, ceil_mode and a divisor."""
    assert_averages_are_those_of_torch(rng, rank, 150)


@pytest.mark.exhaustive
@pytest.mark.parametrize("rank", [1, 3])
def test_averages_are_those_of_torch_in_many_problems(rank, rng):
    """The same, more often."""
    assert_averages_are_those_of_torch(rng, rank, 2000)


@pytest.mark.parametrize("rank", [1, 2, 3])
def test_no_image_gives_no_result_and_no_gradient(rank):
    """N = 0, and axes of length 1."""
    X = np.empty((0, 2, *(1,) * rank))
    for name, its in OF_RANK.items():
        if rank in its:
            told = (X, X, 1) if "backward" in name else (X, 1)
            assert its[rank](*told).shape == X.shape


TIED = np.array([[[[3.0, 1.0, 3.0], [3.0, 2.0, 0.0]]]])


@pytest.mark.parametrize(
    ("ties", "dX"),
    [
        ("first", [[6, 0, 0], [0, 0, 0]]),
        ("last", [[0, 0, 0], [6, 0, 0]]),
        ("shared", [[2, 0, 2], [2, 0, 0]]),
        ("all", [[6, 0, 6], [6, 0, 0]]),
        ("any", [[6, 0, 0], [0, 0, 0]]),
    ],
)
def test_equal_maxima_get_the_gradient_by_convention(ties, dX):
    """Worked by hand."""
    G = np.full((1, 1, 1, 1), 6.0)
    np.testing.assert_array_equal(layers.pool_back(G, TIED, (2, 3), ties=ties)[0, 0], dX)


def test_a_convention_that_there_is_not_is_refused():
    """With those that there are."""
    with pytest.raises(ValueError, match="ties must be one of first, last, shared, all, any"):
        layers.pool_back(np.ones((1, 1, 1, 1)), TIED, (2, 3), ties="none")
