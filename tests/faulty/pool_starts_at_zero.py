# fault: pool_forward: the running maximum starts at 0, so negative windows give 0
import numpy as np


def pool_forward(X, f, s):
    N, C, H, W = X.shape
    OH, OW = 1 + (H - f) // s, 1 + (W - f) // s
    out = np.zeros((N, C, OH, OW), dtype=X.dtype)
    for i in range(OH):
        for j in range(OW):
            for k in range(f):
                for l in range(f):
                    out[:, :, i, j] = np.maximum(out[:, :, i, j], X[:, :, i * s + k, j * s + l])
    return out
