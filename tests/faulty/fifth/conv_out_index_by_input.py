# fault: convolution2D: the loop goes over the pixels of the image, and results are put at their place modulo the output's size

import numpy as np


def convolution2D(X, W, stride, padding):
    x = np.pad(X, ((0, 0), (0, 0), (padding[0],) * 2, (padding[1],) * 2))
    N, C, H, Wd = x.shape
    F, _, KH, KW = W.shape
    OH, OW = (H - KH) // stride[0] + 1, (Wd - KW) // stride[1] + 1
    out = np.zeros((N, F, OH, OW), X.dtype)
    for i in range(0, H - KH + 1):
        for j in range(0, Wd - KW + 1):
            win = x[:, :, i:i + KH, j:j + KW]
            out[:, :, i % OH, j % OW] = np.einsum("nckl,fckl->nf", win, W)
    return out
