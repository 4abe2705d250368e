"""Plain loops, compiled by numba."""

import numpy as np
from numba import njit


@njit
def zero_padding(X, padding):
    ph, pw = padding
    N, C, H, W = X.shape
    out = np.zeros((N, C, H + 2 * ph, W + 2 * pw), X.dtype)
    for n, c, i, j in np.ndindex(N, C, H, W):
        out[n, c, i + ph, j + pw] = X[n, c, i, j]
    return out


@njit
def convolution2D(X, W, stride, padding):
    X = zero_padding(X, padding)
    sh, sw = stride
    N, C, H, IW = X.shape
    F, _, KH, KW = W.shape
    out = np.zeros((N, F, 1 + (H - KH) // sh, 1 + (IW - KW) // sw), X.dtype)
    for n, f, i, j in np.ndindex(out.shape):
        for c, k, l in np.ndindex(C, KH, KW):
            out[n, f, i, j] += X[n, c, sh * i + k, sw * j + l] * W[f, c, k, l]
    return out


@njit
def convolution2D_backward_filter(out_grad, X, W, stride):
    sh, sw = stride
    _, C, KH, KW = W.shape
    dW = np.zeros(W.shape, X.dtype)
    for n, f, i, j in np.ndindex(out_grad.shape):
        for c, k, l in np.ndindex(C, KH, KW):
            dW[f, c, k, l] += out_grad[n, f, i, j] * X[n, c, sh * i + k, sw * j + l]
    return dW


@njit
def convolution2D_backward_input(out_grad, X, W, stride):
    sh, sw = stride
    _, C, KH, KW = W.shape
    dX = np.zeros(X.shape, X.dtype)
    for n, f, i, j in np.ndindex(out_grad.shape):
        for c, k, l in np.ndindex(C, KH, KW):
            dX[n, c, sh * i + k, sw * j + l] += out_grad[n, f, i, j] * W[f, c, k, l]
    return dX


@njit
def _winner(X, n, c, top, left, f):
    """The first of the window's maxima; a NaN is larger than everything."""
    best = (top, left)
    for k, l in np.ndindex(f, f):
        value, most = X[n, c, top + k, left + l], X[n, c, best[0], best[1]]
        if value > most or (np.isnan(value) and not np.isnan(most)):
            best = (top + k, left + l)
    return best


@njit
def pool_forward(X, f, s):
    N, C, H, W = X.shape
    out = np.zeros((N, C, 1 + (H - f) // s, 1 + (W - f) // s), X.dtype)
    for n, c, i, j in np.ndindex(out.shape):
        h, w = _winner(X, n, c, s * i, s * j, f)
        out[n, c, i, j] = X[n, c, h, w]
    return out


@njit
def pool_back(grad_pool, X, f, s):
    dX = np.zeros(X.shape, X.dtype)
    for n, c, i, j in np.ndindex(grad_pool.shape):
        h, w = _winner(X, n, c, s * i, s * j, f)
        dX[n, c, h, w] += grad_pool[n, c, i, j]
    return dX
