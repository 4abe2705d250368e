# fault: adaptive_max_pool2d: maxima start at zero
import numpy as np


def adaptive_max_pool2d(X, output_size):
    N, C, H, W = X.shape
    OH, OW = output_size
    out = np.zeros((N, C, OH, OW), X.dtype)
    for i in range(OH):
        for j in range(OW):
            top, bottom = i * H // OH, -(-(i + 1) * H // OH)
            left, right = j * W // OW, -(-(j + 1) * W // OW)
            out[:, :, i, j] = np.maximum(X[:, :, top:bottom, left:right].max(axis=(2, 3)), 0)
    return out
