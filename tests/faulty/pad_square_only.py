# fault: zero_padding: the width of the result is computed from the height
import numpy as np


def zero_padding(X, padding):
    p, q = padding
    N, C, size, _ = X.shape
    out = np.zeros((N, C, size + 2 * p, size + 2 * q), dtype=X.dtype)
    out[:, :, p:p + size, q:q + size] = X[:, :, :size, :size]
    return out
