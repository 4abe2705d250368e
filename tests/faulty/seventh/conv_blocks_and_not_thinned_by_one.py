# fault: convolution2D: each block of channels overwrites; neither stride thins where one of them is 1

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view

CB = 2


def convolution2D(X, W, stride, padding):
    sh, sw = stride
    F, C, KH, KW = W.shape
    Xp = np.pad(X, ((0, 0), (0, 0), (padding[0], padding[0]), (padding[1], padding[1])))
    win = sliding_window_view(Xp, (KH, KW), axis=(2, 3))
    if not (sh == 1 or sw == 1):
        win = win[:, :, ::sh, ::sw]
    acc = np.zeros((X.shape[0], F) + win.shape[2:4], dtype=X.dtype)
    for c in range(0, C, CB):
        part = np.einsum("nchwij,fcij->nfhw", win[:, c:c + CB], W[:, c:c + CB])
        acc = part
    return acc
