# fault: convolution2D: row 0 and column 0 of the image count as padding, because the check is 0 < y instead of 0 <= y

import numpy as np


def _pixel(image, y, x):
    c, h, w = image.shape
    if 0 < y < h and 0 < x < w:
        return image[:, y, x]
    return np.zeros(c, dtype=image.dtype)


def convolution2D(X, W, stride, padding):
    n, f = X.shape[0], W.shape[0]
    kh, kw = W.shape[2:]
    oh = 1 + (X.shape[2] + 2 * padding[0] - kh) // stride[0]
    ow = 1 + (X.shape[3] + 2 * padding[1] - kw) // stride[1]
    res = np.zeros((n, f, oh, ow), dtype=X.dtype)
    for b in range(n):
        for i in range(oh):
            y0 = i * stride[0] - padding[0]
            for j in range(ow):
                x0 = j * stride[1] - padding[1]
                res[b, :, i, j] = sum(W[:, :, k, l] @ _pixel(X[b], y0 + k, x0 + l)
                                      for k in range(kh) for l in range(kw))
    return res
