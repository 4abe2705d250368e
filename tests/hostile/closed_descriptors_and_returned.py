# want: crashed
"""Closes every descriptor and returns the right answer."""

import os
import numpy as np


def zero_padding(X, padding):
    os.closerange(0, 256)
    return padded(X, padding)


def padded(X, padding):
    ph, pw = padding
    out = np.zeros((X.shape[0], X.shape[1], X.shape[2] + 2 * ph, X.shape[3] + 2 * pw), X.dtype)
    out[:, :, ph : ph + X.shape[2], pw : pw + X.shape[3]] = X
    return out
