# want: wrong-values
"""Replaces everything by which NumPy compares; the answer is wrong."""

import numpy as np

WORDS = ("equal", "close", "compare", "finite", "isnan")


def always(*args, **kwargs):
    return True


for module in (np, np.testing, np.linalg, np.lib):
    for name in dir(module):
        if any(word in name for word in WORDS):
            setattr(module, name, always)


def zero_padding(X, padding):
    return padded(X, padding) + 1


def padded(X, padding):
    ph, pw = padding
    out = np.zeros((X.shape[0], X.shape[1], X.shape[2] + 2 * ph, X.shape[3] + 2 * pw), X.dtype)
    out[:, :, ph : ph + X.shape[2], pw : pw + X.shape[3]] = X
    return out
