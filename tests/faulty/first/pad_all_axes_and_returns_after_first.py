# fault: zero_padding: only the first image is copied
# fault: zero_padding: X is changed
import numpy as np


def zero_padding(X, padding):
    n, c, h, w = X.shape
    out = np.zeros((n, c, h + 2 * padding[0], w + 2 * padding[1]), X.dtype)
    for b in range(n):
        out[b, :, padding[0]:h + padding[0], padding[1]:w + padding[1]] = X[b]
        X[b] = 0
        break
    return out
