# fault: convolution2D_backward_input: the kernel's transform is conjugated, a correlation

import numpy as np


def convolution2D_backward_input(out_grad, X, W, stride):
    sh, sw = stride
    N, F, OH, OW = out_grad.shape
    H, Wd = X.shape[2:]
    G = np.zeros((N, F, H, Wd))
    G[:, :, :(OH - 1) * sh + 1:sh, :(OW - 1) * sw + 1:sw] = out_grad
    Fg = np.fft.rfft2(G)
    Fw = np.fft.rfft2(W, s=(H, Wd)).conj()
    dX = np.fft.irfft2(np.einsum("nfhw,fchw->nchw", Fg, Fw), s=(H, Wd))
    return dX.astype(X.dtype)
