# fault: pool_forward: the number of columns is (W - f + 1) / s rounded down
import numpy as np


def pool_forward(X, f, s):
    N, C, H, W = X.shape
    oh, ow = (H - f) // s + 1, (W - f + 1) // s
    y = np.zeros((N, C, oh, ow), X.dtype)
    for i in range(oh):
        for j in range(ow):
            y[:, :, i, j] = X[:, :, i * s:i * s + f, j * s:j * s + f].max(axis=(2, 3))
    return y
