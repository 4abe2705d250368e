# fault: convolution2D: Only the lower and right borders are tested, so negative indices of the padding wrap around to the other side of the image.
# fault: convolution2D: The sum over a window is assigned instead of added for every channel, so only the last channel counts.
import numpy as np


def convolution2D(X, W, stride, padding):
    N, C, H, Wd = X.shape
    F, _, FH, FW = W.shape
    OH = 1 + (H + 2 * padding[0] - FH) // stride[0]
    OW = 1 + (Wd + 2 * padding[1] - FW) // stride[1]
    Y = np.zeros((N, F, OH, OW), dtype=X.dtype)
    for n in range(N):
        for f in range(F):
            for c in range(C):
                for i in range(OH):
                    for j in range(OW):
                        top = i * stride[0] - padding[0]
                        left = j * stride[1] - padding[1]
                        acc = 0
                        for k in range(FH):
                            if top + k >= H:
                                continue
                            for l in range(FW):
                                if left + l >= Wd:
                                    continue
                                acc = acc + X[n, c, top + k, left + l] * W[f, c, k, l]
                        Y[n, f, i, j] = acc
    return Y
