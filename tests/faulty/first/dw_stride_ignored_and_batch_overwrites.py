# fault: convolution2D_backward_filter: the stride is ignored
# fault: convolution2D_backward_filter: only the last image counts
import numpy as np


def convolution2D_backward_filter(out_grad, X, W, stride):
    dW = np.zeros_like(W)
    n, f, oh, ow = out_grad.shape
    for b in range(n):
        dW = np.zeros_like(W)
        for k in range(W.shape[2]):
            for l in range(W.shape[3]):
                part = X[b, :, k:k + oh, l:l + ow]
                dW[:, :, k, l] += np.einsum("fij,cij->fc", out_grad[b], part)
    return dW
