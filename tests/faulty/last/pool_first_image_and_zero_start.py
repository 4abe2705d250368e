# fault: pool_forward: the maximum starts at 0
# fault: pool_forward: all images get the result of the first
import numpy as np
from numpy.lib.stride_tricks import sliding_window_view


def pool_forward(X, f, s):
    v = sliding_window_view(X[:1], (f, f), axis=(2, 3))[:, :, ::s, ::s]
    y = np.maximum(v.max(axis=(4, 5)), 0)
    return np.repeat(y, len(X), axis=0)
