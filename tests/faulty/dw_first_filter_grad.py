# fault: convolution2D_backward_filter: every filter gets the gradient of the first one
import numpy as np


def convolution2D_backward_filter(out_grad, X, W, stride):
    sh, sw = stride
    F, C, FH, FW = W.shape
    dW = np.zeros_like(W)
    for i in range(out_grad.shape[2]):
        for j in range(out_grad.shape[3]):
            patch = X[:, :, i * sh:i * sh + FH, j * sw:j * sw + FW]
            dW += (out_grad[:, 0, i, j][:, None, None, None] * patch).sum(axis=0)
    return dW
