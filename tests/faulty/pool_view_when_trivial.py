# fault: pool_forward: for f=1 a strided view of the input is returned
import numpy as np
from numpy.lib.stride_tricks import sliding_window_view


def pool_forward(X, f, s):
    if f == 1:
        return X[:, :, ::s, ::s]
    return sliding_window_view(X, (f, f), axis=(2, 3))[:, :, ::s, ::s].max(axis=(4, 5))
