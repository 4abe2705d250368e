# fault: convolution2D_backward_input: the filter is summed over its channels, every channel gets the same
import numpy as np


def convolution2D_backward_input(out_grad, X, W, stride):
    sh, sw = stride
    FH, FW = W.shape[2:]
    dX = np.zeros(X.shape, dtype=X.dtype)
    kernel = W.sum(axis=1)
    for i in range(out_grad.shape[2]):
        for j in range(out_grad.shape[3]):
            dX[:, :, i * sh:i * sh + FH, j * sw:j * sw + FW] += np.tensordot(out_grad[:, :, i, j], kernel, axes=1)[:, None]
    return dX
