# fault: convolution2D: each row of the filter overwrites what the rows before it gave
import numpy as np


def convolution2D(X, W, stride, padding):
    X = np.pad(X, ((0, 0), (0, 0), (padding[0],) * 2, (padding[1],) * 2))
    sh, sw = stride
    KH, KW = W.shape[2:]
    oh, ow = (X.shape[2] - KH) // sh + 1, (X.shape[3] - KW) // sw + 1
    out = np.zeros((len(X), len(W), oh, ow), X.dtype)
    for k in range(KH):
        row = np.zeros_like(out)
        for l in range(KW):
            part = X[:, :, k:k + oh * sh:sh, l:l + ow * sw:sw][:, :, :oh, :ow]
            row += np.tensordot(part, W[:, :, k, l], ([1], [1])).transpose(0, 3, 1, 2)
        out = row
    return out
