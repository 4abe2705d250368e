"""Padding and pooling, and what each tap of a filter reads: alike in several solutions."""

import numpy as np


def zero_padding(X, padding):
    ph, pw = padding
    N, C, H, W = X.shape
    out = np.zeros((N, C, H + 2 * ph, W + 2 * pw), X.dtype)
    out[:, :, ph : ph + H, pw : pw + W] = X
    return out


def under(k, l, stride, size):
    """What tap (k, l) of every window reads."""
    (sh, sw), (OH, OW) = stride, size
    return np.s_[:, :, k : k + sh * (OH - 1) + 1 : sh, l : l + sw * (OW - 1) + 1 : sw]


def size_of(X, W, stride):
    return tuple(1 + (X.shape[a] - W.shape[a]) // stride[a - 2] for a in (2, 3))


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
