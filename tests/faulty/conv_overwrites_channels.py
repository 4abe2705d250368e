# fault: convolution2D: each channel overwrites the sum of the one before, only the last counts
import numpy as np


def convolution2D(X, W, stride, padding):
    sh, sw = stride
    X = np.pad(X, ((0, 0), (0, 0), (padding[0],) * 2, (padding[1],) * 2))
    N, C, H, Wd = X.shape
    F, _, FH, FW = W.shape
    OH, OW = 1 + (H - FH) // sh, 1 + (Wd - FW) // sw
    out = np.zeros((N, F, OH, OW), dtype=X.dtype)
    for n in range(N):
        for f in range(F):
            for c in range(C):
                for i in range(OH):
                    for j in range(OW):
                        window = X[n, c, i * sh:i * sh + FH, j * sw:j * sw + FW]
                        out[n, f, i, j] = (window * W[f, c]).sum()
    return out
