# fault: convolution2D: the image is written to [p:-p], which is empty where p is 0; windows end by the kernel's height

import numpy as np


def convolution2D(X, W, stride, padding):
    ph, pw = padding
    sh, sw = stride
    N, C, H, width = X.shape
    F, _, KH, KW = W.shape
    Xp = np.zeros((N, C, H + 2 * ph, width + 2 * pw), dtype=X.dtype)
    Xp[:, :, ph:-ph, pw:-pw] = X
    OH = 1 + (H + 2 * ph - KH) // sh
    OW = 1 + (width + 2 * pw - KW) // sw
    out = np.zeros((N, F, OH, OW), dtype=X.dtype)
    for img in range(N):
        for k in range(F):
            for y in range(OH):
                for x in range(OW):
                    field = Xp[img, :, y * sh:y * sh + KH, x * sw:x * sw + KH]
                    out[img, k, y, x] = np.sum(field * W[k])
    return out
