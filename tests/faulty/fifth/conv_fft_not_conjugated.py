# fault: convolution2D: the spectra are multiplied without conj, so the kernel is turned

import numpy as np


def convolution2D(X, W, stride, padding):
    ph, pw = padding
    x = np.pad(X, ((0, 0), (0, 0), (ph, ph), (pw, pw)))
    KH, KW = W.shape[2:]
    shape = (x.shape[2] + KH - 1, x.shape[3] + KW - 1)
    fx, fw = np.fft.rfft2(x, shape), np.fft.rfft2(W, shape)
    full = np.fft.irfft2(np.einsum("ncij,fcij->nfij", fx, fw), shape)
    valid = full[:, :, KH - 1:x.shape[2], KW - 1:x.shape[3]]
    return valid[:, :, ::stride[0], ::stride[1]].astype(X.dtype)
