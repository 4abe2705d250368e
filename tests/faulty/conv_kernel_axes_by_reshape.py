# fault: convolution2D: W is reshaped to (F, C, FW, FH) instead of transposed and then read as windows
import numpy as np
from numpy.lib.stride_tricks import sliding_window_view


def convolution2D(X, W, stride, padding):
    ph, pw = padding
    F, C, FH, FW = W.shape
    Xp = np.pad(X, ((0, 0), (0, 0), (ph, ph), (pw, pw)))
    win = sliding_window_view(Xp, (FH, FW), axis=(2, 3))[:, :, ::stride[0], ::stride[1]]
    # windows are (..., row, col), the filter bank wants (..., col, row)
    Wt = W.reshape(F, C, FW, FH)
    return np.einsum("nchwij,fcji->nfhw", win, Wt)
