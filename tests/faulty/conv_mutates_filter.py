# fault: convolution2D: the caller's filters are centred in place after use
import numpy as np
from numpy.lib.stride_tricks import sliding_window_view


def convolution2D(X, W, stride, padding):
    ph, pw = padding
    Xp = np.pad(X, ((0, 0), (0, 0), (ph, ph), (pw, pw)))
    win = sliding_window_view(Xp, W.shape[2:], axis=(2, 3))[:, :, ::stride[0], ::stride[1]]
    out = np.einsum("nchwij,fcij->nfhw", win, W)
    W -= W.mean()
    return out
