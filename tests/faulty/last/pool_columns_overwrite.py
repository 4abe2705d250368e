# fault: pool_forward: each column of the window overwrites the maximum of those before it
import numpy as np


def pool_forward(X, f, s):
    N, C, H, W = X.shape
    oh, ow = (H - f) // s + 1, (W - f) // s + 1
    y = np.zeros((N, C, oh, ow), X.dtype)
    for i in range(oh):
        for j in range(ow):
            for l in range(f):
                y[:, :, i, j] = X[:, :, i * s:i * s + f, j * s + l].max(axis=2)
    return y
