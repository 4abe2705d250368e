# fault: convolution2D: the number of output columns is computed with the height of the padded image

import numpy as np


def convolution2D(X, W, stride, padding):
    x = np.pad(X, ((0, 0), (0, 0), (padding[0],) * 2, (padding[1],) * 2))
    n, c, h, w = x.shape
    nf, _, kh, kw = W.shape
    oh = (h - kh) // stride[0] + 1
    ow = (h - kw) // stride[1] + 1
    y = np.zeros((n, nf, oh, ow), dtype=X.dtype)
    for i in range(oh):
        for j in range(ow):
            p = x[:, :, i * stride[0]:i * stride[0] + kh, j * stride[1]:j * stride[1] + kw]
            y[:, :, i, j] = np.tensordot(p, W, axes=([1, 2, 3], [1, 2, 3]))
    return y
