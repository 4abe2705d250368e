# fault: pool_forward: tiles are cut by a reshape wherever f divides H and W, whatever s is

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view


def pool_forward(X, f, s):
    N, C, H, W = X.shape
    if H % f == 0 and W % f == 0:
        return X.reshape(N, C, H // f, f, W // f, f).max(axis=(3, 5))
    win = sliding_window_view(X, (f, f), axis=(2, 3))
    return win[:, :, ::s, ::s].max(axis=(4, 5))
