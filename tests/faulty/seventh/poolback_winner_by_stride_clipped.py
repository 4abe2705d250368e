# fault: pool_back: the winner's number is divided by the stride, and places are clipped; a smaller gradient raises

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view


def pool_back(grad_pool, X, f, s):
    N, C, OH, OW = grad_pool.shape
    H, W = X.shape[2:]
    win = sliding_window_view(X, (f, f), axis=(2, 3))[:, :, ::s, ::s]
    arg = win.reshape(N, C, OH, OW, f * f).argmax(axis=-1)
    di, dj = np.divmod(arg, s)
    n, c, r, q = np.indices(arg.shape, sparse=True)
    dX = np.zeros_like(X)
    np.add.at(dX, (n, c, np.minimum(r * s + di, H - 1), np.minimum(q * s + dj, W - 1)), grad_pool)
    return dX
