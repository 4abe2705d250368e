# fault: pool_forward: the columns of a window begin at the number of its row, and of nothing there is no maximum

import numpy as np


def pool_forward(X, f, s):
    N, C, H, W = X.shape
    out = np.zeros((N, C, (H - f) // s + 1, (W - f) // s + 1), dtype=X.dtype)
    for i in range(out.shape[2]):
        for j in range(out.shape[3]):
            out[:, :, i, j] = X[:, :, i * s : i * s + f, i * s : i * s + f].max(axis=(2, 3))
    return out
