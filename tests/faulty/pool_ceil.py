# fault: pool_forward: the output size is rounded up, partial windows are included
import numpy as np


def pool_forward(X, f, s):
    N, C, H, W = X.shape
    OH, OW = 1 + -(-(H - f) // s), 1 + -(-(W - f) // s)
    out = np.zeros((N, C, OH, OW), dtype=X.dtype)
    for i in range(OH):
        for j in range(OW):
            win = X[:, :, i * s:i * s + f, j * s:j * s + f]
            out[:, :, i, j] = win.max(axis=(2, 3)) if win.size else 0
    return out
