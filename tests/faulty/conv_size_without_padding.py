# fault: convolution2D: OH and OW are computed from the image without its padding
import numpy as np


def convolution2D(X, W, stride, padding):
    N, C, IH, IW = X.shape
    F, _, FH, FW = W.shape
    OH = 1 + (IH - FH) // stride[0]
    OW = 1 + (IW - FW) // stride[1]
    X = np.pad(X, ((0, 0), (0, 0), (padding[0],) * 2, (padding[1],) * 2))
    out = np.zeros((N, F, OH, OW), dtype=X.dtype)
    for n in range(N):
        for f in range(F):
            for i in range(OH):
                for j in range(OW):
                    a, b = i * stride[0], j * stride[1]
                    out[n, f, i, j] = np.sum(X[n, :, a:a + FH, b:b + FW] * W[f])
    return out
