# fault: convolution2D_backward_filter: multiplied once more by W, as if the derivative kept it
import numpy as np


def convolution2D_backward_filter(out_grad, X, W, stride):
    sh, sw = stride
    FH, FW = W.shape[2:]
    dW = np.zeros_like(W)
    for f in range(W.shape[0]):
        for i in range(out_grad.shape[2]):
            for j in range(out_grad.shape[3]):
                patch = X[:, :, i * sh:i * sh + FH, j * sw:j * sw + FW]
                dW[f] += (out_grad[:, f, i, j, None, None, None] * patch * W[f]).sum(axis=0)
    return dW
