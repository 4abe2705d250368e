# fault: convolution2D: when F equals C the filter is taken for (C, F, FH, FW) and transposed
import numpy as np
from numpy.lib.stride_tricks import sliding_window_view


def convolution2D(X, W, stride, padding):
    ph, pw = padding
    if W.shape[0] == W.shape[1]:
        W = W.transpose(1, 0, 2, 3)  # HWIO leftovers from the other framework
    Xp = np.pad(X, ((0, 0), (0, 0), (ph, ph), (pw, pw)))
    win = sliding_window_view(Xp, W.shape[2:], axis=(2, 3))[:, :, ::stride[0], ::stride[1]]
    return np.einsum("nchwij,fcij->nfhw", win, W)
