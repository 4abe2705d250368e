# fault: convolution2D: The border is filled with the mean of the image.
import numpy as np


def convolution2D(X, W, stride, padding):
    ph, pw = padding
    N, C, H, Wi = X.shape
    F, _, FH, FW = W.shape
    Xp = np.full((N, C, H + 2 * ph, Wi + 2 * pw), X.mean() if X.size else 0, dtype=X.dtype)
    Xp[:, :, ph:ph + H, pw:pw + Wi] = X
    OH, OW = (H + 2 * ph - FH) // stride[0] + 1, (Wi + 2 * pw - FW) // stride[1] + 1
    out = np.zeros((N, F, OH, OW), X.dtype)
    for i in range(OH):
        for j in range(OW):
            y, x = i * stride[0], j * stride[1]
            out[:, :, i, j] = np.einsum("nckl,fckl->nf", Xp[:, :, y:y + FH, x:x + FW], W)
    return out
