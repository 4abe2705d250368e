# fault: adaptive_avg_pool2d: windows as np.array_split has them
import numpy as np


def adaptive_avg_pool2d(X, output_size):
    N, C, H, W = X.shape
    OH, OW = output_size
    out = np.zeros((N, C, OH, OW), X.dtype)
    for i in range(OH):
        for j in range(OW):
            rows = np.array_split(np.arange(H), OH)[i]
            columns = np.array_split(np.arange(W), OW)[j]
            out[:, :, i, j] = X[:, :, rows][:, :, :, columns].mean(axis=(2, 3))
    return out
