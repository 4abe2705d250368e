# fault: pool_forward: a window ends at (i + 1) * f instead of i * s + f

import numpy as np


def pool_forward(X, f, s):
    N, C, H, W = X.shape
    out = np.zeros((N, C, (H - f) // s + 1, (W - f) // s + 1), dtype=X.dtype)
    for i in range(out.shape[2]):
        for j in range(out.shape[3]):
            part = X[:, :, i * s:(i + 1) * f, j * s:(j + 1) * f]
            out[:, :, i, j] = part.max(axis=(2, 3)) if part.shape[2] and part.shape[3] else 0
    return out
