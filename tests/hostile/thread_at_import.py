# want: passed
"""Leaves a thread behind while it is loaded."""

import threading
import time
import numpy as np

threading.Thread(target=time.sleep, args=(10**6,)).start()


def zero_padding(X, padding):
    ph, pw = padding
    out = np.zeros((X.shape[0], X.shape[1], X.shape[2] + 2 * ph, X.shape[3] + 2 * pw), X.dtype)
    out[:, :, ph : ph + X.shape[2], pw : pw + X.shape[3]] = X
    return out
