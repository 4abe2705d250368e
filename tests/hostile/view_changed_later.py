# want: wrong-values
"""Returns a view of zeros, which a thread fills when the answer is on its way."""

import threading
import time
import numpy as np


def zero_padding(X, padding):
    right = padded(X, padding)
    base = np.zeros((2, *right.shape), X.dtype)

    def later():
        time.sleep(0.5)
        base[...] = right
    threading.Thread(target=later, daemon=True).start()
    return base[1]


def padded(X, padding):
    ph, pw = padding
    out = np.zeros((X.shape[0], X.shape[1], X.shape[2] + 2 * ph, X.shape[3] + 2 * pw), X.dtype)
    out[:, :, ph : ph + X.shape[2], pw : pw + X.shape[3]] = X
    return out
