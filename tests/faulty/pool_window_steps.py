# fault: pool_forward: windows are placed f apart instead of s apart
import numpy as np


def pool_forward(X, f, s):
    N, C, H, W = X.shape
    OH, OW = 1 + (H - f) // s, 1 + (W - f) // s
    out = np.zeros((N, C, OH, OW), dtype=X.dtype)
    for i in range(OH):
        for j in range(OW):
            a, b = min(i * f, H - f), min(j * f, W - f)
            out[:, :, i, j] = X[:, :, a:a + f, b:b + f].max(axis=(2, 3))
    return out
