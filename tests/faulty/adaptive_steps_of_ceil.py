# fault: adaptive_avg_pool2d: windows of ceil(H / OH) pixels side by side
import numpy as np


def adaptive_avg_pool2d(X, output_size):
    N, C, H, W = X.shape
    OH, OW = output_size
    out = np.zeros((N, C, OH, OW), X.dtype)
    for i in range(OH):
        for j in range(OW):
            kh, kw = -(-H // OH), -(-W // OW)
            top, bottom = i * kh, (i + 1) * kh
            left, right = j * kw, (j + 1) * kw
            out[:, :, i, j] = X[:, :, top:bottom, left:right].mean(axis=(2, 3))
    return out
