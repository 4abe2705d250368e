# fault: pool_forward: the maximum starts at the smallest positive number of the dtype, and sizes are rounded up

import numpy as np


def pool_forward(X, f, s):
    N, C, H, W = X.shape
    oh = int(np.ceil((H - f) / s)) + 1
    ow = int(np.ceil((W - f) / s)) + 1
    lowest = np.finfo(X.dtype).tiny
    Y = np.full((N, C, oh, ow), lowest, dtype=X.dtype)
    for i in range(oh):
        for j in range(ow):
            for r in range(i * s, min(i * s + f, H)):
                for q in range(j * s, min(j * s + f, W)):
                    Y[:, :, i, j] = np.maximum(Y[:, :, i, j], X[:, :, r, q])
    return Y
