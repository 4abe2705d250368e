# fault: convolution2D: irfft2 is not told that the width is odd

import numpy as np


def convolution2D(X, W, stride, padding):
    ph, pw = padding
    sh, sw = stride
    x = np.pad(X, ((0, 0), (0, 0), (ph, ph), (pw, pw)))
    KH, KW = W.shape[2:]
    H, L = x.shape[2:]
    Fx = np.fft.rfft2(x)
    Fw = np.fft.rfft2(W, s=(H, L))
    full = np.fft.irfft2(np.einsum("nchw,fchw->nfhw", Fx, Fw.conj()))
    return full[:, :, :H - KH + 1:sh, :L - KW + 1:sw].astype(X.dtype)
