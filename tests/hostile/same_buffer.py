# want: aliased-output
"""Reuses one buffer for all results, so that who still holds the first finds the second in it."""

import numpy as np

BUFFER = {}


def zero_padding(X, padding):
    result = padded(X, padding)
    BUFFER.setdefault(result.shape, result.copy())[...] = result
    return BUFFER[result.shape]


def padded(X, padding):
    ph, pw = padding
    out = np.zeros((X.shape[0], X.shape[1], X.shape[2] + 2 * ph, X.shape[3] + 2 * pw), X.dtype)
    out[:, :, ph : ph + X.shape[2], pw : pw + X.shape[3]] = X
    return out
