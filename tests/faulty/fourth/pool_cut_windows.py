# fault: pool_forward: the output size is rounded up, so cut-off windows at the edge are counted too
# fault: pool_forward: the window is s wide and high instead of f

import math

import numpy as np


def pool_forward(X, f, s):
    N, C, IH, IW = X.shape
    OH = 1 + math.ceil((IH - f) / s)
    OW = 1 + math.ceil((IW - f) / s)
    out = np.zeros((N, C, OH, OW), dtype=X.dtype)
    for i in range(OH):
        for j in range(OW):
            out[:, :, i, j] = X[:, :, i * s:i * s + s, j * s:j * s + s].max(axis=(2, 3))
    return out
