# fault: convolution2D: the kernel is taken to be square, FH on both axes, so OW and the taps are wrong
import numpy as np


def convolution2D(X, W, stride, padding):
    sh, sw = stride
    X = np.pad(X, ((0, 0), (0, 0), (padding[0],) * 2, (padding[1],) * 2))
    N, C, H, Wd = X.shape
    F, _, K, _ = W.shape
    OH, OW = 1 + (H - K) // sh, 1 + (Wd - K) // sw
    out = np.zeros((N, F, OH, OW), dtype=X.dtype)
    for i in range(OH):
        for j in range(OW):
            for f in range(F):
                for k in range(K):
                    for l in range(min(K, W.shape[3])):
                        out[:, f, i, j] += X[:, :, i * sh + k, j * sw + l] @ W[f, :, k, l]
    return out
