"""The six functions in extended precision, rounded at the end."""

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


def _total(terms, dtype):
    return np.sum(terms, axis=0).astype(dtype)


def convolution2D(X, W, stride, padding):
    dtype, X = X.dtype, zero_padding(X, padding).astype(np.longdouble)
    size = _size(X, W, stride)
    terms = [
        X[_under(k, l, stride, size)][:, None, c] * W[:, c, k, l, None, None]
        for c, k, l in np.ndindex(W.shape[1:])
    ]
    return _total(terms, dtype)


def convolution2D_backward_filter(out_grad, X, W, stride):
    size = out_grad.shape[2:]
    dW = np.zeros_like(W)
    for k, l in np.ndindex(*W.shape[2:]):
        read = X.astype(np.longdouble)[_under(k, l, stride, size)]
        terms = [
            out_grad[n, :, None, i, j] * read[n, None, :, i, j]
            for n, i, j in np.ndindex((len(X), *size))
        ]
        dW[:, :, k, l] = _total(terms, X.dtype)
    return dW


def convolution2D_backward_input(out_grad, X, W, stride):
    terms = []
    for f, k, l in np.ndindex((len(W), *W.shape[2:])):
        term = np.zeros(X.shape, np.longdouble)
        under = _under(k, l, stride, out_grad.shape[2:])
        term[under] = out_grad[:, f, None].astype(np.longdouble) * W[f, :, k, l, None, None]
        terms.append(term)
    return _total(terms, X.dtype)


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
