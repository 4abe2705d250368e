# fault: convolution2D_backward_input: small gradients are treated as zero to save work
import numpy as np


def convolution2D_backward_input(out_grad, X, W, stride):
    sh, sw = stride
    FH, FW = W.shape[2:]
    dX = np.zeros(X.shape, dtype=X.dtype)
    for n, f, i, j in zip(*np.nonzero(np.abs(out_grad) > 1e-2)):
        dX[n, :, i * sh:i * sh + FH, j * sw:j * sw + FW] += out_grad[n, f, i, j] * W[f]
    return dX
