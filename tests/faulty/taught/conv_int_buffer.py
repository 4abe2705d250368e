# fault: convolution2D: The result is collected in an array of integers, so fractions are cut off.
# fault: convolution2D: The horizontal padding is left out of the image.
import numpy as np


def convolution2D(X, W, stride, padding):
    N, C, H, Wi = X.shape
    F, _, FH, FW = W.shape
    ph, pw = padding
    Xp = np.zeros((N, C, H + 2 * ph, Wi), X.dtype)
    Xp[:, :, ph:ph + H] = X
    oh = (Xp.shape[2] - FH) // stride[0] + 1
    ow = (Xp.shape[3] - FW) // stride[1] + 1
    acc = np.zeros((N, F, oh, ow), dtype=int)
    for n in range(N):
        for f in range(F):
            for i in range(oh):
                for j in range(ow):
                    a, b = i * stride[0], j * stride[1]
                    acc[n, f, i, j] = np.sum(Xp[n, :, a:a + FH, b:b + FW] * W[f])
    return acc.astype(X.dtype)
