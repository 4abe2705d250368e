# fault: adaptive_max_pool2d: all windows have ceil(H / OH) rows
import numpy as np


def adaptive_max_pool2d(X, output_size):
    N, C, H, W = X.shape
    OH, OW = output_size
    out = np.zeros((N, C, OH, OW), X.dtype)
    for i in range(OH):
        for j in range(OW):
            top, left = i * H // OH, j * W // OW
            bottom, right = top + -(-H // OH), left + -(-W // OW)
            out[:, :, i, j] = X[:, :, top:bottom, left:right].max(axis=(2, 3))
    return out
