# fault: pool_forward: the fast path for tiling windows reshapes to (H/f, W/f, f, f), which mixes rows
import numpy as np
from numpy.lib.stride_tricks import sliding_window_view


def pool_forward(X, f, s):
    N, C, H, W = X.shape
    if f == s and H % f == 0 and W % f == 0:
        return X.reshape(N, C, H // f, W // f, f, f).max(axis=(4, 5))
    return sliding_window_view(X, (f, f), axis=(2, 3))[:, :, ::s, ::s].max(axis=(4, 5))
