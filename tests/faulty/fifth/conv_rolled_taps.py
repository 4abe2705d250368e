# fault: convolution2D: taps are read with np.roll, rolled one pixel too far, so the other edge comes in

import numpy as np


def convolution2D(X, W, stride, padding):
    ph, pw = padding
    x = np.pad(X, ((0, 0), (0, 0), (ph, ph), (pw, pw)))
    KH, KW = W.shape[2:]
    OH, OW = (x.shape[2] - KH) // stride[0] + 1, (x.shape[3] - KW) // stride[1] + 1
    out = np.zeros((X.shape[0], W.shape[0], OH, OW), X.dtype)
    for k in range(KH):
        for m in range(KW):
            moved = np.roll(x, (-k - 1, -m - 1), axis=(2, 3))
            seen = moved[:, :, ::stride[0], ::stride[1]][:, :, :OH, :OW]
            out += np.einsum("ncij,fc->nfij", seen, W[:, :, k, m])
    return out
