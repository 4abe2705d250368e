"""Convolutions through the FFT in the precision of what is handed over."""

import numpy as np
from scipy import fft


def zero_padding(X, padding):
    ph, pw = padding
    out = np.zeros(X.shape[:2] + (X.shape[2] + 2 * ph, X.shape[3] + 2 * pw), dtype=X.dtype)
    out[:, :, ph : out.shape[2] - ph, pw : out.shape[3] - pw] = X
    return out


def _spread(out_grad, size, stride):
    """out_grad placed at the top left corners of its windows, on a grid of the input's size."""
    sh, sw = stride
    N, F, OH, OW = out_grad.shape
    grid = np.zeros((N, F, *size), out_grad.dtype)
    grid[:, :, : sh * OH : sh, : sw * OW : sw] = out_grad
    return grid


def convolution2D(X, W, stride, padding):
    sh, sw = stride
    X_pad = zero_padding(X, padding)
    size = X_pad.shape[2:]
    OH, OW = 1 + (size[0] - W.shape[2]) // sh, 1 + (size[1] - W.shape[3]) // sw
    x = fft.rfft2(X_pad)
    w = fft.rfft2(W, s=size, axes=(2, 3))
    full = fft.irfft2(np.einsum("ncuv,fcuv->nfuv", x, w.conj()), s=size, axes=(2, 3))
    return full[:, :, : sh * OH : sh, : sw * OW : sw].astype(X.dtype)


def convolution2D_backward_filter(out_grad, X, W, stride):
    size = X.shape[2:]
    x = fft.rfft2(X)
    g = fft.rfft2(_spread(out_grad, size, stride))
    full = fft.irfft2(np.einsum("nfuv,ncuv->fcuv", g.conj(), x), s=size, axes=(2, 3))
    return full[:, :, : W.shape[2], : W.shape[3]].astype(X.dtype)


def convolution2D_backward_input(out_grad, X, W, stride):
    size = X.shape[2:]
    w = fft.rfft2(W, s=size, axes=(2, 3))
    g = fft.rfft2(_spread(out_grad, size, stride))
    full = fft.irfft2(np.einsum("nfuv,fcuv->ncuv", g, w), s=size, axes=(2, 3))
    return full.astype(X.dtype)


def pool_forward(X, f, s):
    N, C, IH, IW = X.shape
    OH, OW = 1 + (IH - f) // s, 1 + (IW - f) // s
    out = np.empty((N, C, OH, OW), dtype=X.dtype)
    for i in range(OH):
        for j in range(OW):
            out[:, :, i, j] = np.max(X[:, :, i * s : i * s + f, j * s : j * s + f], axis=(2, 3))
    return out


def pool_back(grad_pool, X, f, s):
    N, C, OH, OW = grad_pool.shape
    dX = np.zeros(X.shape, dtype=X.dtype)
    images, channels = np.ogrid[:N, :C]
    for i in range(OH):
        for j in range(OW):
            window = X[:, :, i * s : i * s + f, j * s : j * s + f].reshape(N, C, f * f)
            k, l = np.divmod(window.argmax(axis=2), f)
            dX[images, channels, i * s + k, j * s + l] += grad_pool[:, :, i, j]
    return dX
