# fault: adaptive_avg_pool2d: the height of the image is used for the columns too
import numpy as np


def adaptive_avg_pool2d(X, output_size):
    N, C, H, W = X.shape
    OH, OW = output_size
    out = np.zeros((N, C, OH, OW), X.dtype)
    for i in range(OH):
        for j in range(OW):
            top, bottom = i * H // OH, -(-(i + 1) * H // OH)
            left, right = j * H // OW, -(-(j + 1) * H // OW)
            out[:, :, i, j] = X[:, :, top:bottom, left:right].mean(axis=(2, 3))
    return out
