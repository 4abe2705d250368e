# fault: convolution2D: ph is used for the columns and pw for the rows
import numpy as np


def convolution2D(X, W, stride, padding):
    sh, sw = stride
    X = np.pad(X, [(0, 0), (0, 0), (padding[1], padding[1]), (padding[0], padding[0])])
    n, c, h, w = X.shape
    f, _, kh, kw = W.shape
    oh, ow = (h - kh) // sh + 1, (w - kw) // sw + 1
    out = np.zeros((n, f, oh, ow), dtype=X.dtype)
    for i in range(oh):
        for j in range(ow):
            for k in range(f):
                out[:, k, i, j] = (X[:, :, i * sh:i * sh + kh, j * sw:j * sw + kw] * W[k]).sum(axis=(1, 2, 3))
    return out
