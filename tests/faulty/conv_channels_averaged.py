# fault: convolution2D: channels are averaged instead of summed
import numpy as np


def convolution2D(X, W, stride, padding):
    N, C, IH, IW = X.shape
    F, _, FH, FW = W.shape
    sh, sw = stride
    X = np.pad(X, ((0, 0), (0, 0), (padding[0],) * 2, (padding[1],) * 2))
    OH = 1 + (X.shape[2] - FH) // sh
    OW = 1 + (X.shape[3] - FW) // sw
    out = np.zeros((N, F, OH, OW), dtype=X.dtype)
    for i in range(OH):
        for j in range(OW):
            window = X[:, None, :, i * sh:i * sh + FH, j * sw:j * sw + FW]
            out[:, :, i, j] = (window * W).sum(axis=(3, 4)).mean(axis=2)
    return out
