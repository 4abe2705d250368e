# fault: pool_forward: average pooling
import numpy as np
from numpy.lib.stride_tricks import sliding_window_view


def pool_forward(X, f, s):
    return sliding_window_view(X, (f, f), axis=(2, 3))[:, :, ::s, ::s].mean(axis=(4, 5), dtype=X.dtype)
