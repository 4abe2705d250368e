# fault: pool_forward: the smallest element is taken
import numpy as np
from numpy.lib.stride_tricks import sliding_window_view


def pool_forward(X, f, s):
    win = sliding_window_view(X, (f, f), axis=(2, 3))[:, :, ::s, ::s]
    return np.sort(win.reshape(win.shape[:4] + (f * f,)), axis=-1)[..., 0]
