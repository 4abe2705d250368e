# fault: convolution2D_backward_filter: the result is written into W itself, so the caller's filters are overwritten

import numpy as np


def convolution2D_backward_filter(out_grad, X, W, stride):
    sh, sw = stride
    N, F, OH, OW = out_grad.shape
    F, C, FH, FW = W.shape
    dW = W
    dW[:] = 0
    for k in range(FH):
        for l in range(FW):
            taps = X[:, :, k:k + (OH - 1) * sh + 1:sh, l:l + (OW - 1) * sw + 1:sw]
            for f in range(F):
                dW[f, :, k, l] = (taps * out_grad[:, f:f + 1]).sum(axis=(0, 2, 3))
    return dW
