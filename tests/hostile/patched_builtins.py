# want: passed|raised|crashed|bad-value
# then: passed|raised|crashed|bad-value
"""Replaces built-in functions that the worker uses."""

import builtins
import numpy as np


def zero_padding(X, padding):
    builtins.isinstance = lambda *args: True
    return padded(X, padding)


def padded(X, padding):
    ph, pw = padding
    out = np.zeros((X.shape[0], X.shape[1], X.shape[2] + 2 * ph, X.shape[3] + 2 * pw), X.dtype)
    out[:, :, ph : ph + X.shape[2], pw : pw + X.shape[3]] = X
    return out
