"""The six functions as thin calls of torch."""

import numpy as np
import torch
from torch.nn import functional


def _tensors(*arrays):
    return [torch.from_numpy(np.ascontiguousarray(array)) for array in arrays]


def zero_padding(X, padding):
    (x,), (ph, pw) = _tensors(X), padding
    return functional.pad(x, (pw, pw, ph, ph)).clone().numpy()


def convolution2D(X, W, stride, padding):
    x, w = _tensors(X, W)
    return functional.conv2d(x, w, stride=stride, padding=padding).numpy()


def convolution2D_backward_filter(out_grad, X, W, stride):
    g, x = _tensors(out_grad, X)
    return torch.nn.grad.conv2d_weight(x, W.shape, g, stride=stride).numpy()


def convolution2D_backward_input(out_grad, X, W, stride):
    g, w = _tensors(out_grad, W)
    return torch.nn.grad.conv2d_input(X.shape, w, g, stride=stride).numpy()


def pool_forward(X, f, s):
    (x,) = _tensors(X)
    return functional.max_pool2d(x, f, s).clone().numpy()


def pool_back(grad_pool, X, f, s):
    g, x = _tensors(grad_pool, X)
    x.requires_grad_()
    out = functional.max_pool2d(x, f, s)
    whole = torch.zeros_like(out)
    whole[:, :, : g.shape[2], : g.shape[3]] = g
    return torch.autograd.grad(out, x, whole)[0].numpy()
