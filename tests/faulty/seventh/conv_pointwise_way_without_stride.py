# fault: convolution2D: kernels of one tap without padding take a shortcut that forgets the stride

import numpy as np


def convolution2D(X, W, stride, padding):
    sh, sw = stride
    ph, pw = padding
    F, C, KH, KW = W.shape
    if (KH, KW) == (1, 1) and (ph, pw) == (0, 0):
        return np.tensordot(X, W[:, :, 0, 0], axes=(1, 1)).transpose(0, 3, 1, 2)
    Xp = np.pad(X, ((0, 0), (0, 0), (ph, ph), (pw, pw)))
    OH = (Xp.shape[2] - KH) // sh + 1
    OW = (Xp.shape[3] - KW) // sw + 1
    out = 0
    for a in range(KH):
        for b in range(KW):
            x = Xp[:, :, a:a + sh * OH:sh, b:b + sw * OW:sw][:, :, :OH, :OW]
            out = out + np.einsum("nchw,fc->nfhw", x, W[:, :, a, b])
    return out


