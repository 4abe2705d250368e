# fault: pool_forward: float64 values pass through float32
import numpy as np


def pool_forward(X, f, s):
    N, C, H, W = X.shape
    OH, OW = 1 + (H - f) // s, 1 + (W - f) // s
    out = np.zeros((N, C, OH, OW), dtype=np.float32)
    for i in range(OH):
        for j in range(OW):
            out[:, :, i, j] = X[:, :, i * s:i * s + f, j * s:j * s + f].max(axis=(2, 3))
    return out.astype(X.dtype)
