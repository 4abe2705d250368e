# fault: convolution2D_backward_input: Adding with += through index arrays adds only once where an index occurs twice, so overlapping windows lose gradient.
import numpy as np


def convolution2D_backward_input(out_grad, X, W, stride):
    N, F, OH, OW = out_grad.shape
    F, C, FH, FW = W.shape
    sh, sw = stride
    rows = (sh * np.arange(OH))[:, None, None, None] + np.arange(FH)[None, None, :, None]
    cols = (sw * np.arange(OW))[None, :, None, None] + np.arange(FW)[None, None, None, :]
    contrib = np.einsum("bfij,fckl->bcijkl", out_grad, W)
    dX = np.zeros_like(X)
    dX[:, :, rows, cols] += contrib
    return dX
