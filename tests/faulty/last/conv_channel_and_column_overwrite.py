# fault: convolution2D: = for += in the loops over channels and columns of the kernel
import numpy as np


def convolution2D(X, W, stride, padding):
    X = np.pad(X, ((0, 0), (0, 0), (padding[0],) * 2, (padding[1],) * 2))
    KH, KW = W.shape[2:]
    oh, ow = (X.shape[2] - KH) // stride[0] + 1, (X.shape[3] - KW) // stride[1] + 1
    y = np.zeros((len(X), len(W), oh, ow), X.dtype)
    for n in range(len(X)):
        for f in range(len(W)):
            for i in range(oh):
                for j in range(ow):
                    for c in range(X.shape[1]):
                        for l in range(KW):
                            col = X[n, c, i * stride[0]:i * stride[0] + KH, j * stride[1] + l]
                            y[n, f, i, j] = col @ W[f, c, :, l]
    return y
