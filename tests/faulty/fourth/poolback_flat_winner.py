# fault: pool_back: the winner's place in the window is split into row and column with s instead of f

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view


def pool_back(grad_pool, X, f, s):
    N, C, GH, GW = grad_pool.shape
    win = sliding_window_view(X, (f, f), axis=(2, 3))[:, :, ::s, ::s][:, :, :GH, :GW]
    first = win.reshape(N, C, GH, GW, f * f).argmax(axis=-1)
    b, c, i, j = np.indices(grad_pool.shape)
    y = i * s + first // s
    x = j * s + first % s
    dX = np.zeros(X.shape, dtype=X.dtype)
    np.add.at(dX, (b, c, y, x), grad_pool)
    return dX
