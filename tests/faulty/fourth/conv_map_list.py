# fault: convolution2D: the list of maps holds one array F times, so every filter adds into the same map

import numpy as np


def convolution2D(X, W, stride, padding):
    sh, sw = stride
    ph, pw = padding
    N, C, IH, IW = X.shape
    F, _, FH, FW = W.shape
    OH = (IH + 2 * ph - FH) // sh + 1
    OW = (IW + 2 * pw - FW) // sw + 1
    padded = np.pad(X, ((0, 0), (0, 0), (ph, ph), (pw, pw)))
    maps = [np.zeros((N, OH, OW), dtype=X.dtype)] * F
    for f in range(F):
        for r, k, l in np.ndindex(C, FH, FW):
            part = padded[:, r, k:k + sh * (OH - 1) + 1:sh, l:l + sw * (OW - 1) + 1:sw]
            maps[f] += W[f, r, k, l] * part
    return np.stack(maps, axis=1)
