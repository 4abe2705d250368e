# fault: convolution2D_backward_input: out_grad is only used for its shape
import numpy as np


def convolution2D_backward_input(out_grad, X, W, stride):
    sh, sw = stride
    N, F, OH, OW = out_grad.shape
    FH, FW = W.shape[2:]
    dX = np.zeros(X.shape, dtype=X.dtype)
    for i in range(OH):
        for j in range(OW):
            dX[:, :, i * sh:i * sh + FH, j * sw:j * sw + FW] += W.sum(axis=0)
    return dX
