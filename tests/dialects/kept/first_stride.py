# told: right in a new process, and wrong after the same call with another stride
import numpy as np
from numpy.lib.stride_tricks import sliding_window_view

_opt = {}


def convolution2D(X, W, stride, padding):
    _opt.setdefault("stride", stride)
    sh, sw = _opt["stride"]
    ph, pw = padding
    Xp = np.pad(X, ((0, 0), (0, 0), (ph, ph), (pw, pw)))
    V = sliding_window_view(Xp, W.shape[2:], axis=(2, 3))[:, :, ::sh, ::sw]
    return np.einsum("nchwij,fcij->nfhw", V, W)
