"""The convolutions as products with one sparse matrix."""

import numpy as np
from scipy import sparse


def zero_padding(X, padding):
    ph, pw = padding
    N, C, H, W = X.shape
    out = np.zeros((N, C, H + 2 * ph, W + 2 * pw), X.dtype)
    out[:, :, ph : ph + H, pw : pw + W] = X
    return out


def _matrix(W, size, stride):
    """The sparse matrix by which an image of C channels becomes one of F."""
    (H, IW), (sh, sw), (F, C, KH, KW) = size, stride, W.shape
    OH, OW = 1 + (H - KH) // sh, 1 + (IW - KW) // sw
    f, c, k, l, i, j = np.indices((F, C, KH, KW, OH, OW)).reshape(6, -1)
    rows, columns = (f * OH + i) * OW + j, (c * H + sh * i + k) * IW + sw * j + l
    shape = F * OH * OW, C * H * IW
    return sparse.coo_array((W[f, c, k, l], (rows, columns)), shape).tocsr(), (F, OH, OW)


def convolution2D(X, W, stride, padding):
    X = zero_padding(X, padding)
    matrix, shape = _matrix(W, X.shape[2:], stride)
    return (matrix @ X.reshape(len(X), -1).T).T.reshape(len(X), *shape).astype(X.dtype)


def convolution2D_backward_input(out_grad, X, W, stride):
    matrix, _ = _matrix(W, X.shape[2:], stride)
    return (matrix.T @ out_grad.reshape(len(X), -1).T).T.reshape(X.shape).astype(X.dtype)


def convolution2D_backward_filter(out_grad, X, W, stride):
    (sh, sw), (OH, OW) = stride, out_grad.shape[2:]
    dW = np.zeros_like(W)
    for k, l in np.ndindex(*W.shape[2:]):
        read = X[:, :, k : k + sh * (OH - 1) + 1 : sh, l : l + sw * (OW - 1) + 1 : sw]
        pixels = read.transpose(0, 2, 3, 1).reshape(-1, X.shape[1])
        dW[:, :, k, l] = out_grad.transpose(1, 0, 2, 3).reshape(len(W), -1) @ pixels
    return dW


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
