"""The six functions on strided views; every result lies in Fortran order."""

import numpy as np
from numpy.lib.stride_tricks import as_strided


def zero_padding(X, padding):
    ph, pw = padding
    N, C, H, W = X.shape
    out = np.zeros((N, C, H + 2 * ph, W + 2 * pw), X.dtype, order="F")
    out[:, :, ph : ph + H, pw : pw + W] = X
    return out


def _windows(X, size, stride):
    """(N, C, OH, OW, KH, KW), whatever the strides of X."""
    (sh, sw), (KH, KW) = stride, size
    OH, OW = 1 + (X.shape[2] - KH) // sh, 1 + (X.shape[3] - KW) // sw
    n, c, h, w = X.strides
    shape, strides = (*X.shape[:2], OH, OW, KH, KW), (n, c, sh * h, sw * w, h, w)
    return as_strided(X, shape, strides, writeable=False)


def convolution2D(X, W, stride, padding):
    windows = _windows(zero_padding(X, padding), W.shape[2:], stride)
    return np.asfortranarray(np.einsum("ncijkl,fckl->nfij", windows, W, optimize=True))


def convolution2D_backward_filter(out_grad, X, W, stride):
    OH, OW = out_grad.shape[2:]
    windows = _windows(X, W.shape[2:], stride)[:, :, :OH, :OW]
    return np.asfortranarray(np.einsum("nfij,ncijkl->fckl", out_grad, windows, optimize=True))


def convolution2D_backward_input(out_grad, X, W, stride):
    dX = np.zeros(X.shape, X.dtype, order="F")
    (sh, sw), (KH, KW) = stride, W.shape[2:]
    sent = np.einsum("nfij,fckl->ijnckl", out_grad, W)
    for i, j in np.ndindex(*out_grad.shape[2:]):
        dX[:, :, i * sh : i * sh + KH, j * sw : j * sw + KW] += sent[i, j]
    return dX


def pool_forward(X, f, s):
    return np.asfortranarray(_windows(X, (f, f), (s, s)).max((4, 5)))


def pool_back(grad_pool, X, f, s):
    dX = np.zeros(X.shape, X.dtype, order="F")
    for n, c, i, j in np.ndindex(*grad_pool.shape):
        k, l = divmod(int(X[n, c, i * s : i * s + f, j * s : j * s + f].argmax()), f)
        dX[n, c, i * s + k, j * s + l] += grad_pool[n, c, i, j]
    return dX
