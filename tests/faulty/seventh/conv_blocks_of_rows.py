# fault: convolution2D: rows beyond the last whole block of four stay zero

import numpy as np

BLOCK = 4


def zero_padding(X, padding):
    return np.pad(X, ((0, 0), (0, 0), (padding[0], padding[0]), (padding[1], padding[1])))


def convolution2D(X, W, stride, padding):
    Xp = zero_padding(X, padding)
    sh, sw = stride
    F, C, KH, KW = W.shape
    OH = (Xp.shape[2] - KH) // sh + 1
    OW = (Xp.shape[3] - KW) // sw + 1
    out = np.zeros((X.shape[0], F, OH, OW), dtype=X.dtype)
    for b in range(OH // BLOCK):
        for i in range(b * BLOCK, min((b + 1) * BLOCK, OH)):
            for j in range(OW):
                win = Xp[:, :, i*sh:i*sh+KH, j*sw:j*sw+KW]
                out[:, :, i, j] = np.tensordot(win, W, axes=([1, 2, 3], [1, 2, 3]))
    return out
