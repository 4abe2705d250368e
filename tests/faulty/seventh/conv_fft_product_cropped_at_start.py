# fault: convolution2D: the product of the transforms is not conjugated, and cropped as if it were

import numpy as np


def convolution2D(X, W, stride, padding):
    sh, sw = stride; ph, pw = padding
    P = np.pad(X, ((0,0),(0,0),(ph,ph),(pw,pw)))
    N, C, H, L = P.shape
    F, _, KH, KW = W.shape
    fx = np.fft.rfft2(P, s=(H, L))
    fw = np.fft.rfft2(W, s=(H, L))
    full = np.fft.irfft2(np.einsum('nchw,fchw->nfhw', fx, fw), s=(H, L))
    return full[:, :, :H-KH+1:sh, :L-KW+1:sw].astype(X.dtype)
