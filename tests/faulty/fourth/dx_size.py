# fault: convolution2D_backward_input: the result covers only the pixels under some window, so it is smaller than X where the stride leaves rows or columns over

import numpy as np


def convolution2D_backward_input(out_grad, X, W, stride):
    sh, sw = stride
    N, F, OH, OW = out_grad.shape
    F, C, FH, FW = W.shape
    H = (OH - 1) * sh + FH
    width = (OW - 1) * sw + FW
    dX = np.zeros((N, C, H, width), dtype=X.dtype)
    for i in range(OH):
        for j in range(OW):
            dX[:, :, i * sh:i * sh + FH, j * sw:j * sw + FW] += np.einsum(
                "bf,fckl->bckl", out_grad[:, :, i, j], W)
    return dX
