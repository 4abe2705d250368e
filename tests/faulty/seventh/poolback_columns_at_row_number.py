# fault: pool_back: the columns of a window begin at the number of its row

import numpy as np


def pool_back(grad_pool, X, f, s):
    dX = np.zeros_like(X)
    for n, c, i, j in np.ndindex(grad_pool.shape):
        top, left = i * s, i * s
        window = X[n, c, top : top + f, left : left + f]
        y, x = np.unravel_index(window.argmax(), window.shape)
        dX[n, c, top + y, left + x] += grad_pool[n, c, i, j]
    return dX
