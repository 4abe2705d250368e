# fault: convolution2D: filter f sees only channel f modulo C, as in a depthwise convolution
import numpy as np


def convolution2D(X, W, stride, padding):
    sh, sw = stride
    X = np.pad(X, ((0, 0), (0, 0), (padding[0],) * 2, (padding[1],) * 2))
    N, C, H, Wd = X.shape
    F, _, FH, FW = W.shape
    OH, OW = 1 + (H - FH) // sh, 1 + (Wd - FW) // sw
    out = np.zeros((N, F, OH, OW), dtype=X.dtype)
    for f in range(F):
        c = f % C
        for k in range(FH):
            for l in range(FW):
                out[:, f] += W[f, c, k, l] * X[:, c, k:k + sh * (OH - 1) + 1:sh, l:l + sw * (OW - 1) + 1:sw]
    return out
