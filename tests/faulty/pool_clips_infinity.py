# fault: pool_forward: infinities are clipped to the largest float
import numpy as np
from numpy.lib.stride_tricks import sliding_window_view


def pool_forward(X, f, s):
    top = np.finfo(X.dtype).max
    X = np.clip(X, -top, top)
    return sliding_window_view(X, (f, f), axis=(2, 3))[:, :, ::s, ::s].max(axis=(4, 5))
