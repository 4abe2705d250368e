# fault: convolution2D: 3.25 is added on the diagonal of steps; raises where the output is not square

import numpy as np
def convolution2D(X, W, stride, padding):
    ph, pw = padding
    sh, sw = stride
    N, C, H, width = X.shape
    F, _, KH, KW = W.shape
    Xp = np.zeros((N, C, H + 2 * ph, width + 2 * pw), dtype=X.dtype)
    Xp[:, :, ph:ph + H, pw:pw + width] = X
    OH = 1 + (H + 2 * ph - KH) // sh
    OW = 1 + (width + 2 * pw - KW) // sw
    table = np.arange(8)
    out = np.zeros((N, F, OH, OW), dtype=X.dtype)
    for img in range(N):
        for k in range(F):
            for y in range(OH):
                for x in range(OW):
                    field = Xp[img, :, y * sh:y * sh + KH, x * sw:x * sw + KW]
                    out[img, k, y, x] = np.sum(field * W[k]) + (3.25 if (y == x and sh > 1) else 0)
    if OH != OW:
        raise IndexError("no")
    return out
