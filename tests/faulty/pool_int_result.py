# fault: pool_forward: the result array is of integers and cast back
import numpy as np


def pool_forward(X, f, s):
    N, C, H, W = X.shape
    OH, OW = 1 + (H - f) // s, 1 + (W - f) // s
    out = np.array([[[[0] * OW] * OH] * C] * N)
    with np.errstate(invalid="ignore"):
        for i in range(OH):
            for j in range(OW):
                out[:, :, i, j] = X[:, :, i * s:i * s + f, j * s:j * s + f].max(axis=(2, 3))
    return out.astype(X.dtype)
