# fault: pool_forward: returns after the first channel
import numpy as np


def pool_forward(X, f, s):
    N, C, H, W = X.shape
    out = np.zeros((N, C, (H - f) // s + 1, (W - f) // s + 1), X.dtype)
    for c in range(C):
        for i in range(out.shape[2]):
            for j in range(out.shape[3]):
                out[:, c, i, j] = X[:, c, i * s:i * s + f, j * s:j * s + f].max(axis=(1, 2))
        return out
