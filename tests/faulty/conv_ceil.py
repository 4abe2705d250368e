# fault: convolution2D: the output size is rounded up, the last window hangs over the edge
import numpy as np


def convolution2D(X, W, stride, padding):
    sh, sw = stride
    ph, pw = padding
    N, C, IH, IW = X.shape
    F, _, FH, FW = W.shape
    OH = 1 + int(np.ceil((IH + 2 * ph - FH) / sh))
    OW = 1 + int(np.ceil((IW + 2 * pw - FW) / sw))
    Xp = np.zeros((N, C, IH + 2 * ph + sh, IW + 2 * pw + sw), dtype=X.dtype)
    Xp[:, :, ph:ph + IH, pw:pw + IW] = X
    out = np.zeros((N, F, OH, OW), dtype=X.dtype)
    for i in range(OH):
        for j in range(OW):
            win = Xp[:, :, i * sh:i * sh + FH, j * sw:j * sw + FW]
            out[:, :, i, j] = np.tensordot(win, W, axes=([1, 2, 3], [1, 2, 3]))
    return out
