# fault: convolution2D: the output is one row and one column short
# fault: convolution2D: the padding of the height is used for the width as well
import numpy as np


def convolution2D(X, W, stride, padding):
    p = padding[0]
    X = np.pad(X, ((0, 0), (0, 0), (p, p), (p, p)))
    kh, kw = W.shape[2:]
    oh = max((X.shape[2] - kh) // stride[0], 0)
    ow = max((X.shape[3] - kw) // stride[1], 0)
    out = np.zeros((X.shape[0], W.shape[0], oh, ow), X.dtype)
    for i in range(oh):
        for j in range(ow):
            r, c = i * stride[0], j * stride[1]
            out[:, :, i, j] = np.einsum("nckl,fckl->nf", X[:, :, r:r + kh, c:c + kw], W)
    return out
