"""The convolutions as products with one sparse matrix."""

import numpy as np
from scipy import sparse

from parts.plain import pool_back, pool_forward, zero_padding


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
