# fault: adaptive_avg_pool2d: sums are divided by H / OH * W / OW
import numpy as np


def adaptive_avg_pool2d(X, output_size):
    N, C, H, W = X.shape
    OH, OW = output_size
    out = np.zeros((N, C, OH, OW), X.dtype)
    for i in range(OH):
        for j in range(OW):
            top, bottom = i * H // OH, -(-(i + 1) * H // OH)
            left, right = j * W // OW, -(-(j + 1) * W // OW)
            out[:, :, i, j] = X[:, :, top:bottom, left:right].sum(axis=(2, 3)) * (OH * OW / (H * W))
    return out
