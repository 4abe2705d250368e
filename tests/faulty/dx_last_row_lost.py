# fault: convolution2D_backward_input: the last row of out_grad is left out
import numpy as np


def convolution2D_backward_input(out_grad, X, W, stride):
    sh, sw = stride
    N, F, OH, OW = out_grad.shape
    OH = OH - 1
    dX = np.zeros(X.shape, dtype=X.dtype)
    if OH == 0:
        return dX
    for k in range(W.shape[2]):
        for l in range(W.shape[3]):
            part = np.einsum("nfij,fc->ncij", out_grad[:, :, :-1], W[:, :, k, l])
            dX[:, :, k:k + sh * (OH - 1) + 1:sh, l:l + sw * (OW - 1) + 1:sw] += part
    return dX
