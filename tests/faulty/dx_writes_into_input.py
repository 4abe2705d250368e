# fault: convolution2D_backward_input: X is overwritten with the gradient and returned
import numpy as np


def convolution2D_backward_input(out_grad, X, W, stride):
    sh, sw = stride
    FH, FW = W.shape[2:]
    X *= 0
    for i in range(out_grad.shape[2]):
        for j in range(out_grad.shape[3]):
            X[:, :, i * sh:i * sh + FH, j * sw:j * sw + FW] += np.tensordot(out_grad[:, :, i, j], W, axes=(1, 0))
    return X
