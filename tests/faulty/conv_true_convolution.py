# fault: convolution2D: the kernel is flipped in both axes (true convolution)
import numpy as np


def convolution2D(X, W, stride, padding):
    ph, pw = padding
    sh, sw = stride
    N, C, IH, IW = X.shape
    F, _, FH, FW = W.shape
    Xp = np.zeros((N, C, IH + 2 * ph, IW + 2 * pw), dtype=X.dtype)
    Xp[:, :, ph:ph + IH, pw:pw + IW] = X
    W = W[:, :, ::-1, ::-1]
    OH = 1 + (IH + 2 * ph - FH) // sh
    OW = 1 + (IW + 2 * pw - FW) // sw
    out = np.zeros((N, F, OH, OW), dtype=X.dtype)
    for i in range(OH):
        for j in range(OW):
            win = Xp[:, :, i * sh:i * sh + FH, j * sw:j * sw + FW]
            out[:, :, i, j] = np.tensordot(win, W, axes=([1, 2, 3], [1, 2, 3]))
    return out
