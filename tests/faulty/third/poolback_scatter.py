# fault: pool_back: The gradients are added through index arrays with +=, so a pixel that is the maximum of several windows gets only one of them.
import numpy as np
from numpy.lib.stride_tricks import sliding_window_view


def pool_back(grad_pool, X, f, s):
    N, C, GH, GW = grad_pool.shape
    win = sliding_window_view(X, (f, f), axis=(2, 3))[:, :, ::s, ::s][:, :, :GH, :GW]
    best = win.reshape(N, C, GH, GW, f * f).argmax(axis=-1)
    b, c, i, j = np.ogrid[:N, :C, :GH, :GW]
    dX = np.zeros(X.shape, dtype=X.dtype)
    dX[b, c, i * s + best // f, j * s + best % f] += grad_pool
    return dX
