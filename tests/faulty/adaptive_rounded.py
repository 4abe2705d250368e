# fault: adaptive_avg_pool2d: windows begin and end at the nearest pixels
import numpy as np


def adaptive_avg_pool2d(X, output_size):
    N, C, H, W = X.shape
    OH, OW = output_size
    out = np.zeros((N, C, OH, OW), X.dtype)
    for i in range(OH):
        for j in range(OW):
            top, bottom = round(i * H / OH), round((i + 1) * H / OH)
            left, right = round(j * W / OW), round((j + 1) * W / OW)
            out[:, :, i, j] = X[:, :, top:bottom, left:right].mean(axis=(2, 3))
    return out
