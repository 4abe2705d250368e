# fault: zero_padding: batch and channels are padded too
import numpy as np


def zero_padding(X, padding):
    ph, pw = padding
    a, b, c, d = X.shape
    out = np.zeros((a + 2 * ph, b + 2 * pw, c + 2 * ph, d + 2 * pw), dtype=X.dtype)
    out[ph:ph + a, pw:pw + b, ph:ph + c, pw:pw + d] = X
    return out
