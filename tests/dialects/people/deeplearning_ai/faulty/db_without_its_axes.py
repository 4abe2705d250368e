# fault: conv_backward: db is (n_C,), and not (1, 1, 1, n_C) as b
"""All images and channels at once."""

import numpy as np


def zero_pad(X, pad):
    m, H, W, C = X.shape
    X_pad = np.zeros((m, H + 2 * pad, W + 2 * pad, C))
    X_pad[:, pad : pad + H, pad : pad + W, :] = X
    return X_pad


def conv_forward(A_prev, W, b, hparameters):
    stride, pad = hparameters["stride"], hparameters["pad"]
    f = W.shape[0]
    n_H = (A_prev.shape[1] - f + 2 * pad) // stride + 1
    n_W = (A_prev.shape[2] - f + 2 * pad) // stride + 1
    Z = np.zeros((A_prev.shape[0], n_H, n_W, W.shape[3]))
    A_pad = zero_pad(A_prev, pad)
    for h in range(n_H):
        for w in range(n_W):
            part = A_pad[:, h * stride : h * stride + f, w * stride : w * stride + f, :]
            Z[:, h, w, :] = np.tensordot(part, W, axes=3)
    return Z + b, (A_prev, W, b, hparameters)


def conv_backward(dZ, cache):
    A_prev, W, b, hparameters = cache
    stride, pad = hparameters["stride"], hparameters["pad"]
    f = W.shape[0]
    A_pad = zero_pad(A_prev, pad)
    dA_pad, dW = np.zeros_like(A_pad), np.zeros_like(W)
    for h in range(dZ.shape[1]):
        for w in range(dZ.shape[2]):
            rows, cols = slice(h * stride, h * stride + f), slice(w * stride, w * stride + f)
            dA_pad[:, rows, cols, :] += np.tensordot(dZ[:, h, w, :], W, axes=(1, 3))
            dW += np.tensordot(A_pad[:, rows, cols, :], dZ[:, h, w, :], axes=(0, 0))
    db = dZ.sum(axis=(0, 1, 2))
    H, Wd = A_prev.shape[1:3]
    return dA_pad[:, pad : pad + H, pad : pad + Wd, :], dW, db


def pool_forward(A_prev, hparameters, mode="max"):
    f, stride = hparameters["f"], hparameters["stride"]
    n_H = (A_prev.shape[1] - f) // stride + 1
    n_W = (A_prev.shape[2] - f) // stride + 1
    A = np.zeros((A_prev.shape[0], n_H, n_W, A_prev.shape[3]))
    reduce = np.max if mode == "max" else np.mean
    for h in range(n_H):
        for w in range(n_W):
            part = A_prev[:, h * stride : h * stride + f, w * stride : w * stride + f, :]
            A[:, h, w, :] = reduce(part, axis=(1, 2))
    return A, (A_prev, hparameters)


def pool_backward(dA, cache, mode="max"):
    A_prev, hparameters = cache
    f, stride = hparameters["f"], hparameters["stride"]
    dA_prev = np.zeros_like(A_prev)
    for i, h, w, c in np.ndindex(*dA.shape):
        rows, cols = slice(h * stride, h * stride + f), slice(w * stride, w * stride + f)
        part = A_prev[i, rows, cols, c]
        if mode == "max":
            y, x = np.unravel_index(part.argmax(), part.shape)
            dA_prev[i, h * stride + y, w * stride + x, c] += dA[i, h, w, c]
        else:
            dA_prev[i, rows, cols, c] += dA[i, h, w, c] / (f * f)
    return dA_prev
