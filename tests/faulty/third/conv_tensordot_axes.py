# fault: convolution2D: tensordot leaves the filters in the last axis, and reshape is used where the axis should be moved.
import numpy as np
from numpy.lib.stride_tricks import sliding_window_view


def convolution2D(X, W, stride, padding):
    N, C, H, Wd = X.shape
    F, _, FH, FW = W.shape
    ph, pw = padding
    canvas = np.zeros((N, C, H + 2 * ph, Wd + 2 * pw), X.dtype)
    canvas[:, :, ph:ph + H, pw:pw + Wd] = X
    win = sliding_window_view(canvas, (FH, FW), axis=(2, 3))
    win = win[:, :, ::stride[0], ::stride[1]]
    res = np.tensordot(win, W, axes=([1, 4, 5], [1, 2, 3]))
    oh, ow = res.shape[1:3]
    return res.reshape(N, F, oh, ow)
