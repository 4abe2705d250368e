# told: right in a new process, and wrong after the same call with other values
import numpy as np
from numpy.lib.stride_tricks import sliding_window_view

_buf = np.zeros((1, 1, 1, 1))


def convolution2D_backward_input(out_grad, X, W, stride):
    global _buf
    if any(a < b for a, b in zip(_buf.shape, X.shape)):
        _buf = np.zeros([max(a, b) for a, b in zip(_buf.shape, X.shape)])
    N, C, H, Wd = X.shape
    dX = _buf[:N, :C, :H, :Wd]
    sh, sw = stride
    FH, FW = W.shape[2:]
    for i in range(out_grad.shape[2]):
        for j in range(out_grad.shape[3]):
            dX[:, :, i * sh : i * sh + FH, j * sw : j * sw + FW] += np.einsum(
                "nf,fckl->nckl", out_grad[:, :, i, j], W
            )
    return dX.astype(X.dtype)
