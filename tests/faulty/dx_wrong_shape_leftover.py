# fault: convolution2D_backward_input: pixels that no window covers are missing from the result
import numpy as np


def convolution2D_backward_input(out_grad, X, W, stride):
    sh, sw = stride
    N, F, OH, OW = out_grad.shape
    _, C, FH, FW = W.shape
    dX = np.zeros((N, C, (OH - 1) * sh + FH, (OW - 1) * sw + FW), dtype=X.dtype)
    for i in range(OH):
        for j in range(OW):
            dX[:, :, i * sh:i * sh + FH, j * sw:j * sw + FW] += np.tensordot(out_grad[:, :, i, j], W, axes=(1, 0))
    return dX
