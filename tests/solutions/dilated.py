"""Gradients as convolutions: out_grad is spread out by the stride, padded and convolved again.

The inserted zeros are multiplied too, so an infinite X (for dW) or an infinite W (for dX) gives
NaN where the plain formula has no product at all.
"""

import numpy as np
from numpy.lib.stride_tricks import as_strided


def zero_padding(X, padding):
    ph, pw = padding
    N, C, H, W = X.shape
    i = np.arange(H + 2 * ph) - ph
    j = np.arange(W + 2 * pw) - pw
    inside = ((i >= 0) & (i < H))[:, None] & ((j >= 0) & (j < W))[None, :]
    taken = X[:, :, np.clip(i, 0, H - 1)][:, :, :, np.clip(j, 0, W - 1)]
    return np.where(inside, taken, X.dtype.type(0))


def _correlate(X, W, stride=(1, 1)):
    sh, sw = stride
    N, C, H, Wd = X.shape
    F, _, KH, KW = W.shape
    OH, OW = 1 + (H - KH) // sh, 1 + (Wd - KW) // sw
    n, c, h, w = X.strides
    windows = as_strided(
        X,
        shape=(N, OH, OW, C, KH, KW),
        strides=(n, h * sh, w * sw, c, h, w),
        writeable=False,
    )
    out = windows.reshape(N * OH * OW, C * KH * KW) @ W.reshape(F, C * KH * KW).T
    return out.reshape(N, OH, OW, F).transpose(0, 3, 1, 2).copy()


def _dilate(out_grad, stride):
    sh, sw = stride
    N, F, OH, OW = out_grad.shape
    spread = np.zeros((N, F, sh * (OH - 1) + 1, sw * (OW - 1) + 1), out_grad.dtype)
    spread[:, :, ::sh, ::sw] = out_grad
    return spread


def convolution2D(X, W, stride, padding):
    return _correlate(zero_padding(X, padding), W, stride)


def convolution2D_backward_filter(out_grad, X, W, stride):
    # batch and channels change places: the sum runs over the batch now
    spread = _dilate(out_grad, stride).transpose(1, 0, 2, 3)
    dW = _correlate(X.transpose(1, 0, 2, 3), spread).transpose(1, 0, 2, 3)
    return dW[:, :, : W.shape[2], : W.shape[3]].copy()


def convolution2D_backward_input(out_grad, X, W, stride):
    KH, KW = W.shape[2:]
    spread = zero_padding(_dilate(out_grad, stride), (KH - 1, KW - 1))
    turned = W[:, :, ::-1, ::-1].transpose(1, 0, 2, 3)
    covered = _correlate(spread, turned)
    dX = np.zeros_like(X)
    dX[:, :, : covered.shape[2], : covered.shape[3]] = covered
    return dX


def pool_forward(X, f, s):
    OH, OW = 1 + (X.shape[2] - f) // s, 1 + (X.shape[3] - f) // s
    out = X[:, :, : s * (OH - 1) + 1 : s, : s * (OW - 1) + 1 : s].copy()
    for k in range(f):
        for l in range(f):
            shifted = X[:, :, k : k + s * (OH - 1) + 1 : s, l : l + s * (OW - 1) + 1 : s]
            np.maximum(out, shifted, out=out)
    return out


def pool_back(grad_pool, X, f, s):
    OH, OW = grad_pool.shape[2:]

    def tap(A, k, l):
        return A[:, :, k : k + s * (OH - 1) + 1 : s, l : l + s * (OW - 1) + 1 : s]

    top = tap(X, 0, 0).copy()
    for k in range(f):
        for l in range(f):
            np.maximum(top, tap(X, k, l), out=top)
    dX = np.zeros_like(X)
    free = np.ones(top.shape, dtype=bool)
    for k in range(f):
        for l in range(f):
            wins = free & (tap(X, k, l) == top)
            tap(dX, k, l)[...] += np.where(wins, grad_pool, 0)
            free &= ~wins
    return dX
