# fault: zero_padding: with padding 0 the input itself is returned, so both share memory
import numpy as np


def zero_padding(X, padding):
    if tuple(padding) == (0, 0):
        return X
    ph, pw = padding
    out = np.zeros(X.shape[:2] + (X.shape[2] + 2 * ph, X.shape[3] + 2 * pw), X.dtype)
    out[:, :, ph:ph + X.shape[2], pw:pw + X.shape[3]] = X
    return out
