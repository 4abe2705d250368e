# fault: convolution2D_backward_input: starts from X instead of zeros in rows that no window covers
import numpy as np


def convolution2D_backward_input(out_grad, X, W, stride):
    sh, sw = stride
    FH, FW = W.shape[2:]
    OH, OW = out_grad.shape[2:]
    dX = X.copy()
    for i in range(OH):
        dX[:, :, i * sh:i * sh + FH] = 0
    for i in range(OH):
        for j in range(OW):
            dX[:, :, i * sh:i * sh + FH, j * sw:j * sw + FW] += np.tensordot(out_grad[:, :, i, j], W, axes=(1, 0))
    return dX
