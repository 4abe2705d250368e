"""Convolutions through the FFT: errors are small against the whole result, not each element."""

import numpy as np
from parts.plain import zero_padding


def spread(out_grad, size, stride):
    """out_grad placed at the top left corners of its windows, on a grid of the input's size."""
    sh, sw = stride
    N, F, OH, OW = out_grad.shape
    grid = np.zeros((N, F, *size), out_grad.dtype)
    grid[:, :, : sh * OH : sh, : sw * OW : sw] = out_grad
    return grid


def convolutions(fft, precision=None):
    """The three passes by a module with ``rfft2`` and ``irfft2``."""

    def wide(array):
        return array.astype(precision or array.dtype)

    def convolution2D(X, W, stride, padding):
        sh, sw = stride
        X_pad = wide(zero_padding(X, padding))
        size = X_pad.shape[2:]
        OH, OW = 1 + (size[0] - W.shape[2]) // sh, 1 + (size[1] - W.shape[3]) // sw
        x = fft.rfft2(X_pad)
        w = fft.rfft2(wide(W), s=size, axes=(2, 3))
        full = fft.irfft2(np.einsum("ncuv,fcuv->nfuv", x, w.conj()), s=size, axes=(2, 3))
        return full[:, :, : sh * OH : sh, : sw * OW : sw].astype(X.dtype)

    def convolution2D_backward_filter(out_grad, X, W, stride):
        size = X.shape[2:]
        x = fft.rfft2(wide(X))
        g = fft.rfft2(spread(wide(out_grad), size, stride))
        full = fft.irfft2(np.einsum("nfuv,ncuv->fcuv", g.conj(), x), s=size, axes=(2, 3))
        return full[:, :, : W.shape[2], : W.shape[3]].astype(X.dtype)

    def convolution2D_backward_input(out_grad, X, W, stride):
        size = X.shape[2:]
        w = fft.rfft2(wide(W), s=size, axes=(2, 3))
        g = fft.rfft2(spread(wide(out_grad), size, stride))
        full = fft.irfft2(np.einsum("nfuv,fcuv->ncuv", g, w), s=size, axes=(2, 3))
        return full.astype(X.dtype)

    return convolution2D, convolution2D_backward_filter, convolution2D_backward_input
