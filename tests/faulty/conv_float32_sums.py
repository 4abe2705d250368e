# fault: convolution2D: float64 input is accumulated in float32
import numpy as np


def convolution2D(X, W, stride, padding):
    sh, sw = stride
    Xp = np.pad(X, ((0, 0), (0, 0), (padding[0],) * 2, (padding[1],) * 2))
    N, C, H, Wd = Xp.shape
    F, _, FH, FW = W.shape
    OH, OW = 1 + (H - FH) // sh, 1 + (Wd - FW) // sw
    acc = np.zeros((N, F, OH, OW), dtype=np.float32)
    for i in range(OH):
        for j in range(OW):
            acc[:, :, i, j] = np.tensordot(Xp[:, :, i * sh:i * sh + FH, j * sw:j * sw + FW], W, ((1, 2, 3), (1, 2, 3)))
    return acc.astype(X.dtype)
