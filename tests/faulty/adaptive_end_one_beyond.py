# fault: adaptive_max_pool2d: windows end one behind floor((i + 1) * H / OH)
import numpy as np


def adaptive_max_pool2d(X, output_size):
    N, C, H, W = X.shape
    OH, OW = output_size
    out = np.zeros((N, C, OH, OW), X.dtype)
    for i in range(OH):
        for j in range(OW):
            top, bottom = i * H // OH, (i + 1) * H // OH + 1
            left, right = j * W // OW, (j + 1) * W // OW + 1
            out[:, :, i, j] = X[:, :, top:bottom, left:right].max(axis=(2, 3))
    return out
