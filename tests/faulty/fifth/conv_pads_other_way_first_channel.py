# fault: convolution2D: pw rows and ph columns of zeros are added
# fault: convolution2D: only the first channel is convolved

import numpy as np


def convolution2D(X, W, stride, padding):
    ph, pw = padding
    N, C, H, Wd = X.shape
    F, _, KH, KW = W.shape
    big = np.zeros((N, C, H + 2 * pw, Wd + 2 * ph), X.dtype)
    big[:, :, pw:pw + H, ph:ph + Wd] = X
    OH = (big.shape[2] - KH) // stride[0] + 1
    OW = (big.shape[3] - KW) // stride[1] + 1
    out = np.zeros((N, F, OH, OW), X.dtype)
    for n in range(N):
        for f in range(F):
            for y in range(OH):
                for x in range(OW):
                    r, c = y * stride[0], x * stride[1]
                    out[n, f, y, x] = (big[n, 0, r:r + KH, c:c + KW] * W[f, 0]).sum()
    return out
