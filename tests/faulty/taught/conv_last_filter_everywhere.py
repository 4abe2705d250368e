# fault: convolution2D: The index of the filter is left over from a loop before, so every output channel uses the last filter.
# fault: convolution2D: The vertical stride is ignored where the windows are read.
import numpy as np


def convolution2D(X, W, stride, padding):
    N, C, H, Wi = X.shape
    kernels = []
    for f in range(len(W)):
        kernels.append(W[f].reshape(-1))
    F, _, FH, FW = W.shape
    ph, pw = padding
    Xp = np.pad(X, ((0, 0), (0, 0), (ph, ph), (pw, pw)))
    OH = (H + 2 * ph - FH) // stride[0] + 1
    OW = (Wi + 2 * pw - FW) // stride[1] + 1
    out = np.zeros((N, F, OH, OW), X.dtype)
    for n in range(N):
        for g in range(F):
            for i in range(OH):
                for j in range(OW):
                    x0 = j * stride[1]
                    out[n, g, i, j] = Xp[n, :, i:i + FH, x0:x0 + FW].reshape(-1).dot(kernels[f])
    return out
