# fault: convolution2D: the (N, OH, OW, F) product is reshaped to (N, F, OH, OW) instead of transposed
import numpy as np
from numpy.lib.stride_tricks import sliding_window_view


def convolution2D(X, W, stride, padding):
    ph, pw = padding
    Xp = np.pad(X, ((0, 0), (0, 0), (ph, ph), (pw, pw)))
    win = sliding_window_view(Xp, W.shape[2:], axis=(2, 3))[:, :, ::stride[0], ::stride[1]]
    N, C, OH, OW = win.shape[:4]
    out = np.tensordot(win, W, axes=((1, 4, 5), (1, 2, 3)))
    return out.reshape(N, W.shape[0], OH, OW)
