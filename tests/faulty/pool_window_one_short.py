# fault: pool_forward: the last row of each window is not looked at
import numpy as np


def pool_forward(X, f, s):
    N, C, H, W = X.shape
    OH, OW = 1 + (H - f) // s, 1 + (W - f) // s
    out = np.zeros((N, C, OH, OW), dtype=X.dtype)
    h = f - 1 if f > 1 else f
    for i in range(OH):
        for j in range(OW):
            out[:, :, i, j] = X[:, :, i * s:i * s + h, j * s:j * s + f].max(axis=(2, 3))
    return out
