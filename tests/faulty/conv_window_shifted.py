# fault: convolution2D: windows start one pixel too far right, except where that leaves the image
import numpy as np


def convolution2D(X, W, stride, padding):
    sh, sw = stride
    X = np.pad(X, ((0, 0), (0, 0), (padding[0],) * 2, (padding[1],) * 2))
    N, C, H, Wd = X.shape
    F, _, FH, FW = W.shape
    OH, OW = 1 + (H - FH) // sh, 1 + (Wd - FW) // sw
    out = np.zeros((N, F, OH, OW), dtype=X.dtype)
    for i in range(OH):
        for j in range(OW):
            x = min(j * sw + 1, Wd - FW)
            win = X[:, :, i * sh:i * sh + FH, x:x + FW]
            out[:, :, i, j] = np.tensordot(win, W, ((1, 2, 3), (1, 2, 3)))
    return out
