# fault: pool_forward: the output size is rounded to the nearest number instead of down

import numpy as np


def pool_forward(X, f, s):
    N, C, H, W = X.shape
    oh = int(round((H - f) / s)) + 1
    ow = int(round((W - f) / s)) + 1
    out = np.empty((N, C, oh, ow), X.dtype)
    for i in range(oh):
        for j in range(ow):
            out[:, :, i, j] = X[:, :, i * s:i * s + f, j * s:j * s + f].max(axis=(2, 3))
    return out
