# want: passed
"""Changes its argument from a thread after the answer, when nobody cares."""

import threading
import time
import numpy as np


def zero_padding(X, padding):
    def later():
        time.sleep(0.2)
        X[...] = 0
    threading.Thread(target=later, daemon=True).start()
    return padded(X, padding)


def padded(X, padding):
    ph, pw = padding
    out = np.zeros((X.shape[0], X.shape[1], X.shape[2] + 2 * ph, X.shape[3] + 2 * pw), X.dtype)
    out[:, :, ph : ph + X.shape[2], pw : pw + X.shape[3]] = X
    return out
