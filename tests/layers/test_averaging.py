"""Average pooling against torch's own, with every option that it has."""

from __future__ import annotations

import re
from itertools import product

import numpy as np
import pytest
import torch
from torch.nn import functional

from cnncheck import layers
from cnncheck.layers import avg_pool2d, avg_pool2d_backward, use_threads


def problems(rng, count):
    """Draw arguments that torch accepts, and both of its answers."""
    while count:
        image = tuple(int(n) for n in rng.integers(1, 10, 2))
        window = tuple(int(n) for n in rng.integers(1, 5, 2))
        told = (
            window,
            None if rng.random() < 0.2 else tuple(int(n) for n in rng.integers(1, 6, 2)),
            tuple(int(rng.integers(0, side // 2 + 1)) for side in window),
            bool(rng.integers(2)),
            bool(rng.integers(2)),
            int(rng.integers(1, 6)) if rng.random() < 0.3 else None,
        )
        X = rng.standard_normal((2, 3, *image))
        tensor = torch.from_numpy(X).requires_grad_()
        try:
            out = functional.avg_pool2d(tensor, *told)
        except RuntimeError:
            with pytest.raises(ValueError, match="must"):
                avg_pool2d(X, *told)
            continue
        G = rng.standard_normal(tuple(out.shape))
        (dX,) = torch.autograd.grad(out, tensor, torch.from_numpy(G))
        yield X, told, G, out.detach().numpy(), dX.numpy()
        count -= 1


def assert_as_torch(rng, count):
    for X, told, G, out, dX in problems(rng, count):
        np.testing.assert_allclose(avg_pool2d(X, *told), out, 1e-12, 1e-13, err_msg=str(told))
        found = avg_pool2d_backward(G, X, *told)
        np.testing.assert_allclose(found, dX, 1e-12, 1e-13, err_msg=str(told))


def test_all_options_as_torch(rng):
    assert_as_torch(rng, 300)


def test_images_of_one_or_two_pixels_get_the_gradients_of_all_windows(rng):
    """Some of whose taps read nothing but padding: those that read a pixel do not follow each other."""
    told = product((1, 2), range(2, 7), range(1, 6), range(4), (False, True), (0, 1))
    for length, window, stride, padding, ceil, axis in told:
        if padding > window // 2 or window > length + 2 * padding:
            continue

        def along(number: int, other: int, axis: int = axis) -> tuple[int, int]:
            return (other, number) if axis else (number, other)

        X = rng.standard_normal((1, 1, *along(length, 3)))
        tensor = torch.from_numpy(X).requires_grad_()
        words = (along(window, 1), along(stride, 1), along(padding, 0), ceil)
        out = functional.avg_pool2d(tensor, *words)
        G = rng.standard_normal(tuple(out.shape))
        (dX,) = torch.autograd.grad(out, tensor, torch.from_numpy(G))
        found = avg_pool2d_backward(G, X, *words)
        np.testing.assert_allclose(found, dX, 1e-12, 1e-13, err_msg=str((X.shape, *words)))


@pytest.mark.exhaustive
def test_all_options_as_torch_again_and_again(rng):
    assert_as_torch(rng, 20_000)


@pytest.mark.parametrize("dtype", ["float16", "float32", ">f4"])
def test_in_blocks_and_threads_as_at_once(dtype, rng):
    """Bit for bit, whatever the memory layout."""
    X = rng.standard_normal((4, 40, 34, 36)).astype(dtype)
    for image in (X, X[:, :, ::-1], X.swapaxes(2, 3)):
        plane = np.concatenate([avg_pool2d(image[:, c : c + 1], 3, 2, 1) for c in range(40)], 1)
        for threads in (1, 2):
            with use_threads(threads):
                out = avg_pool2d(image, 3, 2, 1)
            assert out.dtype == image.dtype
            np.testing.assert_array_equal(out, plane)


def test_nothing_is_changed_and_nothing_shared(rng):
    X = rng.standard_normal((2, 3, 6, 6))
    before = X.copy()
    for window in (1, 3, 6):
        out = avg_pool2d(X, window)
        back = avg_pool2d_backward(out, X, window)
        np.testing.assert_array_equal(X, before)
        assert not any(
            np.shares_memory(one, two) for one, two in ((out, X), (back, X), (back, out))
        )


def test_infinities_and_nan_show_where_they_are_read(rng):
    X = rng.standard_normal((1, 1, 6, 6))
    X[0, 0, 1, 1], X[0, 0, 4, 4] = np.nan, np.inf
    out = avg_pool2d(X, 2)
    assert np.isnan(out[0, 0, 0, 0])
    assert out[0, 0, 2, 2] == np.inf
    assert np.isfinite(out).sum() == 7


@pytest.mark.parametrize(
    ("told", "sentence"),
    [
        ({"window": 9}, "window must not be larger than the padded image: it is 9x9, but the image is 4x5"),
        ({"window": 2, "padding": 2}, "padding must leave each window a pixel of the image, 4x5, but a window of 2x2 has none with padding 2 (int)"),
        ({"window": 0}, "window must be an integer or a pair of integers (vertical, horizontal), each at least 1, but got 0 (int)"),
        ({"window": 2, "divisor": 0}, "divisor must be an integer other than 0, or None, but got 0"),
    ],
)  # fmt: skip
def test_refusals_say_what_was_expected(told, sentence):
    with pytest.raises(ValueError, match="must") as refused:
        avg_pool2d(np.zeros((1, 1, 4, 5)), **told)
    assert str(refused.value) == sentence


def test_a_gradient_of_another_shape_is_refused():
    X = np.zeros((1, 1, 4, 4))
    with pytest.raises(ValueError, match=r"\(1, 1, 2, 2\), but its shape is \(1, 1, 4, 4\)"):
        avg_pool2d_backward(X, X, 2)


@pytest.mark.parametrize("rank", [1, 2, 3])
def test_spread_taps_are_those_of_their_sum_alone(rank, rng):
    """torch has no dilation of averages: its taps are added up one by one, and counted."""
    forward = getattr(layers, f"avg_pool{rank}d")
    backward = getattr(layers, f"avg_pool{rank}d_backward")
    for _ in range(60):
        image, window, stride, dilation = (rng.integers(1, most, rank) for most in (9, 4, 4, 4))
        before, behind = rng.integers(0, 4, (2, rank))
        include, ceil = bool(rng.integers(2)), bool(rng.integers(2))
        X = rng.standard_normal((2, 2, *image))
        told = {
            "stride": tuple(map(int, stride)),
            "padding": tuple((int(b), int(a)) for b, a in zip(before, behind, strict=True)),
            "dilation": tuple(map(int, dilation)),
            "ceil_mode": ceil,
            "count_include_pad": include,
        }
        window = tuple(map(int, window))
        try:
            out = forward(X, window, **told)
        except ValueError as refused:
            assert re.match("(window|dilation|padding) must", str(refused))  # noqa: PT017
            continue
        sums, counts = np.zeros(out.shape), np.zeros(out.shape[2:])
        G, dX = rng.standard_normal(out.shape), np.zeros(X.shape)
        for at in np.ndindex(out.shape[2:]):
            taps = [
                tuple(np.array(at) * stride + np.array(k) * dilation - before)
                for k in np.ndindex(window)
            ]
            inside = [p for p in taps if all(0 <= a < n for a, n in zip(p, image, strict=True))]
            padded = zip(before, image, behind, strict=True)
            low, high = zip(*((-b, n + a) for b, n, a in padded), strict=True)
            counts[at] = (
                len(inside)
                if not include
                else sum(
                    all(lo <= a < hi for a, lo, hi in zip(p, low, high, strict=True)) for p in taps
                )
            )
            for pixel in inside:
                sums[:, :, *at] += X[:, :, *pixel]
                dX[:, :, *pixel] += G[:, :, *at] / counts[at]
        np.testing.assert_allclose(out, sums / counts, 1e-12, 1e-12)
        np.testing.assert_allclose(backward(G, X, window, **told), dX, 1e-12, 1e-12)
