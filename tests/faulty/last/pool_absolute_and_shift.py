# fault: pool_forward: the largest absolute value
# fault: pool_forward: the last column of the window is not looked at
import numpy as np
from numpy.lib.stride_tricks import sliding_window_view


def pool_forward(X, f, s):
    v = np.abs(sliding_window_view(X, (f, f), axis=(2, 3))[:, :, ::s, ::s])
    return v[..., :max(f - 1, 1)].max(axis=(4, 5))
