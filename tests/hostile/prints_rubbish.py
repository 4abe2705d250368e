# want: passed
"""Prints bytes that are no text and escape sequences; the answer is right."""

import os
import numpy as np


def zero_padding(X, padding):
    os.write(1, bytes(range(256)) * 4 + b"\x1b[2J\x1b]0;title\x07")
    return padded(X, padding)


def padded(X, padding):
    ph, pw = padding
    out = np.zeros((X.shape[0], X.shape[1], X.shape[2] + 2 * ph, X.shape[3] + 2 * pw), X.dtype)
    out[:, :, ph : ph + X.shape[2], pw : pw + X.shape[3]] = X
    return out
