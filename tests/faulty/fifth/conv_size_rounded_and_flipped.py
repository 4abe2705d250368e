# fault: convolution2D: the output size is rounded to the nearest number instead of down
# fault: convolution2D: the kernel is turned upside down

import numpy as np


def convolution2D(X, W, stride, padding):
    x = np.pad(X, ((0, 0), (0, 0), (padding[0], padding[0]), (padding[1], padding[1])))
    n, c, h, w = x.shape
    f, _, kh, kw = W.shape
    oh = round((h - kh) / stride[0]) + 1
    ow = round((w - kw) / stride[1]) + 1
    out = np.zeros((n, f, oh, ow), X.dtype)
    for i in range(oh):
        for j in range(ow):
            for k in range(kh):
                for m in range(kw):
                    r, q = i * stride[0] + k, j * stride[1] + m
                    if r < h and q < w:
                        out[:, :, i, j] += x[:, :, r, q] @ W[:, :, kh - 1 - k, m].T
    return out
