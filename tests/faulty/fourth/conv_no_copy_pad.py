# fault: convolution2D: only the far border is checked, so above and left of the image negative indices read its other side instead of zeros
# fault: convolution2D: the sum is set to 0 once a row of outputs, not for each output

import numpy as np


def convolution2D(X, W, stride, padding):
    sh, sw = stride
    ph, pw = padding
    N, C, H, Wd = X.shape
    F, _, FH, FW = W.shape
    OH = 1 + (H + 2 * ph - FH) // sh
    OW = 1 + (Wd + 2 * pw - FW) // sw
    out = np.zeros((N, F, OH, OW), dtype=X.dtype)
    for b in range(N):
        for f in range(F):
            for i in range(OH):
                acc = 0.0
                for j in range(OW):
                    for r in range(C):
                        for k in range(FH):
                            for l in range(FW):
                                y = sh * i + k - ph
                                x = sw * j + l - pw
                                if y < H and x < Wd:
                                    acc += W[f, r, k, l] * X[b, r, y, x]
                    out[b, f, i, j] = acc
    return out
