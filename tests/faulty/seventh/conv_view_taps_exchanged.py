# fault: convolution2D: in the view of the windows the steps of rows and columns of a window are exchanged

import numpy as np
from numpy.lib.stride_tricks import as_strided


def _windows(X, KH, KW, sh, sw):
    N, C, H, W = X.shape
    OH = (H - KH) // sh + 1
    OW = (W - KW) // sw + 1
    a, b, c, d = X.strides
    return as_strided(X, (N, C, OH, OW, KH, KW), (a, b, c * sh, d * sw, d, c), writeable=False)


def convolution2D(X, W, stride, padding):
    ph, pw = padding
    Xp = np.pad(X, ((0, 0), (0, 0), (ph, ph), (pw, pw)))
    win = _windows(Xp, W.shape[2], W.shape[3], *stride)
    return np.einsum("nchwij,fcij->nfhw", win, W, optimize=True)
