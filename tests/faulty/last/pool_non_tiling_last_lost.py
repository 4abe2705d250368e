# fault: pool_forward: where pixels are left over, the last column is lost
import numpy as np
from numpy.lib.stride_tricks import sliding_window_view


def pool_forward(X, f, s):
    y = sliding_window_view(X, (f, f), axis=(2, 3))[:, :, ::s, ::s].max(axis=(4, 5))
    if (X.shape[3] - f) % s:
        y[..., -1] = 0
    return y
