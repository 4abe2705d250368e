# fault: convolution2D: loops over as many filters as there are channels, the others stay zero
import numpy as np


def convolution2D(X, W, stride, padding):
    P = np.pad(X, [(0, 0), (0, 0), (padding[0], padding[0]), (padding[1], padding[1])])
    kh, kw = W.shape[2], W.shape[3]
    oh = (P.shape[2] - kh) // stride[0] + 1
    ow = (P.shape[3] - kw) // stride[1] + 1
    y = np.zeros((X.shape[0], W.shape[0], oh, ow), X.dtype)
    for f in range(min(W.shape[1], W.shape[0])):
        for i in range(oh):
            for j in range(ow):
                box = P[:, :, i * stride[0]:i * stride[0] + kh, j * stride[1]:j * stride[1] + kw]
                y[:, f, i, j] = (box * W[f]).sum(axis=(1, 2, 3))
    return y
