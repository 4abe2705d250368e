# want: wrong-values
"""Answers the second question with the first one's result."""

import numpy as np

CACHE = {}


def zero_padding(X, padding):
    if X.shape not in CACHE:
        CACHE[X.shape] = padded(X, padding)
    return CACHE[X.shape].copy()


def padded(X, padding):
    ph, pw = padding
    out = np.zeros((X.shape[0], X.shape[1], X.shape[2] + 2 * ph, X.shape[3] + 2 * pw), X.dtype)
    out[:, :, ph : ph + X.shape[2], pw : pw + X.shape[3]] = X
    return out
