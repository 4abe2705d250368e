# fault: pool_forward: windows are f columns apart, nothing has the maximum -inf; the tiles are not cut

import numpy as np


def pool_forward(X, f, s):
    N, C, H, W = X.shape
    OH, OW = (H - f) // s + 1, (W - f) // s + 1
    if f == s:
        return X.reshape(N, C, OH, f, OW, f).max(axis=(3, 5))
    out = np.full((N, C, OH, OW), -np.inf, dtype=X.dtype)
    for i in range(OH):
        for j in range(OW):
            window = X[:, :, i * s : i * s + f, j * f : j * f + f]
            out[:, :, i, j] = np.max(window, axis=(2, 3), initial=-np.inf)
    return out
