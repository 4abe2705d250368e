# fault: convolution2D_backward_input: out_grad is not spread out by the stride
import numpy as np


def convolution2D_backward_input(out_grad, X, W, stride):
    FH, FW = W.shape[2:]
    dX = np.zeros(X.shape, dtype=X.dtype)
    for i in range(out_grad.shape[2]):
        for j in range(out_grad.shape[3]):
            dX[:, :, i:i + FH, j:j + FW] += np.einsum("nf,fckl->nckl", out_grad[:, :, i, j], W)
    return dX
