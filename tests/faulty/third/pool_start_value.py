# fault: pool_forward: The search for the maximum starts at the smallest positive number, so a window of negative values gives that.
import numpy as np


def pool_forward(X, f, s):
    N, C, IH, IW = X.shape
    OH = 1 + (IH - f) // s
    OW = 1 + (IW - f) // s
    out = np.zeros((N, C, OH, OW), dtype=X.dtype)
    for b in range(N):
        for c in range(C):
            for i in range(OH):
                for j in range(OW):
                    m = np.finfo(np.float32).tiny
                    for k in range(f):
                        for l in range(f):
                            m = np.maximum(m, X[b, c, s * i + k, s * j + l])
                    out[b, c, i, j] = m
    return out
