# fault: pool_forward: The maximum is taken over the rows of a window, and the mean over its columns.
import numpy as np


def pool_forward(X, f, s):
    v = np.lib.stride_tricks.sliding_window_view(X, (f, f), axis=(2, 3))[:, :, ::s, ::s]
    return v.max(axis=4).mean(axis=4).astype(X.dtype)
