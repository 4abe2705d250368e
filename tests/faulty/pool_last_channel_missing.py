# fault: pool_forward: the last channel is left at zero if there are several
import numpy as np


def pool_forward(X, f, s):
    N, C, H, W = X.shape
    OH, OW = 1 + (H - f) // s, 1 + (W - f) // s
    out = np.zeros((N, C, OH, OW), dtype=X.dtype)
    for c in range(C - 1 or 1):
        for i in range(OH):
            for j in range(OW):
                out[:, c, i, j] = X[:, c, i * s:i * s + f, j * s:j * s + f].max(axis=(1, 2))
    return out
