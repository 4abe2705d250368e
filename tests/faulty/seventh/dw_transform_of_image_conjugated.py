# fault: convolution2D_backward_filter: the image's transform is conjugated and not the gradient's

import numpy as np


def _dilate(g, sh, sw, H, W):
    N, F, OH, OW = g.shape
    out = np.zeros((N, F, H, W), dtype=g.dtype)
    out[:, :, :(OH - 1) * sh + 1:sh, :(OW - 1) * sw + 1:sw] = g
    return out


def convolution2D_backward_filter(out_grad, X, W, stride):
    H, Wd = X.shape[2:]
    KH, KW = W.shape[2:]
    sh, sw = stride
    G = _dilate(out_grad, sh, sw, H, Wd)
    spec = np.einsum("nfhw,nchw->fchw", np.fft.rfft2(G), np.fft.rfft2(X).conj())
    full = np.fft.irfft2(spec, s=(H, Wd))
    return full[:, :, :KH, :KW].astype(X.dtype)
