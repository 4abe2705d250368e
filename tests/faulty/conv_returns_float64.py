# fault: convolution2D: the output is always float64
import numpy as np


def convolution2D(X, W, stride, padding):
    sh, sw = stride
    Xp = np.pad(X, ((0, 0), (0, 0), (padding[0],) * 2, (padding[1],) * 2))
    N, C, H, Wd = Xp.shape
    F, _, FH, FW = W.shape
    OH, OW = 1 + (H - FH) // sh, 1 + (Wd - FW) // sw
    out = np.zeros((N, F, OH, OW))
    for i in range(OH):
        for j in range(OW):
            out[:, :, i, j] = np.tensordot(Xp[:, :, i * sh:i * sh + FH, j * sw:j * sw + FW], W, ((1, 2, 3), (1, 2, 3)))
    return out
