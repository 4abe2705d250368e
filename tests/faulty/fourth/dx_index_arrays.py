# fault: convolution2D_backward_input: += with index arrays adds only once where windows overlap, instead of np.add.at

import numpy as np


def convolution2D_backward_input(out_grad, X, W, stride):
    OH, OW = out_grad.shape[2:]
    FH, FW = W.shape[2:]
    rows = stride[0] * np.arange(OH)[:, None] + np.arange(FH)
    cols = stride[1] * np.arange(OW)[:, None] + np.arange(FW)
    where = (slice(None), slice(None), rows[:, :, None, None], cols)
    part = np.einsum("bfij,fckl->bcikjl", out_grad, W)
    dX = np.zeros_like(X)
    dX[where] += part
    return dX
