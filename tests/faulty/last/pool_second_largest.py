# fault: pool_forward: the second largest value of each window of several elements
import numpy as np
from numpy.lib.stride_tricks import sliding_window_view


def pool_forward(X, f, s):
    v = sliding_window_view(X, (f, f), axis=(2, 3))[:, :, ::s, ::s]
    flat = np.sort(v.reshape(*v.shape[:4], -1), axis=-1)
    return flat[..., -2] if f > 1 else flat[..., -1]
