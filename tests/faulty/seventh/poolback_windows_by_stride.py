# fault: pool_back: the loops go over H // s rows and W // s columns of windows

import numpy as np


def pool_back(grad_pool, X, f, s):
    N, C, H, W = X.shape
    dX = np.zeros_like(X)
    for n, c, i, j in np.ndindex(N, C, H // s, W // s):
        window = X[n, c, i * s : i * s + f, j * s : j * s + f]
        a, b = np.unravel_index(window.argmax(), window.shape)
        dX[n, c, i * s + a, j * s + b] += grad_pool[n, c, i, j]
    return dX
