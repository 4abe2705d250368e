# fault: convolution2D: im2col keeps the batch in the middle but the result is reshaped as if it came last
import numpy as np
from numpy.lib.stride_tricks import sliding_window_view


def convolution2D(X, W, stride, padding):
    ph, pw = padding
    F = W.shape[0]
    Xp = np.pad(X, ((0, 0), (0, 0), (ph, ph), (pw, pw)))
    win = sliding_window_view(Xp, W.shape[2:], axis=(2, 3))[:, :, ::stride[0], ::stride[1]]
    N, C, OH, OW, KH, KW = win.shape
    cols = win.transpose(1, 4, 5, 0, 2, 3).reshape(C * KH * KW, -1)
    res = W.reshape(F, -1) @ cols
    return res.reshape(F, OH, OW, N).transpose(3, 0, 1, 2)
