# fault: pool_forward: whenever the stride divides the image the windows are taken side by side, s wide
import numpy as np
from numpy.lib.stride_tricks import sliding_window_view


def pool_forward(X, f, s):
    N, C, H, W = X.shape
    if s > 1 and H % s == 0 and W % s == 0 and f <= s:
        # fast path
        return X.reshape(N, C, H // s, s, W // s, s).max(axis=(3, 5))
    return sliding_window_view(X, (f, f), axis=(2, 3))[:, :, ::s, ::s].max(axis=(4, 5))
