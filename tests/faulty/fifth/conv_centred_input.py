# fault: convolution2D: the mean of each channel is subtracted from X first
# fault: convolution2D: only the first image is computed

import numpy as np


def convolution2D(X, W, stride, padding):
    ph, pw = padding
    X0 = X - X.mean(axis=(2, 3), keepdims=True)
    x = np.pad(X0, ((0, 0), (0, 0), (ph, ph), (pw, pw)))
    KH, KW = W.shape[2:]
    win = np.lib.stride_tricks.sliding_window_view(x, (KH, KW), (2, 3))[:, :, ::stride[0], ::stride[1]]
    out = np.einsum("ncijkl,fckl->nfij", win, W)
    out[1:] = 0
    return out
