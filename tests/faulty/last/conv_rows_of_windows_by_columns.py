# fault: convolution2D: the loop over the rows of the output ends at the number of its columns
import numpy as np


def convolution2D(X, W, stride, padding):
    X = np.pad(X, ((0, 0), (0, 0), (padding[0],) * 2, (padding[1],) * 2))
    kh, kw = W.shape[2:]
    oh, ow = (X.shape[2] - kh) // stride[0] + 1, (X.shape[3] - kw) // stride[1] + 1
    y = np.zeros((len(X), len(W), oh, ow), X.dtype)
    for i in range(ow):
        for j in range(ow):
            if i < oh:
                a, b = i * stride[0], j * stride[1]
                y[:, :, i, j] = np.einsum("nckl,fckl->nf", X[:, :, a:a + kh, b:b + kw], W)
    return y
