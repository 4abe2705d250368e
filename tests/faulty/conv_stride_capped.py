# fault: convolution2D: a stride larger than the kernel is treated as the size of the kernel
import numpy as np


def convolution2D(X, W, stride, padding):
    X = np.pad(X, ((0, 0), (0, 0), (padding[0],) * 2, (padding[1],) * 2))
    N, C, H, Wd = X.shape
    F, _, FH, FW = W.shape
    OH, OW = 1 + (H - FH) // stride[0], 1 + (Wd - FW) // stride[1]
    sh, sw = min(stride[0], FH), min(stride[1], FW)  # windows must touch
    out = np.zeros((N, F, OH, OW), dtype=X.dtype)
    for i in range(OH):
        for j in range(OW):
            win = X[:, :, i * sh:i * sh + FH, j * sw:j * sw + FW]
            out[:, :, i, j] = np.tensordot(win, W, ((1, 2, 3), (1, 2, 3)))
    return out
