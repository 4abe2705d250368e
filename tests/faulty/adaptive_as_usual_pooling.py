# fault: adaptive_avg_pool2d: a stride of H // OH and a kernel of what is left
import numpy as np


def adaptive_avg_pool2d(X, output_size):
    N, C, H, W = X.shape
    OH, OW = output_size
    out = np.zeros((N, C, OH, OW), X.dtype)
    for i in range(OH):
        for j in range(OW):
            sh, sw = H // OH, W // OW
            kh, kw = H - (OH - 1) * sh, W - (OW - 1) * sw
            top, bottom = i * sh, i * sh + kh
            left, right = j * sw, j * sw + kw
            out[:, :, i, j] = X[:, :, top:bottom, left:right].mean(axis=(2, 3))
    return out
