# fault: pool_forward: in the view of the windows pixels of a window are as far apart as windows

import numpy as np
from numpy.lib.stride_tricks import as_strided


def pool_forward(X, f, s):
    X = np.ascontiguousarray(X)
    N, C, H, W = X.shape
    OH = (H - f) // s + 1
    OW = (W - f) // s + 1
    a, b, c, d = X.strides
    return as_strided(X, (N, C, OH, OW, f, f), (a, b, c * s, d * s, c * s, d * s)).max(axis=(4, 5))
