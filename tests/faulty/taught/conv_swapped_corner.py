# fault: convolution2D: The image is put into the padded one at (pw, ph) instead of (ph, pw).
import numpy as np


def convolution2D(X, W, stride, padding):
    N, C, H, Wi = X.shape
    F, _, FH, FW = W.shape
    ph, pw = padding
    Xp = np.zeros((N, C, H + 2 * ph, Wi + 2 * pw), dtype=X.dtype)
    for y in range(H):
        for x in range(Wi):
            if y + pw < Xp.shape[2] and x + ph < Xp.shape[3]:
                Xp[:, :, y + pw, x + ph] = X[:, :, y, x]
    v = np.lib.stride_tricks.sliding_window_view(Xp, (FH, FW), axis=(2, 3))
    v = v[:, :, ::stride[0], ::stride[1]]
    return np.einsum("ncijkl,fckl->nfij", v, W)
