# fault: convolution2D_backward_filter: out_grad is cleared after use
import numpy as np


def convolution2D_backward_filter(out_grad, X, W, stride):
    sh, sw = stride
    FH, FW = W.shape[2:]
    dW = np.zeros_like(W)
    for i in range(out_grad.shape[2]):
        for j in range(out_grad.shape[3]):
            patch = X[:, :, i * sh:i * sh + FH, j * sw:j * sw + FW]
            dW += np.tensordot(out_grad[:, :, i, j], patch, axes=(0, 0))
    out_grad.fill(0)  # zero_grad
    return dW
