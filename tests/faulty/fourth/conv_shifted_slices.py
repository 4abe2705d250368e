# fault: convolution2D: the stride multiplies the position in the filter instead of the position of the window

import numpy as np


def convolution2D(X, W, stride, padding):
    sh, sw = stride
    ph, pw = padding
    N, C, IH, IW = X.shape
    F, _, FH, FW = W.shape
    OH = (IH + 2 * ph - FH) // sh + 1
    OW = (IW + 2 * pw - FW) // sw + 1
    Xp = np.pad(X, [(0, 0), (0, 0), (ph, ph), (pw, pw)])
    out = np.zeros((N, F, OH, OW), dtype=X.dtype)
    for k in range(FH):
        for l in range(FW):
            part = Xp[:, :, sh * k:sh * k + OH, sw * l:sw * l + OW]
            out += np.einsum("fr,brij->bfij", W[:, :, k, l], part)
    return out
