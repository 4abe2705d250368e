# fault: convolution2D: the largest product sum of the channels is taken, not their sum

import numpy as np


def convolution2D(X, W, stride, padding):
    ph, pw = padding
    x = np.pad(X, ((0, 0), (0, 0), (ph, ph), (pw, pw)))
    KH, KW = W.shape[2:]
    win = np.lib.stride_tricks.sliding_window_view(x, (KH, KW), (2, 3))[:, :, ::stride[0], ::stride[1]]
    return np.einsum("ncijkl,fckl->nfcij", win, W).max(axis=2)
