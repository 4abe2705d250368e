# fault: convolution2D: the output goes through a ReLU: negative sums become 0

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view


def convolution2D(X, W, stride, padding):
    ph, pw = padding
    N, C, H, Wd = X.shape
    Xp = np.zeros((N, C, H + 2 * ph, Wd + 2 * pw), dtype=X.dtype)
    Xp[:, :, ph:ph + H, pw:pw + Wd] = X
    win = sliding_window_view(Xp, W.shape[2:], axis=(2, 3))[:, :, ::stride[0], ::stride[1]]
    Z = np.tensordot(win, W, axes=([1, 4, 5], [1, 2, 3])).transpose(0, 3, 1, 2)
    return np.maximum(Z, 0)
