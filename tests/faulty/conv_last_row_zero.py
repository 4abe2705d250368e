# fault: convolution2D: the last output row is never computed and stays zero
import numpy as np


def convolution2D(X, W, stride, padding):
    sh, sw = stride
    X = np.pad(X, ((0, 0), (0, 0), (padding[0],) * 2, (padding[1],) * 2))
    N, C, H, Wd = X.shape
    F, _, FH, FW = W.shape
    OH, OW = 1 + (H - FH) // sh, 1 + (Wd - FW) // sw
    out = np.zeros((N, F, OH, OW), dtype=X.dtype)
    for i, y in enumerate(range(0, H - FH, sh)):
        for j, x in enumerate(range(0, Wd - FW + 1, sw)):
            out[:, :, i, j] = np.tensordot(X[:, :, y:y + FH, x:x + FW], W, ((1, 2, 3), (1, 2, 3)))
    return out
