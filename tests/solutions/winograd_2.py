"""Winograd F(2x2, 3x3) for 3x3 filters with stride 1; all else directly."""

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view


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


BT = np.array([[1.0, 0, -1, 0], [0, 1, 1, 0], [0, -1, 1, 0], [0, 1, 0, -1]])
G = np.array([[1.0, 0, 0], [0.5, 0.5, 0.5], [0.5, -0.5, 0.5], [0, 0, 1]])
AT = np.array([[1.0, 1, 1, 0], [0, 1, -1, -1]])
TILE = 2


def _direct(X, W, stride):
    size = _size(X, W, stride)
    out = np.zeros((len(X), len(W), *size), X.dtype)
    for k, l in np.ndindex(*W.shape[2:]):
        out += np.einsum("ncij,fc->nfij", X[_under(k, l, stride, size)], W[:, :, k, l])
    return out


def convolution2D(X, W, stride, padding):
    X = zero_padding(X, padding)
    if W.shape[2:] != (3, 3) or tuple(stride) != (1, 1):
        return _direct(X, W, stride)
    bt, g, at = (matrix.astype(X.dtype) for matrix in (BT, G, AT))
    (OH, OW), (N, C) = _size(X, W, stride), X.shape[:2]
    rows, cols = -(-OH // TILE), -(-OW // TILE)
    whole = np.zeros((N, C, rows * TILE + 2, cols * TILE + 2), X.dtype)
    whole[:, :, : X.shape[2], : X.shape[3]] = X
    tiles = sliding_window_view(whole, (TILE + 2,) * 2, axis=(2, 3))[:, :, ::TILE, ::TILE]
    v = bt @ tiles @ bt.T
    u = g @ W @ g.T
    y = at @ np.einsum("ncijkl,fckl->nfijkl", v, u) @ at.T
    return y.transpose(0, 1, 2, 4, 3, 5).reshape(N, len(W), rows * TILE, cols * TILE)[
        :, :, :OH, :OW
    ]


def convolution2D_backward_filter(out_grad, X, W, stride):
    dW = np.zeros_like(W)
    for k, l in np.ndindex(*W.shape[2:]):
        read = X[_under(k, l, stride, out_grad.shape[2:])]
        dW[:, :, k, l] = np.einsum("nfij,ncij->fc", out_grad, read)
    return dW


def convolution2D_backward_input(out_grad, X, W, stride):
    if W.shape[2:] == (3, 3) and tuple(stride) == (1, 1):
        turned = W[:, :, ::-1, ::-1].transpose(1, 0, 2, 3)
        return convolution2D(out_grad, turned, (1, 1), (2, 2))
    dX = np.zeros_like(X)
    for k, l in np.ndindex(*W.shape[2:]):
        sent = np.einsum("nfij,fc->ncij", out_grad, W[:, :, k, l])
        dX[_under(k, l, stride, out_grad.shape[2:])] += sent
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
