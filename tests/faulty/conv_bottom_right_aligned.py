# fault: convolution2D: with windows that do not tile the image they are aligned to the bottom right corner
import numpy as np


def convolution2D(X, W, stride, padding):
    sh, sw = stride
    X = np.pad(X, ((0, 0), (0, 0), (padding[0],) * 2, (padding[1],) * 2))
    FH, FW = W.shape[2:]
    rest_h = (X.shape[2] - FH) % sh
    rest_w = (X.shape[3] - FW) % sw
    X = X[:, :, rest_h:, rest_w:]
    OH, OW = 1 + (X.shape[2] - FH) // sh, 1 + (X.shape[3] - FW) // sw
    out = np.zeros((len(X), len(W), OH, OW), dtype=X.dtype)
    for k in range(FH):
        for l in range(FW):
            tap = X[:, :, k:k + sh * (OH - 1) + 1:sh, l:l + sw * (OW - 1) + 1:sw]
            out += np.einsum("nchw,fc->nfhw", tap, W[:, :, k, l])
    return out
