# fault: zero_padding: the border is filled with ones
# fault: zero_padding: the last channel is not copied in

import numpy as np


def zero_padding(X, padding):
    ph, pw = padding
    N, C, H, W = X.shape
    out = np.ones((N, C, H + 2 * ph, W + 2 * pw), dtype=X.dtype)
    for n in range(N):
        for c in range(C - 1):
            for i in range(H):
                for j in range(W):
                    out[n, c, i + ph, j + pw] = X[n, c, i, j]
    return out
