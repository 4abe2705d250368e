# fault: convolution2D: of more than three rows those beyond the last whole block of three stay zero

import numpy as np

BLOCK = 3


def zero_padding(X, padding):
    ph, pw = padding
    return np.pad(X, ((0, 0), (0, 0), (ph, ph), (pw, pw)))


def _rows(Xp, W, first, count, stride, OW):
    sh, sw = stride
    KH, KW = W.shape[2:]
    acc = np.zeros((Xp.shape[0], W.shape[0], count, OW), dtype=Xp.dtype)
    for ky in range(KH):
        for kx in range(KW):
            top = first * sh + ky
            part = Xp[:, :, top:top + (count - 1) * sh + 1:sh, kx:kx + (OW - 1) * sw + 1:sw]
            acc += np.einsum("nchw,fc->nfhw", part, W[:, :, ky, kx])
    return acc


def convolution2D(X, W, stride, padding):
    Xp = zero_padding(X, padding)
    OH = 1 + (Xp.shape[2] - W.shape[2]) // stride[0]
    OW = 1 + (Xp.shape[3] - W.shape[3]) // stride[1]
    out = np.zeros((X.shape[0], W.shape[0], OH, OW), dtype=X.dtype)
    if OH < BLOCK:
        out[:] = _rows(Xp, W, 0, OH, stride, OW)
        return out
    for first in range(0, OH - BLOCK + 1, BLOCK):
        count = min(BLOCK, OH - first)
        out[:, :, first:first + count] = _rows(Xp, W, first, count, stride, OW)
    return out
