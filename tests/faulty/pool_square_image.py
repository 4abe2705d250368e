# fault: pool_forward: the number of columns is computed from the height, the rest stays zero
import numpy as np


def pool_forward(X, f, s):
    N, C, H, W = X.shape
    n = 1 + (H - f) // s
    out = np.zeros((N, C, n, 1 + (W - f) // s), dtype=X.dtype)
    for i in range(n):
        for j in range(min(n, out.shape[3])):
            out[:, :, i, j] = X[:, :, i * s:i * s + f, j * s:j * s + f].max(axis=(2, 3))
    return out
