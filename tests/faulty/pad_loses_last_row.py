# fault: zero_padding: the last row of the image is not copied
import numpy as np


def zero_padding(X, padding):
    ph, pw = padding
    N, C, H, W = X.shape
    out = np.zeros((N, C, H + 2 * ph, W + 2 * pw), dtype=X.dtype)
    for n in range(N):
        for c in range(C):
            for i in range(H - 1):
                out[n, c, ph + i, pw:pw + W] = X[n, c, i]
    return out
