# fault: zero_padding: the shape is right but all the zeros are below and to the right
import numpy as np


def zero_padding(X, padding):
    N, C, IH, IW = X.shape
    out = np.zeros((N, C, IH + 2 * padding[0], IW + 2 * padding[1]), dtype=X.dtype)
    for i in range(IH):
        for j in range(IW):
            out[:, :, i, j] = X[:, :, i, j]
    return out
