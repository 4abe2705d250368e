"""Adaptive pooling against torch's own, of every rank and size."""

from __future__ import annotations

import numpy as np
import pytest
import torch
from torch.nn import functional

from cnncheck import layers
from cnncheck.layers import use_threads


def of(kind, rank, back=""):
    return getattr(layers, f"adaptive_{kind}_pool{rank}d{back}")


def assert_as_torch(rng, kind, rank, count):
    """Ask both for sizes below, equal to and above those of images, with equal values now and then."""
    longest = (40, 14, 8)[rank - 1]
    for _ in range(count):
        image, size = (tuple(map(int, rng.integers(1, longest, rank))) for _ in range(2))
        X = rng.standard_normal((2, 3, *image))
        if rng.random() < 0.5:
            X = np.rint(X)
        tensor = torch.tensor(X, requires_grad=True)
        out = getattr(functional, f"adaptive_{kind}_pool{rank}d")(tensor, size)
        G = rng.standard_normal(tuple(out.shape))
        out.backward(torch.tensor(G))
        told = str((image, size))
        found = of(kind, rank)(X, size), of(kind, rank, "_backward")(G, X, size)
        np.testing.assert_allclose(found[0], out.detach().numpy(), 1e-12, 1e-12, err_msg=told)
        np.testing.assert_allclose(found[1], tensor.grad.numpy(), 1e-12, 1e-12, err_msg=told)


@pytest.mark.parametrize("rank", [1, 2, 3])
@pytest.mark.parametrize("kind", ["avg", "max"])
def test_as_torch(kind, rank, rng):
    assert_as_torch(rng, kind, rank, 100)


@pytest.mark.exhaustive
@pytest.mark.parametrize("rank", [1, 2, 3])
@pytest.mark.parametrize("kind", ["avg", "max"])
def test_as_torch_again_and_again(kind, rank, rng):
    assert_as_torch(rng, kind, rank, 2000)


@pytest.mark.parametrize("kind", ["avg", "max"])
@pytest.mark.parametrize("size", [1, 3, 7, 20, 26, (2, 13)])
def test_what_is_not_finite_shows_where_it_is_read_and_nowhere_else(kind, size, rng):
    """Also where windows are added up in blocks, by slices or one after the other."""
    X = rng.standard_normal((2, 2, 20, 26))
    X[0, 0, 4, 5], X[1, 1, 19, 25], X[0, 1, 7] = np.nan, np.inf, -np.inf
    out = getattr(functional, f"adaptive_{kind}_pool2d")(torch.tensor(X), size).numpy()
    np.testing.assert_allclose(of(kind, 2)(X, size), out, 1e-12)


def test_a_gradient_that_is_not_finite_stays_where_it_belongs(rng):
    X, G = rng.standard_normal((1, 1, 7, 9)), np.ones((1, 1, 3, 4))
    G[0, 0, 1, 2] = np.inf
    for kind in ("avg", "max"):
        tensor = torch.tensor(X, requires_grad=True)
        getattr(functional, f"adaptive_{kind}_pool2d")(tensor, (3, 4)).backward(torch.tensor(G))
        np.testing.assert_allclose(of(kind, 2, "_backward")(G, X, (3, 4)), tensor.grad, 1e-12)


TIED = np.array([[[[3.0, 1.0, 3.0], [3.0, 2.0, 0.0]]]])


@pytest.mark.parametrize(
    ("ties", "dX"),
    [
        ("first", [[6, 0, 0], [0, 0, 0]]),
        ("any", [[6, 0, 0], [0, 0, 0]]),
        ("last", [[0, 0, 0], [6, 0, 0]]),
        ("shared", [[2, 0, 2], [2, 0, 0]]),
        ("all", [[6, 0, 6], [6, 0, 0]]),
    ],
)
def test_equal_maxima_get_what_is_meant(ties, dX):
    G = np.full((1, 1, 1, 1), 6.0)
    found = of("max", 2, "_backward")(G, TIED, 1, ties=ties)
    np.testing.assert_array_equal(found[0, 0], dX)


