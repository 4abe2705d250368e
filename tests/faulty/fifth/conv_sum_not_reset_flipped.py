# fault: convolution2D: the running sum is not set back when the next column begins
# fault: convolution2D: the kernel is mirrored from left to right

import numpy as np


def convolution2D(X, W, stride, padding):
    x = np.pad(X, ((0, 0), (0, 0), (padding[0],) * 2, (padding[1],) * 2))
    N, C, H, Wd = x.shape
    F, _, KH, KW = W.shape
    OH, OW = (H - KH) // stride[0] + 1, (Wd - KW) // stride[1] + 1
    out = np.zeros((N, F, OH, OW), X.dtype)
    for n in range(N):
        for f in range(F):
            for i in range(OH):
                total = 0
                for j in range(OW):
                    for k in range(KH):
                        for m in range(KW):
                            pixel = x[n, :, i * stride[0] + k, j * stride[1] + m]
                            total += (pixel * W[f, :, k, KW - 1 - m]).sum()
                    out[n, f, i, j] = total
    return out
