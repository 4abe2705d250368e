# fault: convolution2D: every product is assigned to its output element instead of being added
import numpy as np


def convolution2D(X, W, stride, padding):
    X = np.pad(X, ((0, 0), (0, 0), (padding[0], padding[0]), (padding[1], padding[1])))
    N, C, H, V = X.shape
    F, _, KH, KW = W.shape
    out = np.zeros((N, F, (H - KH) // stride[0] + 1, (V - KW) // stride[1] + 1), X.dtype)
    for n in range(N):
        for f in range(F):
            for i in range(out.shape[2]):
                for j in range(out.shape[3]):
                    for k in range(KH):
                        for l in range(KW):
                            for c in range(C):
                                out[n, f, i, j] = X[n, c, i * stride[0] + k, j * stride[1] + l] * W[f, c, k, l]
    return out
