# fault: pool_forward: the maximum is taken over the channels too and repeated
import numpy as np


def pool_forward(X, f, s):
    N, C, H, W = X.shape
    OH, OW = 1 + (H - f) // s, 1 + (W - f) // s
    out = np.zeros((N, C, OH, OW), dtype=X.dtype)
    for n in range(N):
        for i in range(OH):
            for j in range(OW):
                out[n, :, i, j] = np.max(X[n, :, i * s:i * s + f, j * s:j * s + f])
    return out
