# fault: pool_forward: only the row with the largest sum is searched for the maximum
import numpy as np


def pool_forward(X, f, s):
    N, C, H, W = X.shape
    out = np.zeros((N, C, 1 + (H - f) // s, 1 + (W - f) // s), dtype=X.dtype)
    for (n, c, i, j), _ in np.ndenumerate(out):
        rows = X[n, c, i * s:i * s + f, j * s:j * s + f]
        out[n, c, i, j] = max(rows, key=sum).max()
    return out
