# fault: convolution2D_backward_filter: the gradient is added onto the filter itself, which is returned
import numpy as np


def convolution2D_backward_filter(out_grad, X, W, stride):
    sh, sw = stride
    FH, FW = W.shape[2:]
    dW = W
    dW[...] = 0
    for i in range(out_grad.shape[2]):
        for j in range(out_grad.shape[3]):
            dW += np.tensordot(out_grad[:, :, i, j], X[:, :, i * sh:i * sh + FH, j * sw:j * sw + FW], axes=(0, 0))
    return dW
