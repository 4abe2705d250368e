# fault: convolution2D: the im2col matrix is cached by shape and not rebuilt for new values
import numpy as np
from numpy.lib.stride_tricks import sliding_window_view

_cols = {}


def convolution2D(X, W, stride, padding):
    key = (X.shape, W.shape, tuple(stride), tuple(padding), X.dtype.str)
    if key not in _cols:
        ph, pw = padding
        Xp = np.pad(X, ((0, 0), (0, 0), (ph, ph), (pw, pw)))
        _cols[key] = sliding_window_view(Xp, W.shape[2:], axis=(2, 3))[:, :, ::stride[0], ::stride[1]]
    return np.einsum("nchwij,fcij->nfhw", _cols[key], W)
