# fault: pool_forward: the result is an array of integers
# fault: pool_forward: windows are f apart, whatever the stride

import numpy as np


def pool_forward(X, f, s):
    N, C, H, W = X.shape
    oh, ow = (H - f) // s + 1, (W - f) // s + 1
    res = np.zeros((N, C, oh, ow), dtype=int)
    for i in range(oh):
        for j in range(ow):
            part = X[:, :, i * f:i * f + f, j * f:j * f + f]
            if part.size and part.shape[2] and part.shape[3]:
                res[:, :, i, j] = part.max(axis=(2, 3))
    return res
