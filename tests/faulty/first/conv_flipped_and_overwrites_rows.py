# fault: convolution2D: the filter is flipped in both axes
# fault: convolution2D: the last row of the output is left zero
import numpy as np


def convolution2D(X, W, stride, padding):
    X = np.pad(X, ((0, 0), (0, 0), (padding[0],) * 2, (padding[1],) * 2))
    n, c, h, w = X.shape
    f, _, kh, kw = W.shape
    oh, ow = (h - kh) // stride[0] + 1, (w - kw) // stride[1] + 1
    out = np.zeros((n, f, oh, ow), X.dtype)
    for i in range(oh - 1):
        for j in range(ow):
            for k in range(kh):
                for l in range(kw):
                    x = X[:, :, i * stride[0] + k, j * stride[1] + l]
                    out[:, :, i, j] += x @ W[:, :, kh - 1 - k, kw - 1 - l].T
    return out
