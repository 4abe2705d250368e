# fault: convolution2D: the channel loop reuses the name of the column, so every value lands in column C-1

import numpy as np


def convolution2D(X, W, stride, padding):
    sh, sw = stride
    ph, pw = padding
    N, C, H, width = X.shape
    F, _, FH, FW = W.shape
    Xp = np.zeros((N, C, H + 2 * ph, width + 2 * pw), dtype=X.dtype)
    Xp[:, :, ph:ph + H, pw:pw + width] = X
    OH = (H + 2 * ph - FH) // sh + 1
    OW = (width + 2 * pw - FW) // sw + 1
    out = np.zeros((N, F, OH, OW), dtype=X.dtype)
    for n in range(N):
        for f in range(F):
            for r in range(OH):
                for c in range(OW):
                    top, left = r * sh, c * sw
                    total = 0
                    for c in range(C):
                        total += np.sum(Xp[n, c, top:top + FH, left:left + FW] * W[f, c])
                    out[n, f, r, c] = total
    return out
