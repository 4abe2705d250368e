# fault: pool_forward: the output size is H // s, W // s, so overlapping windows run off the edge
import numpy as np


def pool_forward(X, f, s):
    N, C, H, W = X.shape
    out = np.zeros((N, C, H // s, W // s), dtype=X.dtype)
    for n in range(N):
        for c in range(C):
            for i in range(H // s):
                for j in range(W // s):
                    out[n, c, i, j] = np.max(X[n, c, i * s:i * s + f, j * s:j * s + f])
    return out
