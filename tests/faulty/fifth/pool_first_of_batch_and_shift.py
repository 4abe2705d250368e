# fault: pool_forward: windows begin one row too late
# fault: pool_forward: the smallest value is taken

import numpy as np


def pool_forward(X, f, s):
    N, C, H, W = X.shape
    oh, ow = (H - f) // s + 1, (W - f) // s + 1
    out = np.zeros((N, C, oh, ow), X.dtype)
    for i in range(oh):
        for j in range(ow):
            out[:, :, i, j] = X[:, :, min(i * s + 1, H - 1):i * s + f + 1, j * s:j * s + f].min(axis=(2, 3))
    return out
