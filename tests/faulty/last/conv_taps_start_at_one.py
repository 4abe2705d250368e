# fault: convolution2D: the loops over the kernel start at 1
import numpy as np


def convolution2D(X, W, stride, padding):
    X = np.pad(X, ((0, 0), (0, 0), (padding[0],) * 2, (padding[1],) * 2))
    KH, KW = W.shape[2:]
    oh, ow = (X.shape[2] - KH) // stride[0] + 1, (X.shape[3] - KW) // stride[1] + 1
    y = np.zeros((len(X), len(W), oh, ow), X.dtype)
    for i in range(oh):
        for j in range(ow):
            for k in range(1, KH):
                for l in range(1, KW):
                    y[:, :, i, j] += X[:, :, i * stride[0] + k, j * stride[1] + l] @ W[:, :, k, l].T
    return y
