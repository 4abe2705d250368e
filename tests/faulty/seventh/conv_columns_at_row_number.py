# fault: convolution2D: the columns of a window begin at the number of its row, and are cut off or spread by NumPy

import numpy as np


def convolution2D(X, W, stride, padding):
    ph, pw = padding
    sh, sw = stride
    X = np.pad(X, ((0, 0), (0, 0), (ph, ph), (pw, pw)))
    N, C, H, width = X.shape
    F, _, KH, KW = W.shape
    out = np.zeros((N, F, 1 + (H - KH) // sh, 1 + (width - KW) // sw), dtype=X.dtype)
    for n, f, y, x in np.ndindex(out.shape):
        field = X[n, :, y * sh:y * sh + KH, y * sw:y * sw + KW]
        out[n, f, y, x] = np.sum(field * W[f])
    return out
