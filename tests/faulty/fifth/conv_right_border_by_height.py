# fault: convolution2D: the right border is ph wide, not pw
# fault: convolution2D: the last output row stays zero

import numpy as np


def convolution2D(X, W, stride, padding):
    ph, pw = padding
    x = np.pad(X, [(0, 0), (0, 0), (ph, ph), (pw, ph)], mode="constant")
    N, C, H, Wd = x.shape
    F, _, KH, KW = W.shape
    OH, OW = 1 + (H - KH) // stride[0], 1 + (Wd - KW) // stride[1]
    out = np.zeros((N, F, OH, OW), X.dtype)
    for i in range(OH - 1):
        for j in range(OW):
            a, b = i * stride[0], j * stride[1]
            out[:, :, i, j] = np.einsum("nckl,fckl->nf", x[:, :, a:a + KH, b:b + KW], W)
    return out
