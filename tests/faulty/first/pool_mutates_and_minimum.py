# fault: pool_forward: the minimum is taken
# fault: pool_forward: X is changed
import numpy as np
from numpy.lib.stride_tricks import sliding_window_view


def pool_forward(X, f, s):
    X *= -1
    v = sliding_window_view(X, (f, f), axis=(2, 3))[:, :, ::s, ::s]
    return -v.max(axis=(4, 5))
