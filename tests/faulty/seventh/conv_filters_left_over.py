# fault: convolution2D: filters beyond the last whole block of four stay zero

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view

BLOCK = 4


def convolution2D(X, W, stride, padding):
    ph, pw = padding
    sh, sw = stride
    F, C, KH, KW = W.shape
    Xp = np.pad(X, ((0, 0), (0, 0), (ph, ph), (pw, pw)))
    win = sliding_window_view(Xp, (KH, KW), axis=(2, 3))[:, :, ::sh, ::sw]
    N, _, OH, OW = win.shape[:4]
    out = np.zeros((N, F, OH, OW), dtype=X.dtype)
    for f0 in range(0, F // BLOCK * BLOCK, BLOCK):
        f1 = min(f0 + BLOCK, F)
        part = np.tensordot(win, W[f0:f1], axes=((1, 4, 5), (1, 2, 3)))
        out[:, f0:f1] = part.transpose(0, 3, 1, 2)
    return out
