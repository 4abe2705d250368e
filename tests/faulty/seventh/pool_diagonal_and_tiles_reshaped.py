# fault: pool_forward: tiles are reshaped to (OH, OW, f, f), and elsewhere zip goes through rows and columns of a window

import numpy as np


def pool_forward(X, f, s):
    N, C, H, W = X.shape
    OH, OW = (H - f) // s + 1, (W - f) // s + 1
    if s == f:
        return X[:, :, : OH * f, : OW * f].reshape(N, C, OH, OW, f, f).max(axis=(4, 5))
    out = np.full((N, C, OH, OW), -np.inf, X.dtype)
    for a, b in zip(range(f), range(f)):
        out = np.maximum(out, X[:, :, a : a + s * OH : s, b : b + s * OW : s][:, :, :OH, :OW])
    return out
