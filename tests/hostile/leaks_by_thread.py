# want: passed|output-flood
# then: passed|output-flood
"""A thread goes on saying what was ever asked, whatever is asked now."""
import sys
import threading
import time

import numpy as np

SEEN = []


def _tell():
    while True:
        if SEEN:
            print(" ".join(map(str, SEEN[-200:])), file=sys.__stderr__, flush=True)
        time.sleep(0.01)


threading.Thread(target=_tell, daemon=True).start()


def zero_padding(X, padding):
    SEEN.extend(X.ravel())
    out = np.zeros((*X.shape[:2], X.shape[2] + 2 * padding[0], X.shape[3] + 2 * padding[1]), X.dtype)
    out[:, :, padding[0] : padding[0] + X.shape[2], padding[1] : padding[1] + X.shape[3]] = X
    return out


def convolution2D(X, W, stride, padding):
    SEEN.extend(X.ravel())
    SEEN.append("x".join(map(str, stride)))
    time.sleep(0.05)
    return X
