"""The six functions with sliding windows and contractions; loops over filter taps only."""

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view


def _windows(X, size, stride):
    """All windows of X, (N, C, OH, OW, KH, KW), as a view."""
    sh, sw = stride
    return sliding_window_view(X, size, axis=(2, 3))[:, :, ::sh, ::sw]


def zero_padding(X, padding):
    ph, pw = padding
    N, C, H, W = X.shape
    out = np.zeros((N, C, H + 2 * ph, W + 2 * pw), X.dtype)
    out[:, :, ph : ph + H, pw : pw + W] = X
    return out


def convolution2D(X, W, stride, padding):
    windows = _windows(zero_padding(X, padding), W.shape[2:], stride)
    out = np.tensordot(windows, W, axes=((1, 4, 5), (1, 2, 3)))
    return np.ascontiguousarray(out.transpose(0, 3, 1, 2))


def convolution2D_backward_filter(out_grad, X, W, stride):
    OH, OW = out_grad.shape[2:]
    windows = _windows(X, W.shape[2:], stride)[:, :, :OH, :OW]
    return np.einsum("nfij,ncijkl->fckl", out_grad, windows)


def convolution2D_backward_input(out_grad, X, W, stride):
    sh, sw = stride
    KH, KW = W.shape[2:]
    OH, OW = out_grad.shape[2:]
    dX = np.zeros(X.shape, X.dtype)
    for k in range(KH):
        for l in range(KW):
            rows = slice(k, k + sh * (OH - 1) + 1, sh)
            columns = slice(l, l + sw * (OW - 1) + 1, sw)
            dX[:, :, rows, columns] += np.einsum("nfij,fc->ncij", out_grad, W[:, :, k, l])
    return dX


def pool_forward(X, f, s):
    return _windows(X, (f, f), (s, s)).max(axis=(4, 5))


def pool_back(grad_pool, X, f, s):
    N, C, OH, OW = grad_pool.shape
    windows = _windows(X, (f, f), (s, s))[:, :, :OH, :OW]
    winner = windows.reshape(N, C, OH, OW, f * f).argmax(axis=-1)
    n, c, i, j = np.ogrid[:N, :C, :OH, :OW]
    dX = np.zeros(X.shape, X.dtype)
    np.add.at(dX, (n, c, i * s + winner // f, j * s + winner % f), grad_pool)
    return dX
