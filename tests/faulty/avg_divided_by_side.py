# fault: avg_pool2d: divided by the side of the window
import numpy as np


def avg_pool2d(X, window, stride, padding):
    (sh, sw), (ph, pw) = stride, padding
    N, C, H, W = X.shape
    Xp = np.zeros((N, C, H + 2 * ph, W + 2 * pw), X.dtype)
    Xp[:, :, ph:ph + H, pw:pw + W] = X
    OH = (H + 2 * ph - window) // sh + 1
    OW = (W + 2 * pw - window) // sw + 1
    out = np.zeros((N, C, OH, OW), X.dtype)
    for i in range(OH):
        for j in range(OW):
            w = Xp[:, :, i * sh:i * sh + window, j * sw:j * sw + window]
            out[:, :, i, j] = w.sum(axis=(2, 3)) / window
    return out
