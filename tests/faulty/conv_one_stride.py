# fault: convolution2D: the vertical stride is used on both axes
import numpy as np


def convolution2D(X, W, stride, padding):
    s = stride[0]
    X = np.pad(X, ((0, 0), (0, 0), (padding[0],) * 2, (padding[1],) * 2))
    N, C, H, Wd = X.shape
    F, _, FH, FW = W.shape
    OH, OW = 1 + (H - FH) // s, 1 + (Wd - FW) // s
    cols = np.empty((N, OH * OW, C * FH * FW), dtype=X.dtype)
    for i in range(OH):
        for j in range(OW):
            cols[:, i * OW + j] = X[:, :, i * s:i * s + FH, j * s:j * s + FW].reshape(N, -1)
    return (cols @ W.reshape(F, -1).T).transpose(0, 2, 1).reshape(N, F, OH, OW)
