# fault: convolution2D: only the first channel is used
import numpy as np


def convolution2D(X, W, stride, padding):
    N, C, IH, IW = X.shape
    F, _, FH, FW = W.shape
    sh, sw = stride
    X = np.pad(X, ((0, 0), (0, 0), (padding[0],) * 2, (padding[1],) * 2))
    OH = 1 + (X.shape[2] - FH) // sh
    OW = 1 + (X.shape[3] - FW) // sw
    out = np.zeros((N, F, OH, OW), dtype=X.dtype)
    for n in range(N):
        for f in range(F):
            for i in range(OH):
                for j in range(OW):
                    out[n, f, i, j] = np.sum(X[n, 0, i * sh:i * sh + FH, j * sw:j * sw + FW] * W[f, 0])
    return out
