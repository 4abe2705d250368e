# fault: convolution2D: the stride counts in the size, the windows step by one
import numpy as np


def convolution2D(X, W, stride, padding):
    X = np.pad(X, ((0, 0), (0, 0), (padding[0],) * 2, (padding[1],) * 2))
    kh, kw = W.shape[2:]
    oh, ow = (X.shape[2] - kh) // stride[0] + 1, (X.shape[3] - kw) // stride[1] + 1
    y = np.zeros((len(X), len(W), oh, ow), X.dtype)
    for i in range(oh):
        for j in range(ow):
            y[:, :, i, j] = np.tensordot(X[:, :, i:i + kh, j:j + kw], W, ([1, 2, 3], [1, 2, 3]))
    return y
