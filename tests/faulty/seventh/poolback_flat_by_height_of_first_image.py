# fault: pool_back: the flat place uses H as the length of a row, and counts channels alone

import numpy as np
from numpy.lib.stride_tricks import as_strided


def pool_back(grad_pool, X, f, s):
    X = np.ascontiguousarray(X)
    N, C, H, W = X.shape
    OH, OW = grad_pool.shape[2:]
    a, b, c, d = X.strides
    win = as_strided(X, (N, C, OH, OW, f, f), (a, b, s * c, s * d, c, d))
    k = win.reshape(N, C, OH, OW, -1).argmax(-1)
    row = s * np.arange(OH)[:, None] + k // f
    col = s * np.arange(OW)[None, :] + k % f
    plane = np.zeros((N, 1), int) + np.arange(C)
    addr = plane[:, :, None, None] * (H * W) + row * H + col
    dX = np.bincount(addr.ravel(), weights=grad_pool.ravel(), minlength=X.size)[:X.size]
    return dX.reshape(X.shape).astype(X.dtype)