@pytest.mark.parametrize("ties", ["first", "last", "shared", "all"])
@pytest.mark.parametrize("size", [(2, 2), (3, 4), (5, 7)])
def test_conventions_as_loops_have_them(ties, size, rng):
    """Window by window, with windows that overlap."""
    X, G = rng.integers(0, 3, (2, 2, 4, 6)) * 1.0, rng.integers(1, 60, (2, 2, *size)) * 12.0
    dX = np.zeros_like(X)
    ends = [
        [(i * L // O, -((i + 1) * L // -O)) for i in range(O)]
        for L, O in zip((4, 6), size, strict=True)
    ]
    for n, c, i, j in np.ndindex(G.shape):
        (top, bottom), (left, right) = ends[0][i], ends[1][j]
        window = X[n, c, top:bottom, left:right]
        places = np.argwhere(window == window.max()) + np.array([top, left])
        chosen = {"first": places[:1], "last": places[-1:]}.get(ties, places)
        for y, x in chosen:
            dX[n, c, y, x] += G[n, c, i, j] / (len(places) if ties == "shared" else 1)
    np.testing.assert_allclose(of("max", 2, "_backward")(G, X, size, ties=ties), dX, 1e-12)


@pytest.mark.parametrize("dtype", ["float16", "float32", ">f4"])
@pytest.mark.parametrize("kind", ["avg", "max"])
def test_in_blocks_and_threads_as_at_once(kind, dtype, rng):
    """Bit for bit, whatever the memory layout."""
    X = rng.standard_normal((4, 260, 34, 36)).astype(dtype)
    for image in (X, X[:, :, ::-1], X.swapaxes(2, 3)):
        apart = [of(kind, 2)(image[:, c : c + 13], (5, 9)) for c in range(0, 260, 13)]
        for threads in (1, 2):
            with use_threads(threads):
                out = of(kind, 2)(image, (5, 9))
            assert out.dtype == image.dtype
            np.testing.assert_array_equal(out, np.concatenate(apart, 1))


@pytest.mark.parametrize("rank", [1, 2, 3])
@pytest.mark.parametrize("kind", ["avg", "max"])
def test_none_is_the_length_of_the_image_and_nothing_is_shared(kind, rank, rng):
    X = rng.standard_normal((2, 3, *(4, 5, 6)[:rank]))
    before = X.copy()
    for size in (None, (None,) * rank, X.shape[2:]):
        out = of(kind, rank)(X, size)
        back = of(kind, rank, "_backward")(out, X, size)
        np.testing.assert_array_equal(out, before)
        np.testing.assert_array_equal(back, before)
        assert not any(
            np.shares_memory(one, two) for one, two in ((out, X), (back, X), (back, out))
        )
    np.testing.assert_array_equal(X, before)


@pytest.mark.parametrize("rank", [1, 2, 3])
def test_no_image_gives_no_result_and_no_gradient(rank):
    X = np.empty((0, 2, *(4,) * rank))
    for kind in ("avg", "max"):
        assert of(kind, rank)(X, 3).shape == (0, 2, *(3,) * rank)
        assert of(kind, rank, "_backward")(X[..., :], X, 4).shape == X.shape


@pytest.mark.parametrize(
    ("size", "error", "sentence"),
    [
        (0, ValueError, "output_size must be an integer or 2 integers, one for each axis, each at least 1, but got 0 (int)"),
        ((3, 0), ValueError, "output_size must be an integer or 2 integers, one for each axis, each at least 1, but got [3, 0] (list)"),
        ((3,), ValueError, "output_size must be an integer or 2 integers, one for each axis, each at least 1, but got (3,) (tuple)"),
        (2.5, TypeError, "output_size must be an integer or 2 integers, one for each axis, each at least 1, but got 2.5 (float)"),
    ],
)  # fmt: skip
def test_refusals_say_what_was_expected(size, error, sentence):
    with pytest.raises(error, match="must") as refused:
        layers.adaptive_avg_pool2d(np.zeros((1, 1, 4, 5)), size)
    assert str(refused.value) == sentence


def test_a_gradient_of_another_shape_and_ties_that_nobody_knows_are_refused():
    X = np.zeros((1, 1, 4, 4))
    with pytest.raises(ValueError, match=r"\(1, 1, 2, 2\), but its shape is \(1, 1, 4, 4\)"):
        layers.adaptive_avg_pool2d_backward(X, X, 2)
    with pytest.raises(ValueError, match=r"\(1, 1, 2, 2\), but its shape is \(1, 1, 1, 1\)"):
        layers.adaptive_max_pool2d_backward(X[:, :, :1, :1], X, 2)
    with pytest.raises(ValueError, match="ties must be one of first, last, shared, all, any"):
        layers.adaptive_max_pool2d_backward(X, X, 4, ties="middle")
