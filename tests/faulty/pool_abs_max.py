# fault: pool_forward: the largest absolute value is taken
import numpy as np
from numpy.lib.stride_tricks import sliding_window_view


def pool_forward(X, f, s):
    return sliding_window_view(np.abs(X), (f, f), axis=(2, 3))[:, :, ::s, ::s].max(axis=(-1, -2))
