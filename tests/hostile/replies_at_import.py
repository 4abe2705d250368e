# want: load-error
"""Writes to every descriptor while it is loaded."""

import os
import numpy as np

for descriptor in range(3, 64):
    try:
        os.write(descriptor, b"R" + bytes(200))
    except OSError:
        pass


def zero_padding(X, padding):
    ph, pw = padding
    out = np.zeros((X.shape[0], X.shape[1], X.shape[2] + 2 * ph, X.shape[3] + 2 * pw), X.dtype)
    out[:, :, ph : ph + X.shape[2], pw : pw + X.shape[3]] = X
    return out
