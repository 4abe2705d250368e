# fault: convolution2D: The stride multiplies the taps and not the windows.
import numpy as np


def convolution2D(X, W, stride, padding):
    N, C, H, Wi = X.shape
    F, _, FH, FW = W.shape
    (sh, sw), (ph, pw) = stride, padding
    Xp = np.zeros((N, C, H + 2 * ph, Wi + 2 * pw))
    Xp[:, :, ph:H + ph, pw:Wi + pw] = X
    OH, OW = (H + 2 * ph - FH) // sh + 1, (Wi + 2 * pw - FW) // sw + 1
    out = np.zeros((N, F, OH, OW))
    for i in range(OH):
        for j in range(OW):
            for k in range(FH):
                for l in range(FW):
                    y, x = i + k * sh, j + l * sw
                    if y < Xp.shape[2] and x < Xp.shape[3]:
                        out[:, :, i, j] += Xp[:, :, y, x] @ W[:, :, k, l].T
    return out.astype(X.dtype)
