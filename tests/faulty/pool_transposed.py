# fault: pool_forward: rows and columns of the result are exchanged
import numpy as np


def pool_forward(X, f, s):
    N, C, H, W = X.shape
    OH, OW = 1 + (H - f) // s, 1 + (W - f) // s
    out = np.zeros((N, C, OW, OH), dtype=X.dtype)
    for i in range(OH):
        for j in range(OW):
            out[:, :, j, i] = X[:, :, i * s:i * s + f, j * s:j * s + f].max(axis=(2, 3))
    return out
