# fault: convolution2D: the stride of the rows is used for the columns of the taps as well
import numpy as np


def convolution2D(X, W, stride, padding):
    X = np.pad(X, ((0, 0), (0, 0), (padding[0],) * 2, (padding[1],) * 2))
    N, C, H, V = X.shape
    F, _, KH, KW = W.shape
    OH, OW = (H - KH) // stride[0] + 1, (V - KW) // stride[1] + 1
    s = stride[0]
    out = np.zeros((N, F, OH, OW), X.dtype)
    for n in range(N):
        for f in range(F):
            for i in range(OH):
                for j in range(OW):
                    for k in range(KH):
                        for l in range(KW):
                            if j * s + l < V:
                                out[n, f, i, j] += X[n, :, i * s + k, j * s + l] @ W[f, :, k, l]
    return out
