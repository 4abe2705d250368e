# fault: zero_padding: when one of the two paddings is 0 the input is returned without any padding
import numpy as np


def zero_padding(X, padding):
    ph, pw = padding
    if ph == 0 or pw == 0:
        # avoid the -0 slice problem
        return X.copy()
    out = np.zeros((X.shape[0], X.shape[1], X.shape[2] + 2 * ph, X.shape[3] + 2 * pw), X.dtype)
    out[:, :, ph:-ph, pw:-pw] = X
    return out
