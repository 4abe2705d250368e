# fault: convolution2D: the kernel is mirrored left to right
# fault: convolution2D: the strides are exchanged in the size of the output

import numpy as np


def convolution2D(X, W, stride, padding):
    X = np.pad(X, ((0, 0), (0, 0), (padding[0],) * 2, (padding[1],) * 2))
    sh, sw = stride
    N, C, H, Wd = X.shape
    F, _, KH, KW = W.shape
    OH, OW = (H - KH) // sw + 1, (Wd - KW) // sh + 1
    out = np.zeros((N, F, OH, OW), X.dtype)
    mirrored = W[..., ::-1]
    for i in range(OH):
        for j in range(OW):
            patch = X[:, :, i * sh : i * sh + KH, j * sw : j * sw + KW]
            out[:, :, i, j] = np.einsum("nckl,fckl->nf", patch, mirrored)
    return out
