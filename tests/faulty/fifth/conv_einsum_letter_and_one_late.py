# fault: convolution2D: images share the filters' index, so the batch is summed
# fault: convolution2D: the image is put one row too low into the padded one

import numpy as np


def convolution2D(X, W, stride, padding):
    ph, pw = padding
    N, C, H, Wd = X.shape
    x = np.zeros((N, C, H + 2 * ph, Wd + 2 * pw), X.dtype)
    low = min(ph + 1, 2 * ph)
    x[:, :, low:low + H, pw:pw + Wd] = X
    KH, KW = W.shape[2:]
    win = np.lib.stride_tricks.sliding_window_view(x, (KH, KW), axis=(2, 3))
    win = win[:, :, ::stride[0], ::stride[1]]
    out = np.einsum("ncijkl,fckl->fij", win, W)
    return np.repeat(out[None], N, axis=0)
