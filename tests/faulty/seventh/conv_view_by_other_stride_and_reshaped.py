# fault: convolution2D: columns are sh apart in memory; the product of axes (F, N) is reshaped to (N, F)

import numpy as np
from numpy.lib.stride_tricks import as_strided


def zero_padding(X, padding):
    ph, pw = padding
    return np.pad(X, ((0, 0), (0, 0), (ph, ph), (pw, pw)))


def convolution2D(X, W, stride, padding):
    Xp = np.ascontiguousarray(zero_padding(X, padding))
    N, C, H, Wd = Xp.shape
    F, _, KH, KW = W.shape
    sh, sw = stride
    OH = (H - KH) // sh + 1
    OW = (Wd - KW) // sw + 1
    st = Xp.strides
    win = as_strided(
        Xp,
        shape=(C, KH, KW, N, OH, OW),
        strides=(st[1], st[2], st[3], st[0], st[2] * sh, st[3] * sh),
        writeable=False,
    )
    cols = win.reshape(C * KH * KW, N * OH * OW)
    out = W.reshape(F, -1) @ cols
    return out.reshape(N, F, OH, OW)
