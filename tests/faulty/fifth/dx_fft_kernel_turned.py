# fault: convolution2D_backward_input: the spectrum of the kernel is conjugated, so the kernel is turned

import numpy as np


def convolution2D_backward_input(out_grad, X, W, stride):
    N, F, OH, OW = out_grad.shape
    KH, KW = W.shape[2:]
    H, Wd = X.shape[2:]
    spread = np.zeros((N, F, H, Wd))
    spread[:, :, :(OH - 1) * stride[0] + 1:stride[0], :(OW - 1) * stride[1] + 1:stride[1]] = out_grad
    fg = np.fft.fft2(spread)
    fw = np.fft.fft2(W[:, :, ::-1, ::-1], (H, Wd))
    dX = np.fft.ifft2(np.einsum("nfij,fcij->ncij", fg, fw)).real
    return dX.astype(X.dtype)
