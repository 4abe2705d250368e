# fault: convolution2D: only the first channel goes into the spectrum
# fault: convolution2D: the horizontal stride is used in both directions

import numpy as np


def convolution2D(X, W, stride, padding):
    ph, pw = padding
    x = np.pad(X, ((0, 0), (0, 0), (ph, ph), (pw, pw)))
    KH, KW = W.shape[2:]
    shape = x.shape[2:]
    fx, fw = np.fft.fft2(x[:, :1]), np.fft.fft2(W[:, :1], shape)
    full = np.fft.ifft2(np.einsum("ncij,fcij->nfij", fx, np.conj(fw))).real
    valid = full[:, :, :shape[0] - KH + 1, :shape[1] - KW + 1]
    return valid[:, :, ::stride[1], ::stride[1]].astype(X.dtype)
