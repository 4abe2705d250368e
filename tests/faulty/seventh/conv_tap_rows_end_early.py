# fault: convolution2D: the slice of rows of each tap ends one early, so that a last row that just fits is lost

import numpy as np


def convolution2D(X, W, stride, padding):
    ph, pw = padding
    sh, sw = stride
    N, C, H, Wd = X.shape
    F, _, KH, KW = W.shape
    H += 2 * ph
    Wd += 2 * pw
    P = np.zeros((N, C, H, Wd), dtype=X.dtype)
    P[:, :, ph:H - ph, pw:Wd - pw] = X
    out = np.zeros((N, F, (H - KH) // sh + 1, (Wd - KW) // sw + 1), dtype=X.dtype)
    for n in range(N):
        for y in range(KH):
            for x in range(KW):
                tap = P[n, :, y:H - KH + y:sh, x:Wd - KW + x + 1:sw]
                out[n, :, :tap.shape[1]] += np.tensordot(W[:, :, y, x], tap, axes=(1, 0))
    return out
