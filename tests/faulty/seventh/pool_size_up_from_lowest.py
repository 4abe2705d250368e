# fault: pool_forward: the output size is rounded up, and what is outside is minus infinity

import math
import numpy as np


def out_size(n, f, s):
    return math.ceil((n - f) / s) + 1


def pool_forward(X, f, s):
    N, C, H, W = X.shape
    OH = out_size(H, f, s)
    OW = out_size(W, f, s)
    out = np.zeros((N, C, OH, OW)).astype(X.dtype)
    for n, c, i, j in np.ndindex(N, C, OH, OW):
        out[n, c, i, j] = np.max(X[n, c, i * s:i * s + f, j * s:j * s + f], initial=-np.inf)
    return out
