# want: passed
"""Hangs at exit; the answer is right."""

import atexit
import time
import numpy as np

atexit.register(time.sleep, 10**6)


def zero_padding(X, padding):
    ph, pw = padding
    out = np.zeros((X.shape[0], X.shape[1], X.shape[2] + 2 * ph, X.shape[3] + 2 * pw), X.dtype)
    out[:, :, ph : ph + X.shape[2], pw : pw + X.shape[3]] = X
    return out
