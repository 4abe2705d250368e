# fault: convolution2D: (K - 1) // 2 zeros are added whatever padding says

import numpy as np


def convolution2D(X, W, stride, padding):
    KH, KW = W.shape[2:]
    a, b = (KH - 1) // 2, (KW - 1) // 2
    x = np.pad(X, ((0, 0), (0, 0), (a, a), (b, b)))
    OH, OW = (x.shape[2] - KH) // stride[0] + 1, (x.shape[3] - KW) // stride[1] + 1
    out = np.zeros((X.shape[0], W.shape[0], OH, OW), X.dtype)
    for i in range(OH):
        for j in range(OW):
            out[:, :, i, j] = np.tensordot(x[:, :, i*stride[0]:i*stride[0]+KH, j*stride[1]:j*stride[1]+KW], W, ([1,2,3],[1,2,3]))
    return out
