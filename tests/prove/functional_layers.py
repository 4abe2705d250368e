"""Convolutions in NumPy, as torch.nn.functional calls them, in any number of axes."""

import itertools

import numpy as np


def _each(value, rank):
    return (value,) * rank if np.ndim(value) == 0 else tuple(value)


def _padded(X, padding):
    return np.pad(X, [(0, 0), (0, 0), *((p, p) for p in padding)])


def _spots(P, kernel, stride, dilation):
    size = [
        (n - d * (k - 1) - 1) // s + 1
        for n, k, s, d in zip(P.shape[2:], kernel, stride, dilation, strict=True)
    ]
    for tap in itertools.product(*map(range, kernel)):
        yield (
            tap,
            (
                slice(None),
                slice(None),
                *(
                    slice(t * d, t * d + (n - 1) * s + 1, s)
                    for t, d, n, s in zip(tap, dilation, size, stride, strict=True)
                ),
            ),
            size,
        )


def _conv(X, W, b, stride, padding, dilation, groups):
    rank = X.ndim - 2
    stride, padding, dilation = (_each(v, rank) for v in (stride, padding, dilation))
    P = _padded(X, padding)
    F, C = W.shape[:2]
    out = None
    for tap, at, size in _spots(P, W.shape[2:], stride, dilation):
        if out is None:
            out = np.zeros((len(X), F, *size), X.dtype)
        seen = P[at]
        for g in range(groups):
            f, c = slice(g * F // groups, (g + 1) * F // groups), slice(g * C, (g + 1) * C)
            out[:, f] += np.einsum("nc...,fc->nf...", seen[:, c], W[(f, slice(None), *tap)])
    if b is not None:
        out += b.reshape(-1, *(1,) * rank)
    return out


def _weight(G, X, W, stride, padding, dilation, groups):
    rank = X.ndim - 2
    stride, padding, dilation = (_each(v, rank) for v in (stride, padding, dilation))
    P, dW = _padded(X, padding), np.zeros_like(W)
    F, C = W.shape[:2]
    for tap, at, _ in _spots(P, W.shape[2:], stride, dilation):
        for g in range(groups):
            f, c = slice(g * F // groups, (g + 1) * F // groups), slice(g * C, (g + 1) * C)
            dW[(f, slice(None), *tap)] = np.tensordot(
                G[:, f], P[at][:, c], ((0, *range(2, X.ndim)),) * 2
            )
    return dW


def _input(G, X, W, stride, padding, dilation, groups):
    rank = X.ndim - 2
    stride, padding, dilation = (_each(v, rank) for v in (stride, padding, dilation))
    dP = np.zeros(_padded(X, padding).shape)
    F, C = W.shape[:2]
    for tap, at, _ in _spots(dP, W.shape[2:], stride, dilation):
        for g in range(groups):
            f, c = slice(g * F // groups, (g + 1) * F // groups), slice(g * C, (g + 1) * C)
            dP[at][:, c] += np.einsum("nf...,fc->nc...", G[:, f], W[(f, slice(None), *tap)])
    return dP[(..., *(slice(p, p + n) for p, n in zip(padding, X.shape[2:], strict=True)))].astype(
        X.dtype
    )


def conv2d(input, weight, bias=None, stride=1, padding=0, dilation=1, groups=1):
    return _conv(input, weight, bias, stride, padding, dilation, groups)


def conv2d_backward_weight(grad_output, input, weight, stride=1, padding=0, dilation=1, groups=1):
    return _weight(grad_output, input, weight, stride, padding, dilation, groups)


def conv2d_backward_input(grad_output, input, weight, stride=1, padding=0, dilation=1, groups=1):
    return _input(grad_output, input, weight, stride, padding, dilation, groups)


def conv2d_backward_bias(grad_output):
    return grad_output.sum(axis=(0, *range(2, grad_output.ndim)))


conv1d = conv3d = conv2d
conv1d_backward_weight = conv3d_backward_weight = conv2d_backward_weight
conv1d_backward_input = conv3d_backward_input = conv2d_backward_input
conv1d_backward_bias = conv3d_backward_bias = conv2d_backward_bias
