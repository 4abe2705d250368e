"""What the tests of the layers share: PyTorch's answers, and random problems."""

from __future__ import annotations

from types import SimpleNamespace

import numpy as np
import pytest
import torch
import torch.nn.functional as nn

from cnncheck.layers._arguments import geometry

torch.set_num_threads(1)


def forward(X, W, stride, padding):
    return nn.conv2d(torch.tensor(X), torch.tensor(W), stride=stride, padding=padding).numpy()


def backward_filter(out_grad, X, W, stride):
    return torch.nn.grad.conv2d_weight(
        torch.tensor(X), W.shape, torch.tensor(out_grad), stride=stride
    ).numpy()


def backward_input(out_grad, X, W, stride):
    return torch.nn.grad.conv2d_input(
        X.shape, torch.tensor(W), torch.tensor(out_grad), stride=stride
    ).numpy()


def padding(X, pad):
    return nn.pad(torch.tensor(X), (pad[1], pad[1], pad[0], pad[0])).numpy()


def pool(X, f, s):
    return nn.max_pool2d(torch.tensor(X), f, s).numpy()


def pool_back(grad_pool, X, f, s):
    x = torch.tensor(X, requires_grad=True)
    out = nn.max_pool2d(x, f, s)
    whole = torch.zeros_like(out)
    whole[:, :, : grad_pool.shape[2], : grad_pool.shape[3]] = torch.tensor(grad_pool)
    out.backward(whole)
    return x.grad.numpy()


@pytest.fixture(scope="session")
def peer():
    """PyTorch's answer to each of the six questions."""
    return SimpleNamespace(
        forward=forward,
        backward_filter=backward_filter,
        backward_input=backward_input,
        padding=padding,
        pool=pool,
        pool_back=pool_back,
    )


def drawn(sizes, rng, dtype, fill="normal"):
    N, C, H, W, F, KH, KW, stride, padding, *more = sizes
    dilation, groups = more or ((1, 1), 1)
    make = rng.standard_normal if fill == "normal" else lambda s: rng.integers(-3, 4, s)
    x, w = make((N, C, H, W)).astype(dtype), make((F, C // groups, KH, KW)).astype(dtype)
    g = geometry(x, w, stride, padding, dilation, groups)
    out_grad = make((N, F, g.OH, g.OW)).astype(dtype)
    return x, w, out_grad, g


@pytest.fixture
def draw():
    """Draw X, W, out_grad and the sizes of a convolution."""
    return drawn


@pytest.fixture
def rng():
    return np.random.default_rng(20)
