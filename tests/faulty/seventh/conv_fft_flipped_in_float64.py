# fault: convolution2D: the filter's spectrum is not conjugated, and the result is always float64

import numpy as np
from scipy.fft import rfft2, irfft2


def zero_padding(X, padding):
    ph, pw = padding
    return np.pad(X, ((0, 0), (0, 0), (ph, ph), (pw, pw)))


def convolution2D(X, W, stride, padding):
    xp = zero_padding(X, padding)
    h, w = xp.shape[2:]
    kh, kw = W.shape[2:]
    sh, sw = stride
    fx = rfft2(xp, s=(h, w))
    fw = rfft2(W, s=(h, w))
    fy = np.einsum("nchw,fchw->nfhw", fx, fw)
    y = irfft2(fy, s=(h, w))
    y = y[:, :, kh - 1:, kw - 1:]
    return np.ascontiguousarray(y[:, :, ::sh, ::sw]).astype(np.float64)
