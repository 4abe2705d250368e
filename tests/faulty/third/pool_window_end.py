# fault: pool_forward: A window ends s instead of f after its start.
import numpy as np


def pool_forward(X, f, s):
    n, c, h, w = X.shape
    res = np.empty((n, c, (h - f) // s + 1, (w - f) // s + 1), dtype=X.dtype)
    for i in range(res.shape[2]):
        for j in range(res.shape[3]):
            res[:, :, i, j] = X[:, :, i * s:i * s + s, j * s:j * s + s].max(axis=(2, 3))
    return res
