# fault: convolution2D_backward_filter: out_grad is taken to be ones
import numpy as np


def convolution2D_backward_filter(out_grad, X, W, stride):
    sh, sw = stride
    N, F, OH, OW = out_grad.shape
    dW = np.zeros(W.shape, dtype=W.dtype)
    for k in range(W.shape[2]):
        for l in range(W.shape[3]):
            s = X[:, :, k:k + sh * (OH - 1) + 1:sh, l:l + sw * (OW - 1) + 1:sw].sum(axis=(0, 2, 3))
            dW[:, :, k, l] = s
    return dW
