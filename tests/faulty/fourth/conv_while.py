# fault: convolution2D: the column position is not set back to 0 when a new row of outputs begins, so only the first row is computed
# fault: convolution2D: the filter is turned upside down, its rows reversed

import numpy as np


def convolution2D(X, W, stride, padding):
    sh, sw = stride
    ph, pw = padding
    N, _, IH, IW = X.shape
    F, _, FH, FW = W.shape
    Xp = np.pad(X, ((0, 0), (0, 0), (ph, ph), (pw, pw)))
    HP, WP = Xp.shape[2:]
    out = np.zeros((N, F, 1 + (HP - FH) // sh, 1 + (WP - FW) // sw), dtype=X.dtype)
    for n in range(N):
        for f in range(F):
            kernel = np.flip(W[f], axis=1)
            i = y = 0
            j = x = 0
            while y + FH <= HP:
                while x + FW <= WP:
                    out[n, f, i, j] = np.sum(Xp[n, :, y:y + FH, x:x + FW] * kernel)
                    x += sw
                    j += 1
                y += sh
                i += 1
    return out
