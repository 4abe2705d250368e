# fault: convolution2D: the windows' loop is range(0, H - KH, sh), which misses the last window where it fits exactly
# fault: convolution2D: the kernel is rotated by 180 degrees

import numpy as np


def convolution2D(X, W, stride, padding):
    ph, pw = padding
    x = np.pad(X, ((0, 0), (0, 0), (ph, ph), (pw, pw)))
    N, C, H, Wd = x.shape
    F, _, KH, KW = W.shape
    OH, OW = (H - KH) // stride[0] + 1, (Wd - KW) // stride[1] + 1
    out = np.zeros((N, F, OH, OW), X.dtype)
    w = W[:, :, ::-1, ::-1]
    for r in range(0, H - KH, stride[0]):
        for c in range(0, Wd - KW, stride[1]):
            out[:, :, r // stride[0], c // stride[1]] = np.einsum("nckl,fckl->nf", x[:, :, r:r+KH, c:c+KW], w)
    return out
