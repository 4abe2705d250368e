"""Padding of every kind against torch's own."""

from __future__ import annotations

import numpy as np
import pytest
import torch
from torch.nn import functional

from cnncheck import layers

MODES = ("zeros", "constant", "reflect", "replicate", "circular")


def assert_pads_are_those_of_torch(rng, rank, count):
    """Ask both about problems that torch takes; what it refuses is refused."""
    forward, backward = (getattr(layers, f"pad{rank}d{end}") for end in ("", "_backward"))
    while count:
        image, before, after = (rng.integers(*ends, rank) for ends in ((1, 7), (-2, 5), (-2, 5)))
        mode, value = MODES[rng.integers(5)], float(rng.integers(-3, 4))
        told = (tuple(map(int, before)), tuple(map(int, after)), mode, value)
        pad = [int(n) for sides in [*zip(before, after, strict=True)][::-1] for n in sides]
        X = rng.standard_normal((2, 3, *image))
        tensor = torch.tensor(X, requires_grad=True)
        plain = mode in ("zeros", "constant")
        its = ("constant", value if mode == "constant" else 0) if plain else (mode,)
        try:
            out = functional.pad(tensor, pad, *its)
            left = image + np.minimum(before, 0) + np.minimum(after, 0)
            mixed = not plain and (before * after < 0).any()
        except (RuntimeError, ValueError):
            left, mixed = np.zeros(1), False
        if left.min() < 1 or mixed:  # torch takes some of these, each mode in its own way
            with pytest.raises(ValueError, match="before and after must"):
                forward(X, *told)
            continue
        np.testing.assert_array_equal(forward(X, *told), out.detach().numpy(), str(told))
        G = rng.standard_normal(tuple(out.shape))
        out.backward(torch.tensor(G))
        dX = tensor.grad.numpy()
        np.testing.assert_allclose(backward(G, *told), dX, 1e-12, 1e-12, err_msg=str(told))
        count -= 1


@pytest.mark.parametrize("rank", [1, 2, 3])
def test_pads_are_those_of_torch(rank, rng):
    """In every mode, uneven, and with pixels that are cut off; so is the gradient."""
    assert_pads_are_those_of_torch(rng, rank, 150)


@pytest.mark.exhaustive
@pytest.mark.parametrize("rank", [1, 2, 3])
def test_pads_are_those_of_torch_in_many_problems(rank, rng):
    """The same, more often."""
    assert_pads_are_those_of_torch(rng, rank, 2000)


IMAGE = np.arange(6.0).reshape(1, 1, 2, 3)


@pytest.mark.parametrize(
    ("told", "error", "sentence"),
    [
        (((2, 0), 0, "reflect"), ValueError, "at most 1 with mode reflect and 2 pixels, but got 2 and 0"),
        (((0, 4), 0, "circular"), ValueError, "at most 3 with mode circular and 3 pixels, but got 4 and 0"),
        ((-1, None), ValueError, "before and after must leave some of 2 pixels, but got -1 and -1"),
        (((-1, 0), (1, 0), "replicate"), ValueError, "must both pad or both cut with mode replicate"),
        ((1, 1, "edge"), ValueError, "mode must be one of zeros, constant, reflect, replicate, circular"),
        ((1.5,), TypeError, "before must be an integer or 2 integers, one for each axis, but got 1.5"),
        ((1, (1, 2, 3)), ValueError, "after must be an integer or 2 integers, one for each axis"),
    ],
)  # fmt: skip
def test_what_cannot_be_padded_is_refused(told, error, sentence):
    """The sentence names the argument, what was expected and what came."""
    with pytest.raises(error, match=sentence):
        layers.pad2d(IMAGE, *told)


def test_a_gradient_that_is_too_small_is_refused():
    """There would be no image."""
    with pytest.raises(ValueError, match="out_grad must be larger than before and after together"):
        layers.pad2d_backward(IMAGE, 1)


def test_the_result_is_new_and_keeps_its_dtype():
    """Also where nothing is added; the arguments stay as they are."""
    X = IMAGE.astype(np.float32)
    for out in (layers.pad2d(X, 0), layers.pad2d_backward(X, 0, 0, "reflect")):
        assert out.dtype == np.float32
        assert not np.shares_memory(out, X)
        np.testing.assert_array_equal(out, X)
