"""The six functions as one tensordot for each filter tap."""

import numpy as np


def zero_padding(X, padding):
    ph, pw = padding
    N, C, H, W = X.shape
    out = np.zeros((N, C, H + 2 * ph, W + 2 * pw), X.dtype)
    out[:, :, ph : ph + H, pw : pw + W] = X
    return out


def _under(k, l, stride, size):
    """What tap (k, l) of every window reads."""
    (sh, sw), (OH, OW) = stride, size
    return np.s_[:, :, k : k + sh * (OH - 1) + 1 : sh, l : l + sw * (OW - 1) + 1 : sw]


def _size(X, W, stride):
    return tuple(1 + (X.shape[a] - W.shape[a]) // stride[a - 2] for a in (2, 3))


def convolution2D(X, W, stride, padding):
    X = zero_padding(X, padding)
    size = _size(X, W, stride)
    out = np.zeros((len(X), *size, len(W)), X.dtype)
    for k, l in np.ndindex(*W.shape[2:]):
        out += np.tensordot(X[_under(k, l, stride, size)], W[:, :, k, l], axes=(1, 1))
    return np.moveaxis(out, 3, 1)


def convolution2D_backward_filter(out_grad, X, W, stride):
    dW = np.zeros_like(W)
    for k, l in np.ndindex(*W.shape[2:]):
        read = X[_under(k, l, stride, out_grad.shape[2:])]
        dW[:, :, k, l] = np.tensordot(out_grad, read, axes=((0, 2, 3), (0, 2, 3)))
    return dW


def convolution2D_backward_input(out_grad, X, W, stride):
    dX = np.zeros_like(X)
    for k, l in np.ndindex(*W.shape[2:]):
        sent = np.tensordot(out_grad, W[:, :, k, l], axes=(1, 0))
        dX[_under(k, l, stride, out_grad.shape[2:])] += np.moveaxis(sent, 3, 1)
    return dX


def pool_forward(X, f, s):
    H, W = X.shape[2:]
    OH, OW = 1 + (H - f) // s, 1 + (W - f) // s
    out = X[:, :, : s * (OH - 1) + 1 : s, : s * (OW - 1) + 1 : s].copy()
    for k, l in np.ndindex(f, f):
        out = np.maximum(out, X[:, :, k : k + s * (OH - 1) + 1 : s, l : l + s * (OW - 1) + 1 : s])
    return out


def pool_back(grad_pool, X, f, s):
    dX = np.zeros_like(X)
    for n, c, i, j in np.ndindex(*grad_pool.shape):
        window = X[n, c, i * s : i * s + f, j * s : j * s + f]
        k, l = np.unravel_index(window.argmax(), window.shape)
        dX[n, c, i * s + k, j * s + l] += grad_pool[n, c, i, j]
    return dX
