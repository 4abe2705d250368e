# fault: convolution2D_backward_input: filters and channels of W are swapped by a reshape instead of a transpose

import numpy as np


def convolution2D_backward_input(out_grad, X, W, stride):
    sh, sw = stride
    F, C, FH, FW = W.shape
    OH, OW = out_grad.shape[-2:]
    Wt = W.reshape(C, F, FH, FW)
    dX = np.zeros_like(X)
    for k in range(FH):
        for l in range(FW):
            dX[:, :, k:k + sh * (OH - 1) + 1:sh, l:l + sw * (OW - 1) + 1:sw] += np.einsum(
                "cf,bfij->bcij", Wt[:, :, k, l], out_grad)
    return dX
