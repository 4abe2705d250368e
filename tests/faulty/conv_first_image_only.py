# fault: convolution2D: only the first image is convolved and repeated over the batch
import numpy as np
from numpy.lib.stride_tricks import sliding_window_view


def convolution2D(X, W, stride, padding):
    ph, pw = padding
    Xp = np.pad(X[0], ((0, 0), (ph, ph), (pw, pw)))
    win = sliding_window_view(Xp, W.shape[2:], axis=(1, 2))[:, ::stride[0], ::stride[1]]
    one = np.einsum("chwij,fcij->fhw", win, W)
    return np.repeat(one[None], X.shape[0], axis=0)
