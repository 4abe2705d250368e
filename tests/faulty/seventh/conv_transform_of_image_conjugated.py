# fault: convolution2D: the image's transform is conjugated and not the kernel's

import numpy as np


def convolution2D(X, W, stride, padding):
    ph, pw = padding
    sh, sw = stride
    x = np.pad(X, ((0, 0), (0, 0), (ph, ph), (pw, pw)))
    KH, KW = W.shape[2:]
    H, L = x.shape[2:]
    Fx = np.fft.fft2(x)
    Fw = np.fft.fft2(W, s=(H, L))
    full = np.fft.ifft2(np.einsum("nchw,fchw->nfhw", Fx.conj(), Fw)).real
    return full[:, :, :H - KH + 1:sh, :L - KW + 1:sw].astype(X.dtype)
