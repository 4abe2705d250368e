# fault: convolution2D_backward_input: overlapping windows overwrite instead of adding up
import numpy as np


def convolution2D_backward_input(out_grad, X, W, stride):
    sh, sw = stride
    FH, FW = W.shape[2:]
    dX = np.zeros(X.shape, dtype=X.dtype)
    for i in range(out_grad.shape[2]):
        for j in range(out_grad.shape[3]):
            dX[:, :, i * sh:i * sh + FH, j * sw:j * sw + FW] = np.tensordot(out_grad[:, :, i, j], W, axes=(1, 0))
    return dX
