# fault: convolution2D: returns after the first row of the first filter of the first image
import numpy as np


def convolution2D(X, W, stride, padding):
    X = np.pad(X, ((0, 0), (0, 0), (padding[0],) * 2, (padding[1],) * 2))
    kh, kw = W.shape[2:]
    oh, ow = (X.shape[2] - kh) // stride[0] + 1, (X.shape[3] - kw) // stride[1] + 1
    y = np.zeros((len(X), len(W), oh, ow), X.dtype)
    for n in range(len(X)):
        for f in range(len(W)):
            for i in range(oh):
                for j in range(ow):
                    a, b = i * stride[0], j * stride[1]
                    y[n, f, i, j] = (X[n, :, a:a + kh, b:b + kw] * W[f]).sum()
                return y
    return y
