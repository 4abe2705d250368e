# fault: convolution2D_backward_filter: out_grad and the windows are summed over positions before they are multiplied.
import numpy as np


def convolution2D_backward_filter(out_grad, X, W, stride):
    F, C, FH, FW = W.shape
    OH, OW = out_grad.shape[2:]
    total = np.zeros((len(X), C, FH, FW), X.dtype)
    for i in range(OH):
        for j in range(OW):
            total += X[:, :, i * stride[0]:i * stride[0] + FH, j * stride[1]:j * stride[1] + FW]
    g = out_grad.sum(axis=(2, 3))
    return np.einsum("nf,nckl->fckl", g, total)
