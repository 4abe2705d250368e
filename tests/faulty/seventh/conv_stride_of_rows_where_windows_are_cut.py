# fault: convolution2D: windows are placed with the vertical stride in both directions, and cut at the edge

import numpy as np


def zero_padding(X, padding):
    ph, pw = padding
    return np.pad(X, ((0, 0), (0, 0), (ph, ph), (pw, pw)))


def convolution2D(X, W, stride, padding):
    Xp = zero_padding(X, padding)
    sh, sw = stride
    N, C, H, Wd = Xp.shape
    F, _, KH, KW = W.shape
    OH = (H - KH) // sh + 1
    OW = (Wd - KW) // sw + 1
    Y = np.zeros((N, F, OH, OW), dtype=X.dtype)
    for n in range(N):
        for f in range(F):
            for i in range(OH):
                for j in range(OW):
                    y0 = i * sh
                    x0 = j * sh
                    patch = Xp[n, :, y0:y0 + KH, x0:x0 + KW]
                    Y[n, f, i, j] = np.sum(patch * W[f])
    return Y
