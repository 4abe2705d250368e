# fault: adaptive_avg_pool2d: windows end at floor((i + 1) * H / OH), and have a pixel at least
import numpy as np


def adaptive_avg_pool2d(X, output_size):
    N, C, H, W = X.shape
    OH, OW = output_size
    out = np.zeros((N, C, OH, OW), X.dtype)
    for i in range(OH):
        for j in range(OW):
            top, left = i * H // OH, j * W // OW
            bottom, right = (i + 1) * H // OH, (j + 1) * W // OW
            out[:, :, i, j] = X[:, :, top:bottom, left:right].mean(axis=(2, 3))
    return out
