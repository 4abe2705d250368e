# fault: zero_padding: only the first channel is copied
# fault: zero_padding: the result is always float64
import numpy as np


def zero_padding(X, padding):
    ph, pw = padding
    n, c, h, w = X.shape
    out = np.zeros((n, c, h + 2 * ph, w + 2 * pw))
    for b in range(n):
        for i in range(h):
            for j in range(w):
                out[b, 0, ph + i, pw + j] = X[b, 0, i, j]
    return out
