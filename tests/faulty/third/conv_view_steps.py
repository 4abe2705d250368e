# fault: convolution2D: The row stride is used for the columns too, so the windows are wrong when sh and sw differ.
import numpy as np
from numpy.lib.stride_tricks import sliding_window_view


def convolution2D(X, W, stride, padding):
    sh, sw = stride
    ph, pw = padding
    Xp = np.pad(X, [(0, 0), (0, 0), (ph, ph), (pw, pw)], mode="constant")
    view = sliding_window_view(Xp, W.shape[2:], axis=(2, 3))[:, :, ::sh, ::sh]
    return np.einsum("nchwkl,fckl->nfhw", view, W)
